import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { readIfconfig } from './read-ifconfig'
import { wholeListing } from './whole-listing'

/**
 * ifconfig of FreeBSD, OpenBSD, NetBSD and DragonFly shows every address, with flags and masks in hexadecimal (or as a
 * prefix length), on a CARP group with its vhid. A name with a colon is a name.
 *
 *     em0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1500
 *             ether 00:16:3e:0a:5c:f1
 *             inet 172.17.20.39 netmask 0xfffff000 broadcast 172.17.31.255 vhid 1
 *             inet6 fe80::216:3eff:fe0a:5cf1%em0 prefixlen 64 scopeid 0x1
 */
export function parseIfconfigBsd(lines: readonly Line[], command: string | null): Reading<Link[]> {
  const { log, links, seen } = readIfconfig(lines, { aliasOf: () => null })
  return log.reading(links.build(wholeListing(command, seen)))
}
