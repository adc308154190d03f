import type { JsonNode, JsonObject } from '../../../text/json-tree'
import { type ExportFields, member } from '../export-fields'
import type { AllowedPair, ExportedAddress, ExportedPort, PortRole, SourceCheck } from '../exported-port'
import { admittedSources } from './admitted-sources'
import { readFlattened } from './read-flattened'

const FIXED = ['fixed_ips', 'Fixed IP Addresses', 'fixed_ip_addresses']
const PAIRS = ['allowed_address_pairs', 'Allowed Address Pairs']
const SECURITY = ['port_security_enabled', 'is_port_security_enabled', 'Port Security Enabled']
export const MAC_KEYS = ['mac_address', 'MAC Address', 'mac_addr']
export const PORT_KEYS = [...FIXED, ...PAIRS, ...MAC_KEYS]

/** Huawei writes its "source/destination check off" as a pair of this address: it is a switch, not an address. */
const NO_CHECK_SENTINEL = '1.1.1.1/0'
export const VIP_OWNER = 'neutron:VIP_PORT'
export const ownerOf = (fields: ExportFields, port: JsonObject): string | null =>
  fields.text(port, ['device_owner', 'Device Owner'])

/** A Neutron port: as the API answers it, or as the clients rename and flatten it. */
export function readNeutronPort(fields: ExportFields, port: JsonObject, fabric = 'neutron'): ExportedPort {
  const mac = fields.mac(port, MAC_KEYS)
  const addresses = entries(fields, port, FIXED).flatMap(({ ip, span }): ExportedAddress[] => {
    const held = ip === null ? null : fields.addressAt(ip, span)
    return held ? [held] : []
  })
  const written = entries(fields, port, PAIRS)
  const allowedPairs = written.flatMap((pair): AllowedPair[] => {
    const ip = pair.ip === null ? null : fields.cidrAt(pair.ip, pair.span)
    return ip === null ? [] : [{ ip, mac: pair.mac, span: pair.span }]
  })
  const isUnchecked = written.some((pair) => pair.ip === NO_CHECK_SENTINEL)
  const portSecurityEnabled = fields.flag(port, SECURITY)
  return {
    fabric,
    id: fields.text(port, ['id', 'ID', 'port_id']),
    name: fields.text(port, ['name', 'Name']),
    role: roleOf(ownerOf(fields, port)),
    mac,
    addresses,
    allowedPairs,
    portSecurityEnabled,
    sourceDestCheck: isUnchecked ? false : null,
    sourceCheck: checkOf(
      portSecurityEnabled,
      isUnchecked,
      member(port, PAIRS) !== null,
      addresses.length + written.length,
    ),
    admits: admittedSources(mac, addresses, allowedPairs),
    network: fields.text(port, ['network_id', 'Network ID']),
    subnets: subnetsOf(fields, port),
    host: fields.text(port, ['binding:host_id', 'binding_host_id', 'Binding Host ID']),
    instance: fields.text(port, ['device_id', 'Device ID']),
    publicIps: [],
    status: fields.text(port, ['status', 'Status', 'port_state']),
    isPlanned: false,
    span: port.span,
  }
}

/**
 * Without the port security extension sources are always checked. A list that leaves the pairs out (`openstack port
 * list`) does not say what else is allowed; a port without any address is checked by MAC alone by some drivers only.
 */
function checkOf(enabled: boolean | null, isUnchecked: boolean, showsPairs: boolean, entryCount: number): SourceCheck {
  if (enabled === false) return 'off'
  if (isUnchecked) return 'routed'
  return showsPairs && entryCount > 0 ? 'on' : null
}

function roleOf(owner: string | null): PortRole {
  if (owner === null) return null
  if (owner === VIP_OWNER) return 'floating'
  if (owner.startsWith('network:router') || owner === 'network:ha_router_replicated_interface') return 'router'
  return owner.startsWith('network:') ? 'infrastructure' : 'interface'
}

/** Subnets of the fixed addresses, where they are given as objects. */
function subnetsOf(fields: ExportFields, port: JsonObject): string[] {
  const node = member(port, FIXED)
  const found = (node?.kind === 'array' ? node.items : []).flatMap((item) =>
    item.kind === 'object' ? (fields.text(item, 'subnet_id') ?? []) : [],
  )
  return [...new Set(found)]
}

type Entry = { readonly ip: string | null; readonly mac: string | null; readonly span: JsonNode['span'] }

/** The pairs of a list of dictionaries: as JSON, or as the text that clients print for it. */
function entries(fields: ExportFields, port: JsonObject, keys: readonly string[]): Entry[] {
  const node = member(port, keys)
  if (!node) return []
  if (node.kind === 'string') return readFlattened(fields, node)
  return (node.kind === 'object' ? [node] : fields.items(port, keys)).flatMap((item): Entry[] => {
    if (item.kind === 'string') return readFlattened(fields, item)
    if (item.kind !== 'object') {
      fields.report(item.span, 'an object was expected here')
      return []
    }
    const ip = member(item, 'ip_address')
    return [{ ip: fields.text(item, 'ip_address'), mac: fields.mac(item, 'mac_address'), span: (ip ?? item).span }]
  })
}
