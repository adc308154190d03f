import { BITS, parseIp } from '../../../../ip/ip'
import type { JsonNode, JsonObject } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { asObject, itemsOf, JsonEvidence, lengthOf, memberOf, textOf } from '../../json-evidence'
import { type LinkDraft, LinkList } from '../link-list'

/** The interfaces in what guest-network-get-interfaces answers, bare or as QMP and Proxmox VE wrap it. */
function interfacesIn(value: JsonNode): readonly JsonNode[] {
  let node: JsonNode | null = value
  for (let depth = 0; node?.kind === 'object' && depth < 3; depth++) node = memberOf(node, 'return', 'result', 'data')
  return itemsOf(node)
}

const isInterface = (node: JsonNode): boolean => {
  const object = asObject(node)
  const has = (key: string) => object?.members.has(key) === true
  return has('name') && (has('ip-addresses') || has('hardware-address'))
}

export const isQemuGa = (values: readonly JsonNode[]): boolean =>
  values.some((value) => interfacesIn(value).some(isInterface))

/**
 * The QEMU guest agent's guest-network-get-interfaces, as `virsh qemu-agent-command` prints it:
 *
 *     {"return":[{"name":"eth0","hardware-address":"00:16:3e:0a:5c:f1","ip-addresses":
 *       [{"ip-address-type":"ipv4","ip-address":"172.17.20.29","prefix":20}]},
 *      {"name":"eth0:1","hardware-address":"00:16:3e:0a:5c:f1","ip-addresses":[…]}]}
 *
 * On Linux an address with a label comes under its label, as an interface of its own: getifaddrs(3) names it so. It
 * lists every address of every interface. Source: qga/qapi-schema.json and qga/commands-posix.c of QEMU.
 */
export function parseQemuGa(lines: readonly Line[]): Reading<Link[]> {
  const evidence = new JsonEvidence(lines)
  const links = new LinkList()
  for (const [group, value] of evidence.values.entries()) {
    const objects = interfacesIn(value).flatMap((node) => {
      const object = asObject(node)
      if (!object) evidence.report(node.span, 'an interface was expected here')
      return object ?? []
    })
    const names = new Set(objects.map((one) => textOf(memberOf(one, 'name'))))
    for (const object of objects) readInterface(object, names, group)
  }
  return evidence.reading(links.build({ ipv4: true, ipv6: true }))

  function readInterface(object: JsonObject, names: ReadonlySet<string | null>, group: number): void {
    const named = memberOf(object, 'name')
    const name = textOf(named)
    if (!named || name === null) return evidence.report(object.span, 'this interface has no name')
    const base = name.slice(0, Math.max(0, name.lastIndexOf(':')))
    const label = base !== '' && names.has(base) ? name : null
    const link = links.open(label === null ? name : base, group)
    evidence.fact(named, label === null ? 'interface' : `label of ${base}`)
    const mac = memberOf(object, 'hardware-address')
    if (mac) link.readMac(textOf(mac) ?? '', evidence.place(mac))
    for (const item of itemsOf(memberOf(object, 'ip-addresses'))) readHeld(item, link, label)
  }

  function readHeld(item: JsonNode, link: LinkDraft, label: string | null): void {
    const held = asObject(item)
    const address = memberOf(held, 'ip-address')
    const text = textOf(address) ?? ''
    const ip = parseIp(text)
    if (!address || !ip) return evidence.report((address ?? item).span, 'this is no IP address')
    const prefixLength = lengthOf(memberOf(held, 'prefix'), BITS[ip.family])
    link.mergeAddress(text, evidence.fact(address, label ? `claim, ${label}` : 'claim'), { prefixLength, label })
  }
}
