import type { Selection, Tables } from '../protocols/ovsdb/replica'
import { atomsOf, mapOf, scalarOf, type WireRow } from '../protocols/ovsdb/value'

/** The columns of OVN's databases that Rollcall reads (ovn-nb(5), ovn-sb(5)). */
export const NORTHBOUND: Selection = {
  NB_Global: ['nb_cfg', 'hv_cfg'],
  Logical_Switch: ['name', 'ports', 'other_config', 'external_ids'],
  Logical_Switch_Port: [
    'name',
    'type',
    'addresses',
    'dynamic_addresses',
    'port_security',
    'options',
    'external_ids',
    'dhcpv4_options',
    'dhcpv6_options',
    'up',
  ],
  Logical_Router: ['name', 'ports', 'external_ids'],
  Logical_Router_Port: ['name', 'networks'],
  DHCP_Options: ['cidr', 'external_ids'],
}
export const SOUTHBOUND: Selection = {
  Chassis: ['name', 'hostname', 'encaps'],
  Encap: ['type', 'ip'],
  Port_Binding: ['logical_port', 'type', 'chassis', 'virtual_parent', 'tunnel_key', 'datapath'],
}

export type LogicalSwitch = {
  readonly uuid: string
  readonly name: string
  readonly ports: readonly string[]
  readonly config: ReadonlyMap<string, string>
  readonly externalIds: ReadonlyMap<string, string>
}
export type LogicalPort = {
  readonly uuid: string
  readonly name: string
  readonly type: string
  readonly addresses: readonly string[]
  readonly dynamicAddresses: string | null
  readonly portSecurity: readonly string[]
  readonly options: ReadonlyMap<string, string>
  readonly externalIds: ReadonlyMap<string, string>
  readonly dhcp: readonly string[] // rows of DHCP_Options
}
export type LogicalRouter = { readonly uuid: string; readonly name: string; readonly ports: readonly string[] }
export type RouterPort = { readonly uuid: string; readonly name: string; readonly networks: readonly string[] }
export type Chassis = { readonly uuid: string; readonly hostname: string; readonly ip: string | null }
export type Binding = { readonly chassis: string | null; readonly virtualParent: string | null }

/** Both databases in one value, ready to be converted. Keys are row UUIDs, except bindings: by logical port. */
export type OvnRows = {
  readonly switches: readonly LogicalSwitch[]
  readonly ports: ReadonlyMap<string, LogicalPort>
  readonly routers: readonly LogicalRouter[]
  readonly routerPorts: ReadonlyMap<string, RouterPort>
  readonly dhcpCidrs: ReadonlyMap<string, string>
  readonly chassis: ReadonlyMap<string, Chassis>
  readonly bindings: ReadonlyMap<string, Binding>
}

/**
 * Reads each row of a copy once: as long as the database does not change it, it is the same value, so that whoever rests
 * on it can tell by looking whether anything changed.
 */
function onceARow<T>(read: (uuid: string, row: WireRow) => T): (uuid: string, row: WireRow) => T {
  const held = new WeakMap<WireRow, T>()
  return (uuid, row) => {
    const before = held.get(row)
    if (before !== undefined) return before
    const value = read(uuid, row)
    held.set(row, value)
    return value
  }
}

const switchOf = onceARow(
  (uuid, row): LogicalSwitch => ({
    uuid,
    name: nameOf(row, 'neutron:network_name') ?? uuid,
    ports: atomsOf(row.ports),
    config: mapOf(row.other_config),
    externalIds: mapOf(row.external_ids),
  }),
)
const portOf = onceARow(toPort)
const routerOf = onceARow(
  (uuid, row): LogicalRouter => ({
    uuid,
    name: nameOf(row, 'neutron:router_name') ?? uuid,
    ports: atomsOf(row.ports),
  }),
)
const routerPortOf = onceARow(
  (uuid, row): RouterPort => ({
    uuid,
    name: scalarOf(row.name) ?? uuid,
    networks: atomsOf(row.networks),
  }),
)
const bindingOf = onceARow((_, row) => ({
  port: scalarOf(row.logical_port),
  chassis: scalarOf(row.chassis),
  virtualParent: scalarOf(row.virtual_parent),
}))

export function readRows(northbound: Tables, southbound: Tables): OvnRows {
  const encaps = new Map(rowsOf(southbound, 'Encap').map(([uuid, row]) => [uuid, scalarOf(row.ip)]))
  const mapped = <T>(tables: Tables, table: string, read: (uuid: string, row: WireRow) => T) =>
    new Map(rowsOf(tables, table).map(([uuid, row]): [string, T] => [uuid, read(uuid, row)]))
  return {
    switches: [...mapped(northbound, 'Logical_Switch', switchOf).values()],
    ports: mapped(northbound, 'Logical_Switch_Port', portOf),
    routers: [...mapped(northbound, 'Logical_Router', routerOf).values()],
    routerPorts: mapped(northbound, 'Logical_Router_Port', routerPortOf),
    dhcpCidrs: mapped(northbound, 'DHCP_Options', (_, row) => scalarOf(row.cidr) ?? ''),
    chassis: mapped(southbound, 'Chassis', (uuid, row) => ({
      uuid,
      hostname: scalarOf(row.hostname) ?? scalarOf(row.name) ?? uuid,
      ip: atomsOf(row.encaps).flatMap((one) => encaps.get(one) ?? [])[0] ?? null,
    })),
    bindings: new Map(
      rowsOf(southbound, 'Port_Binding').flatMap(([uuid, row]): [string, Binding][] => {
        const binding = bindingOf(uuid, row)
        return binding.port ? [[binding.port, binding]] : []
      }),
    ),
  }
}

export function toPort(uuid: string, row: WireRow): LogicalPort {
  return {
    uuid,
    name: scalarOf(row.name) ?? uuid,
    type: scalarOf(row.type) ?? '',
    addresses: atomsOf(row.addresses),
    dynamicAddresses: scalarOf(row.dynamic_addresses),
    portSecurity: atomsOf(row.port_security),
    options: mapOf(row.options),
    externalIds: mapOf(row.external_ids),
    dhcp: [...atomsOf(row.dhcpv4_options), ...atomsOf(row.dhcpv6_options)],
  }
}

const rowsOf = (tables: Tables, name: string): [string, WireRow][] => [...(tables.get(name) ?? [])]

/** Neutron names rows by UUID and keeps people's name beside it. */
const nameOf = (row: WireRow, key: string): string | null => mapOf(row.external_ids).get(key) || scalarOf(row.name)
