import { BITS, parseIp } from '../../../../ip/ip'
import type { JsonNode, JsonObject } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { asObject, itemsOf, JsonEvidence, lengthOf, memberOf, objectsIn, textOf } from '../../json-evidence'
import { LinkList } from '../link-list'
import { kernelName } from './kernel-name'

/** Whether values are what `ip -j addr` or `ip -j link` prints; neither routes nor neighbours name an `ifname`. */
export const isIpAddrJson = (values: readonly JsonNode[]): boolean =>
  objectsIn(values).some(
    ({ members }) =>
      members.get('ifname')?.kind === 'string' &&
      ['addr_info', 'link_type', 'operstate', 'ifindex'].some((key) => members.has(key)),
  )

/**
 * `ip -j addr` prints an array of links; links that a filter leaves out are printed as empty objects:
 *
 *     [{},{"ifindex":2,"ifname":"eth0","flags":["BROADCAST","UP"],"link_type":"ether","address":"00:16:3e:0a:5c:f1",
 *       "addr_info":[{"family":"inet","local":"172.17.20.39","prefixlen":20,"scope":"global","label":"eth0:1"}]}]
 *
 * Complete for the links it names, for the families it was asked for; `ip -j link` says nothing about addresses.
 */
export function parseIpAddrJson(lines: readonly Line[], command: string | null = null): Reading<Link[]> {
  const evidence = new JsonEvidence(lines)
  const links = new LinkList()
  const seen = { ipv4: false, ipv6: false }
  for (const [group, document] of evidence.values.entries())
    for (const one of objectsIn([document])) readLink(one, group)
  const words = command?.split(/\s+/) ?? null
  const asked = { ipv4: !words?.includes('-6'), ipv6: !words?.includes('-4') }
  return evidence.reading(links.build(words?.some((word) => /^a(dd(r(ess)?)?)?$/.test(word)) ? asked : seen))

  function readLink(object: JsonObject, group: number): void {
    const ifname = memberOf(object, 'ifname')
    if (ifname?.kind !== 'string') {
      if (object.members.size > 0) evidence.report(object.span, 'this link has no ifname')
      return
    }
    const link = links.open(kernelName(ifname.value), group)
    evidence.fact(ifname, 'interface')
    const flags = memberOf(object, 'flags')
    const isBrief = !object.members.has('ifindex')
    if (flags?.kind === 'array' && (flags.items.length > 0 || !isBrief))
      link.markUp(flags.items.some((one) => textOf(one) === 'UP'))
    else if (textOf(memberOf(object, 'operstate')) === 'UP') link.markUp(true)
    const mac = memberOf(object, 'address')
    if (mac) link.readMac(textOf(mac) ?? '', evidence.place(mac))
    for (const item of itemsOf(memberOf(object, 'addr_info'))) {
      const held = asObject(item)
      if (!held) evidence.report(item.span, 'an address was expected here')
      else if (held.members.size > 0) readHeld(held, link)
    }
  }

  function readHeld(held: JsonObject, link: ReturnType<LinkList['open']>): void {
    const local = memberOf(held, 'local', 'address')
    const text = textOf(local)
    const ip = parseIp(text ?? '')
    if (!local || text === null || !ip) return evidence.report((local ?? held).span, 'this is no IP address')
    const label = textOf(memberOf(held, 'label'))
    seen[ip.family] = true
    link.readAddress(text, evidence.fact(local, 'claim'), {
      prefixLength: lengthOf(memberOf(held, 'prefixlen'), BITS[ip.family]),
      label: label === link.name ? null : label,
      scope: textOf(memberOf(held, 'scope')),
    })
  }
}
