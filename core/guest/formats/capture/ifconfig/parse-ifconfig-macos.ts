import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { readIfconfig } from './read-ifconfig'
import { wholeListing } from './whole-listing'

/**
 * ifconfig of macOS is FreeBSD's, without a metric:
 *
 *     en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
 *             ether 00:16:3e:0a:5c:f1
 *             inet6 fe80::1c3f:6ff:fe0a:5cf1%en0 prefixlen 64 secured scopeid 0x4
 *             inet 172.17.20.29 netmask 0xfffff000 broadcast 172.17.31.255
 */
export function parseIfconfigMacos(lines: readonly Line[], command: string | null): Reading<Link[]> {
  const { log, links, seen } = readIfconfig(lines, { aliasOf: () => null })
  return log.reading(links.build(wholeListing(command, seen)))
}

const HEAD = /^\s*(\S+): flags=[0-9a-f]+<([^<>]*)>(.*)$/
/** Names that only Apple gives, and IFF_SMART, which FreeBSD gave up. */
const APPLE_NAME = /^(en|awdl|llw|utun|anpi|ap|stf|gif|fw|p2p|XHC|VHC|vmenet|ipsec|feth)\d+$/

/** Apple's ifconfig shows no metric, its Ethernets are `en`, its loopback is the first interface. */
export function isMacos(lines: readonly Line[]): boolean {
  const heads = lines.flatMap(({ text }) => {
    const head = HEAD.exec(text)
    return head ? [{ name: head[1] ?? '', flags: head[2] ?? '', rest: head[3] ?? '' }] : []
  })
  if (heads.some(({ rest }) => /\bmetric\b/.test(rest))) return false
  if (lines.some(({ text }) => /^\s+(index \d+ priority|groups:|capabilities=|ec_capabilities=|address: )/.test(text)))
    return heads.some(({ flags }) => /\bSMART\b/.test(flags))
  const isOnlyLoopback = heads.every(({ name }) => name === 'lo0')
  if (isOnlyLoopback) return lines.some(({ text }) => /^\s+inet6 fe80::1%lo0 .*scopeid 0x1\b/.test(text))
  return heads.some(
    ({ name, flags }) => /\bSMART\b/.test(flags) || (APPLE_NAME.test(name) && !/^(gif|stf|ipsec)/.test(name)),
  )
}
