import { BITS, parseIp } from '../../../../ip/ip'
import { type Line, spanOf } from '../../../../text/lines'
import type { LinkList } from '../link-list'
import { kernelName } from './kernel-name'

const STATE = /^(UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING)$/

/**
 * A line of `ip -br addr` or `ip -br link`, which shows the operational state: what is UP has been set up, what is DOWN
 * may only lack a cable.
 *
 *     eth0@if36        UP             172.17.20.29/20 metric 100 172.17.20.39/20 fe80::216:3eff:fe0a:5cf1/64
 *     eth0             UP             00:16:3e:0a:5c:f1 <BROADCAST,MULTICAST,UP,LOWER_UP>
 */
export function readBrief(line: Line, links: LinkList, group: number, seen: { ipv4: boolean; ipv6: boolean }): boolean {
  const words = [...line.text.matchAll(/\S+/g)]
  const [name = '', state = ''] = words.map((found) => found[0])
  if (!STATE.test(state)) return false
  const rest = words.slice(2)
  const isAll = rest.every(
    ({ 0: word }) => /^(<[^<>]*>|metric|\d+|peer)$/.test(word) || /^[0-9a-f:.-]+(%\S+)?(\/\d{1,3})?$/i.test(word),
  )
  if (!isAll) return false
  const link = links.open(kernelName(name), group)
  const flags = rest.find(({ 0: word }) => word.startsWith('<'))?.[0]
  link.markUp(flags ? flags.slice(1, -1).split(',').includes('UP') : state === 'UP' ? true : null)
  for (const [i, { 0: word, index }] of rest.entries()) {
    if (rest[i - 1]?.[0] === 'peer') continue
    const [text = '', length] = word.split('/')
    const ip = parseIp(text)
    const span = spanOf(line, index, word.length)
    if (!ip) {
      link.readMac(word, span)
      continue
    }
    const own = rest[i + 1]?.[0] === 'peer' ? (length ?? rest[i + 2]?.[0].split('/')[1]) : length
    const prefixLength = own === undefined ? BITS[ip.family] : Math.min(Number(own), BITS[ip.family])
    link.readAddress(text, span, { prefixLength })
    seen[ip.family] = true
  }
  return true
}
