import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { logicalInterfaceOf } from './parse-ifconfig-solaris'
import { readIfconfig } from './read-ifconfig'

/**
 * ifconfig of HP-UX shows one interface a call, the one named; lan1:1 is a logical interface of lan1:
 *
 *     lan1: flags=1843<UP,BROADCAST,RUNNING,MULTICAST,CKO>
 *             inet 172.17.20.29 netmask fffff000 broadcast 172.17.31.255
 *
 * Other logical interfaces have a listing of their own, so it is complete for nothing.
 */
export function parseIfconfigHpux(lines: readonly Line[]): Reading<Link[]> {
  const { log, links } = readIfconfig(lines, { aliasOf: logicalInterfaceOf })
  return log.reading(links.build({ ipv4: false, ipv6: false }))
}

export const isHpux = (lines: readonly Line[]): boolean =>
  lines.some(({ text }) => /^\s+inet \S+ netmask [0-9a-f]{8}(\s|$)/.test(text))
