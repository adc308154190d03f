import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { readIfconfig } from './read-ifconfig'
import { wholeListing } from './whole-listing'

/**
 * ifconfig of AIX has two words of flags, and no MAC:
 *
 *     en0: flags=1e080863,480<UP,BROADCAST,NOTRAILERS,RUNNING,SIMPLEX,MULTICAST,GROUPRT,64BIT,CHAIN>
 *             inet 172.17.20.29 netmask 0xfffff000 broadcast 172.17.31.255
 *             inet6 ::1%1/128
 */
export function parseIfconfigAix(lines: readonly Line[], command: string | null): Reading<Link[]> {
  const { log, links, seen } = readIfconfig(lines, { aliasOf: () => null })
  return log.reading(links.build(wholeListing(command, seen)))
}

export const isAix = (lines: readonly Line[]): boolean =>
  lines.some(({ text }) => /^\s*\S+: flags=[0-9a-f]+(,[0-9a-f]+)?<[^<>]*\b(GROUPRT|64BIT)\b/.test(text))
