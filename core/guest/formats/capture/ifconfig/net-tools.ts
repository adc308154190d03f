import type { Line } from '../../../../text/lines'
import type { Completeness, Link, Reading } from '../../../capture'
import { readIfconfig } from './read-ifconfig'

/** `eth0:1` is an alias of eth0; a name with an @ is one that some other tool made up (`foo:veth0@eth0`). */
function aliasOf(name: string): string | null {
  const colon = name.indexOf(':')
  return colon > 0 && !name.includes('@') ? name.slice(0, colon) : null
}

/**
 * Both generations of net-tools show the first address of each label, and hide further ones: asked for all interfaces,
 * they are complete for labels, and never for IPv4 addresses. Of IPv6 they show all.
 */
export function readNetTools(lines: readonly Line[], command: string | null): Reading<Link[]> {
  const { log, links } = readIfconfig(lines, { aliasOf })
  const isOfAll = /(^|[\s/])ifconfig(\s+-a)?\s*$/.test(command ?? '')
  const ipv4: Completeness = isOfAll ? 'labels' : false
  return log.reading(links.build({ ipv4, ipv6: true }))
}
