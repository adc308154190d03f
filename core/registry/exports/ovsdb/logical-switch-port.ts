import type { Problem } from '../../../text/span'
import { plainAddress } from '../cloud/plain-port'
import type { ExportedHaVip, ExportedPort, PortRole, SourceCheck } from '../exported-port'
import { atomsOf, keyOf, type OvsdbRow, scalarOf } from './ovsdb-table'
import {
  type PortAddresses,
  type PortSecurity,
  readPortAddresses,
  readPortSecurity,
  splitElements,
} from './port-addresses'

/** A logical switch port of OVN: a row of Logical_Switch_Port, or of the southbound Port_Binding that is made from it. */
export type LogicalSwitchPort = PortAddresses & {
  readonly id: string | null
  readonly name: string | null
  readonly switch: string | null
  readonly type: string | null
  readonly portSecurity: readonly PortSecurity[]
  readonly up: boolean | null
}

const OWN_COLUMNS = [
  'port_security',
  'parent_name',
  'dynamic_addresses',
  'tag_request',
  'dhcpv4_options',
  'up',
  'enabled',
]

/** Address sets have `addresses` too, but no MAC in them. */
export const isLogicalSwitchPort = ({ columns }: OvsdbRow): boolean =>
  columns.has('addresses') &&
  (OWN_COLUMNS.some((name) => columns.has(name)) ||
    (columns.get('addresses')?.atoms ?? []).some((atom) =>
      /^(([0-9a-f]{2}:){5}|unknown$|dynamic|router$)/i.test(atom.text),
    ))

export const isPortBinding = ({ columns }: OvsdbRow): boolean =>
  columns.has('logical_port') && (columns.has('mac') || columns.has('port_security')) && !columns.has('ip')

export function readLogicalSwitchPort(
  row: OvsdbRow,
  switchName: string | null,
  problems: Problem[],
): LogicalSwitchPort {
  const isBinding = isPortBinding(row)
  const up = scalarOf(row, 'up')
  return {
    id: scalarOf(row, '_uuid'),
    name: scalarOf(row, isBinding ? 'logical_port' : 'name'),
    switch: switchName,
    type: scalarOf(row, 'type'),
    ...readPortAddresses(atomsOf(row, isBinding ? 'mac' : 'addresses'), problems),
    portSecurity: splitElements(atomsOf(row, 'port_security')).map((atom) => readPortSecurity(atom, problems)),
    up: up === null ? null : up === 'true',
  }
}

/** The port as `parse registry` prints it. */
export const plainLogicalSwitchPort = (port: LogicalSwitchPort) => ({
  id: port.id,
  name: port.name,
  switch: port.switch,
  type: port.type,
  macs: port.macs,
  addresses: port.addresses.map(plainAddress),
  unknown: port.unknown,
  dynamic: port.dynamic,
  portSecurity: port.portSecurity.map(({ mac, ips, raw }) => ({ mac, ips, raw })),
  up: port.up,
})

/** The port in the shape that all fabrics share. `host` is what a port binding's chassis is called. */
export function exportLogicalSwitchPort(port: LogicalSwitchPort, row: OvsdbRow, host: string | null): ExportedPort {
  const assigned = readPortAddresses(atomsOf(row, 'dynamic_addresses'), [])
  return {
    fabric: 'ovn',
    id: port.name ?? port.id,
    name: keyOf(row, 'external_ids', 'neutron:port_name') ?? port.name,
    role: roleOf(port.type, keyOf(row, 'external_ids', 'neutron:device_owner')),
    mac: port.macs[0] ?? assigned.macs[0] ?? port.portSecurity[0]?.mac ?? null,
    addresses: [...port.addresses, ...assigned.addresses],
    allowedPairs: [],
    portSecurityEnabled: null,
    sourceDestCheck: null,
    sourceCheck: checkOf(port, row),
    admits: port.portSecurity.flatMap((one) => one.admits),
    network: port.switch ?? keyOf(row, 'external_ids', 'neutron:network_name'),
    subnets: [],
    host: host ?? keyOf(row, 'external_ids', 'neutron:host_id') ?? keyOf(row, 'options', 'requested-chassis'),
    instance: keyOf(row, 'external_ids', 'neutron:device_id'),
    publicIps: [],
    status: port.up === null ? null : port.up ? 'up' : 'down',
    isPlanned: false,
    span: row.span,
  }
}

/** The HAVIP that a port of type `virtual` stands for: one for each of its virtual addresses. */
export function exportVirtualPort(port: LogicalSwitchPort, row: OvsdbRow): ExportedHaVip[] {
  const virtualIp = keyOf(row, 'options', 'virtual-ip')
  const parents = row.columns.get('options')?.pairs.get('virtual-parents')
  if (port.type !== 'virtual' || virtualIp === null) return []
  const { addresses } = readPortAddresses([{ text: virtualIp, span: row.span }], [])
  return addresses.map((held) => ({
    fabric: 'ovn',
    id: port.id,
    name: port.name,
    address: held.address,
    status: null,
    master: scalarOf(row, 'virtual_parent'),
    associatedType: 'logical switch port',
    isGrant: false,
    members: (parents?.text.split(',') ?? []).flatMap((ref) =>
      ref.trim() === '' ? [] : [{ ref: ref.trim(), mac: null, span: parents?.span ?? row.span }],
    ),
    publicIps: [],
    vswitch: port.switch,
    isPlanned: false,
    span: row.span,
  }))
}

/** No element at all means that nothing is checked; a print without the column does not say. */
function checkOf(port: LogicalSwitchPort, row: OvsdbRow): SourceCheck {
  if (!row.columns.has('port_security')) return null
  return port.portSecurity.length === 0 ? 'off' : 'on'
}

function roleOf(type: string | null, owner: string | null): PortRole {
  if (type === 'virtual') return 'floating'
  if (type === 'router' || type === 'l3gateway' || type === 'chassisredirect' || type === 'patch') return 'router'
  if (type !== null && type !== 'external' && type !== 'vtep') return 'infrastructure'
  return owner?.startsWith('network:') ? 'infrastructure' : 'interface'
}
