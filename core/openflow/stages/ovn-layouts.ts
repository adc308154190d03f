import type { Layout, TableName } from './table-name'

/**
 * Where OVN puts its tables; the numbers moved between releases (OFTABLE_ in controller/lflow.h). `loopback` and `egress`
 * tell a dump's layout: the table that checks for loopback clears the registers and goes on to the egress pipeline.
 */
export type OvnLayout = Layout & {
  readonly ingress: number
  readonly loopback: number
  readonly egress: number
  readonly toPhysical: number
}

const named = (names: Readonly<Record<number, string>>, guards: readonly number[] = []): TableName[] =>
  Object.entries(names).map(([table, name]) => ({
    table: Number(table),
    name,
    ...(guards.includes(Number(table)) && { guards: true as const }),
  }))

const LOOKUPS: Readonly<Record<number, string>> = {
  64: 'save the input port',
  65: 'logical to physical',
  66: 'MAC binding',
  67: 'MAC lookup',
  68: 'load balancer hairpin',
  69: 'load balancer hairpin reply',
  70: 'SNAT of hairpins',
  71: 'get FDB',
  72: 'lookup FDB',
}
const PORT_SECURITY: Readonly<Record<number, string>> = {
  73: 'port security, in',
  74: 'port security, in, neighbour discovery',
  75: 'port security, out',
}
const GUARDS = [73, 74, 75]
const LATER: Readonly<Record<number, string>> = {
  76: 'ECMP next hop MAC',
  77: 'ECMP next hop',
  78: 'load balancer affinity',
  79: 'MAC cache use',
  80: 'conntrack zone lookup',
}
const layout = (
  versions: string,
  [ingress, loopback, egress, toPhysical]: readonly [number, number, number, number],
  tables: readonly TableName[],
): OvnLayout => ({
  fabric: 'ovn',
  versions,
  source: `ovn-org/ovn controller/lflow.h, ${versions}`,
  ingress,
  loopback,
  egress,
  toPhysical,
  tables: [...named({ 0: 'physical to logical' }), ...tables],
})

export const OVN_LAYOUTS: readonly OvnLayout[] = [
  layout(
    '2.6 to 2.7',
    [16, 34, 48, 64],
    named({ 32: 'remote output', 33: 'local output', 34: 'drop loopback', 64: 'logical to physical' }),
  ),
  layout(
    '2.8 to 20.12',
    [8, 34, 40, 65],
    named({ 32: 'remote output', 33: 'local output', 34: 'check loopback', ...LOOKUPS }),
  ),
  layout(
    '21.03 to 22.12',
    [8, 39, 40, 65],
    named(
      { 37: 'remote output', 38: 'local output', 39: 'check loopback', ...LOOKUPS, ...PORT_SECURITY, ...LATER },
      GUARDS,
    ),
  ),
  layout(
    '23.03 to 24.03',
    [8, 41, 42, 65],
    named(
      {
        37: 'large packets, detect',
        38: 'large packets, process',
        39: 'remote output',
        40: 'local output',
        41: 'check loopback',
        ...LOOKUPS,
        ...PORT_SECURITY,
        ...LATER,
      },
      GUARDS,
    ),
  ),
  layout(
    '24.09 to 25.03',
    [8, 44, 45, 65],
    named(
      {
        40: 'large packets, detect',
        41: 'large packets, process',
        42: 'remote output',
        43: 'local output',
        44: 'check loopback',
        ...LOOKUPS,
        ...PORT_SECURITY,
        ...LATER,
        81: 'load the original IPv4 destination',
        82: 'load the original IPv6 destination',
        83: 'load the original port',
        84: 'flood to remote chassis',
        85: 'save the conntrack state',
      },
      GUARDS,
    ),
  ),
]
