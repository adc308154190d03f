import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { readIfconfig } from './read-ifconfig'
import { wholeListing } from './whole-listing'

/**
 * ifconfig -a of Solaris and illumos has a stanza for each family of an interface and for each logical interface; masks
 * are bare hexadecimal, the MAC is shown to root only and comes last:
 *
 *     net0: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2
 *             inet 172.17.20.29 netmask fffff000 broadcast 172.17.31.255
 *             ether 0:16:3e:a:5c:f1
 *     net0:1: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2
 *             inet 172.17.20.39 netmask fffff000 broadcast 172.17.31.255
 */
export function parseIfconfigSolaris(lines: readonly Line[], command: string | null): Reading<Link[]> {
  const { log, links, seen } = readIfconfig(lines, { aliasOf: logicalInterfaceOf })
  return log.reading(links.build(wholeListing(command, seen)))
}

/** `net0:1` is a logical interface of net0. */
export function logicalInterfaceOf(name: string): string | null {
  const logical = /^([^:]+):\d+$/.exec(name)
  return logical?.[1] ?? null
}

export const isSolaris = (lines: readonly Line[]): boolean =>
  lines.some(({ text }) =>
    /^\s*\S+: flags=[0-9a-f]+<[^<>]*\bIPv[46]\b[^<>]*>|^\s*\S+: flags=\S+ mtu \d+ index \d/.test(text),
  )
