import { BITS, canonicalIp, parseIp } from '../../../../ip/ip'
import type { JsonNode, JsonObject } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import type { Link, Reading } from '../../../capture'
import { asObject, itemsOf, JsonEvidence, lengthOf, memberOf, textOf } from '../../json-evidence'
import { type LinkDraft, LinkList } from '../link-list'

/** How deep a list of guest NICs may stand: virtualMachines, a machine, its guest, net. */
const DEPTH_MAX = 6

/** The lists of GuestNicInfo in a value, in its order. */
function nicListsIn(value: JsonNode): JsonObject[][] {
  const found: JsonObject[][] = []
  const open: { node: JsonNode; depth: number }[] = [{ node: value, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next
    const nics = itemsOf(node)
      .flatMap((item) => asObject(item) ?? [])
      .filter(isGuestNic)
    if (nics.length > 0) found.push(nics)
    else if (depth < DEPTH_MAX) {
      const inside = node.kind === 'array' ? node.items : node.kind === 'object' ? [...node.members.values()] : []
      for (const one of inside.toReversed())
        if (one.kind === 'array' || one.kind === 'object') open.push({ node: one, depth: depth + 1 })
    }
  }
  return found
}

const isGuestNic = (object: JsonObject): boolean => {
  const has = (...names: readonly string[]) => names.some((name) => object.members.has(name))
  return (
    has('macAddress', 'MacAddress') &&
    has('deviceConfigId', 'DeviceConfigId', 'ipConfig', 'IpConfig') &&
    has('network', 'Network', 'ipAddress', 'IpAddress', 'connected', 'Connected')
  )
}

export const isVmwareGuest = (values: readonly JsonNode[]): boolean => values.some((one) => nicListsIn(one).length > 0)

/**
 * What VMware Tools told vCenter of a guest's NICs, as `govc vm.info -json` prints it (older ones with capitals):
 *
 *     {"virtualMachines":[{"guest":{"net":[{"network":"VM Network","ipAddress":["172.17.20.29"],"macAddress":
 *       "00:50:56:0a:5c:f1","connected":true,"deviceConfigId":4000,"ipConfig":{"ipAddress":
 *       [{"ipAddress":"172.17.20.29","prefixLength":20,"state":"preferred"}]}}]}}]}
 *
 * It names the network, not the kernel's link, and lists all addresses while Tools run; whether they do is not said
 * here, so it is complete for nothing. Source: GuestNicInfo in vim25/types/types.go of govmomi.
 */
export function parseVmwareGuest(lines: readonly Line[]): Reading<Link[]> {
  const evidence = new JsonEvidence(lines)
  const links = new LinkList()
  let group = 0
  for (const value of evidence.values)
    for (const nics of nicListsIn(value))
      for (const nic of nics) {
        group++
        readNic(nic)
      }
  return evidence.reading(links.build({ ipv4: false, ipv6: false }))

  function readNic(nic: JsonObject): void {
    const device = textOf(memberOf(nic, 'deviceConfigId', 'DeviceConfigId'))
    const network = memberOf(nic, 'network', 'Network')
    const link = links.open(textOf(network) ?? (device === null ? 'NIC' : `NIC ${device}`), group)
    const mac = memberOf(nic, 'macAddress', 'MacAddress')
    if (mac) link.readMac(textOf(mac) ?? '', evidence.fact(mac, 'interface'))
    const config = asObject(memberOf(nic, 'ipConfig', 'IpConfig'))
    for (const item of itemsOf(memberOf(config, 'ipAddress', 'IpAddress'))) {
      const held = asObject(item)
      readHeld(memberOf(held, 'ipAddress', 'IpAddress') ?? item, memberOf(held, 'prefixLength', 'PrefixLength'), link)
    }
    const known = new Set(link.addresses.map((held) => held.address))
    for (const item of itemsOf(memberOf(nic, 'ipAddress', 'IpAddress'))) {
      if (!known.has(canonicalIp(textOf(item) ?? '') ?? '')) readHeld(item, null, link)
    }
  }

  function readHeld(address: JsonNode, length: JsonNode | null, link: LinkDraft): void {
    const text = textOf(address) ?? ''
    const ip = parseIp(text)
    if (!ip) return evidence.report(address.span, 'this is no IP address')
    link.readAddress(text, evidence.fact(address, 'claim'), { prefixLength: lengthOf(length, BITS[ip.family]) })
  }
}
