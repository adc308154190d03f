import { canonicalIp, parseIp } from '../../core/ip/ip'
import { formatPrefix, parsePrefix, prefixContains } from '../../core/ip/prefix'
import { readPortAddresses, readPortSecurity } from '../../core/registry/exports/ovsdb/port-addresses'
import type {
  Snapshot,
  SnapshotHaVip,
  SnapshotHost,
  SnapshotNic,
  SnapshotRegistration,
  SnapshotSubnet,
} from '../../core/registry/snapshot'
import type { LogicalPort, LogicalSwitch, OvnRows, RouterPort } from './wire'

/** The bridge that ovn-controller programs on each chassis. */
const BRIDGE = 'br-int'
const VPC_KEY = 'rollcall:vpc' // in external_ids of a logical switch: the VPC it belongs to, whatever its routers say
const NOWHERE = { start: 0, end: 0 }
const UNSAID = { ipv4: '0.0.0.0/0', ipv6: '::/0' } // a switch on which nothing says which addresses it is for

type Group = { readonly key: string; readonly name: string; readonly switches: LogicalSwitch[] }
type Subnet = SnapshotSubnet

/**
 * Converts OVN's databases into core's words, state after state: a logical switch is a subnet, the switches that one
 * logical router joins are a VPC, a lone switch is its own. A VPC of which no row changed stays the very snapshot that
 * it was. `revisionOf` names the state of a text.
 */
export function createConverter(revisionOf: (text: string) => string): (rows: OvnRows) => Snapshot[] {
  let held = new Map<string, { readonly restsOn: readonly unknown[]; readonly snapshot: Snapshot }>()
  return (rows) => {
    const routerPorts = new Map([...rows.routerPorts.values()].map((port) => [port.name, port]))
    const groups = groupSwitches(rows)
    const idle = new Set(rows.chassis.keys()) // chassis without a port: the first VPC names them
    for (const { switches } of groups)
      for (const port of switches.flatMap((one) => portsOf(rows, one)))
        idle.delete(rows.bindings.get(port.name)?.chassis ?? '')
    const now: typeof held = new Map()
    for (const [i, group] of groups.entries()) {
      const restsOn = inputsOf(rows, group, routerPorts, i === 0 ? idle : new Set())
      const before = held.get(group.key)
      if (before && isSame(before.restsOn, restsOn)) now.set(group.key, before)
      else {
        const body = convertGroup(rows, group, routerPorts, hostsOf(rows, group, i === 0 ? idle : new Set()))
        now.set(group.key, { restsOn, snapshot: { ...body, revision: revisionOf(JSON.stringify(body)) } })
      }
    }
    held = now
    return [...now.values()].map(({ snapshot }) => snapshot)
  }
}

const isSame = (before: readonly unknown[], now: readonly unknown[]): boolean =>
  before.length === now.length && before.every((value, i) => value === now[i])

/** Everything that the snapshot of a VPC is made of. Rows that did not change are the same objects. */
function inputsOf(
  rows: OvnRows,
  { name, switches }: Group,
  routerPorts: ReadonlyMap<string, RouterPort>,
  idle: ReadonlySet<string>,
): unknown[] {
  const all: unknown[] = [name]
  const takeChassis = (uuid: string) => {
    const chassis = rows.chassis.get(uuid)
    all.push(chassis?.hostname, chassis?.ip)
  }
  for (const one of switches) {
    all.push(one)
    for (const port of portsOf(rows, one)) {
      const binding = rows.bindings.get(port.name)
      all.push(port, binding)
      if (binding?.chassis) takeChassis(binding.chassis)
      for (const uuid of port.dhcp) all.push(rows.dhcpCidrs.get(uuid))
      if (port.type === 'router') all.push(routerPorts.get(port.options.get('router-port') ?? ''))
    }
  }
  for (const uuid of idle) takeChassis(uuid)
  return all
}

/** The chassis that ports of a VPC are on, and those named. */
function hostsOf(rows: OvnRows, { switches }: Group, more: ReadonlySet<string>): SnapshotHost[] {
  const uuids = new Set(more)
  for (const one of switches)
    for (const port of portsOf(rows, one)) uuids.add(rows.bindings.get(port.name)?.chassis ?? '')
  return [...uuids].flatMap((uuid) => {
    const chassis = rows.chassis.get(uuid)
    if (!chassis) return []
    const { hostname, ip } = chassis
    return [{ name: hostname, managementIp: ip && canonicalIp(ip), bridge: BRIDGE, tunnelPort: null }]
  })
}

function groupSwitches(rows: OvnRows): Group[] {
  const routerOf = new Map<string, string>() // router port's name → router
  for (const router of rows.routers)
    for (const uuid of router.ports) {
      const port = rows.routerPorts.get(uuid)
      if (port) routerOf.set(port.name, router.uuid)
    }
  const routers = new Map(rows.routers.map((router) => [router.uuid, router]))
  const groups = new Map<string, Group>()
  for (const one of rows.switches) {
    const router = portsOf(rows, one)
      .filter((port) => port.type === 'router')
      .map((port) => routerOf.get(port.options.get('router-port') ?? ''))
      .find((uuid) => uuid !== undefined)
    const named = one.externalIds.get(VPC_KEY)
    const key = named ? `named ${named}` : (router ?? one.uuid)
    const group = groups.get(key) ?? { key, name: named ?? routers.get(router ?? '')?.name ?? one.name, switches: [] }
    group.switches.push(one)
    groups.set(key, group)
  }
  const times = new Map<string, number>()
  for (const { name } of groups.values()) times.set(name, (times.get(name) ?? 0) + 1)
  return [...groups.values()].map((group) =>
    (times.get(group.name) ?? 0) > 1 ? { ...group, name: `${group.name} (${group.key.slice(0, 8)})` } : group,
  )
}

const portsOf = (rows: OvnRows, { ports }: LogicalSwitch): LogicalPort[] =>
  ports.flatMap((uuid) => rows.ports.get(uuid) ?? [])

/** A port that a guest sits behind; `external` ones are guests outside of the chassis. */
const isInterface = ({ type, externalIds }: LogicalPort): boolean =>
  (type === '' || type === 'external') && !externalIds.get('neutron:device_owner')?.startsWith('network:')

function convertGroup(
  rows: OvnRows,
  group: Group,
  routerPorts: ReadonlyMap<string, RouterPort>,
  hosts: readonly SnapshotHost[],
): Omit<Snapshot, 'revision'> {
  const subnets: Subnet[] = []
  const guests = new Map<string, { name: string; hostname: null; host: string | null }>()
  const nics: SnapshotNic[] = []
  const registrations: SnapshotRegistration[] = []
  const macOf = new Map<string, string>() // port name → MAC
  const virtual: { port: LogicalPort; own: readonly Subnet[] }[] = []
  const usedBy = new Set<string>()
  for (const one of group.switches) {
    const own = subnetsOf(rows, one, routerPorts)
    subnets.push(...own)
    for (const port of portsOf(rows, one)) {
      if (port.type === 'virtual') virtual.push({ port, own })
      if (!isInterface(port)) continue
      const read = readInterface(port)
      if (read.mac === null || macOf.get(port.name) === read.mac) continue
      macOf.set(port.name, read.mac)
      const chassis = rows.chassis.get(rows.bindings.get(port.name)?.chassis ?? '')
      const guest = port.externalIds.get('neutron:device_id') || port.externalIds.get('vm-id') || port.name
      guests.set(guest, { name: guest, hostname: null, host: chassis?.hostname ?? guests.get(guest)?.host ?? null })
      const subnet = own.find(({ cidr }) => holds(cidr, read.addresses[0] ?? read.allowed[0]?.address)) ?? own[0]
      if (!subnet) continue
      usedBy.add(subnet.name)
      nics.push({
        guest,
        name: port.name,
        mac: read.mac,
        subnet: subnet.name,
        bridge: chassis ? BRIDGE : null,
        ofport: null,
        port: port.name,
        filter: port.portSecurity.length === 0 ? 'off' : 'on',
        givenNotAllowed: givenNotAllowed(read),
      })
      registrations.push(...registrationsOf(read.mac, read))
    }
  }
  const havips = virtual.flatMap(({ port, own }) => toHaVips(rows, port, own, macOf))
  return {
    vpc: { name: group.name, cidrs: cidrsOf(subnets), vni: null },
    subnets: subnets.filter((one) => usedBy.has(one.name) || !Object.values(UNSAID).includes(one.cidr)),
    hosts,
    guests: [...guests.values()],
    nics,
    registrations: markHaVips(registrations, havips),
    havips,
  }
}

/** The prefixes of a switch: its own, those of its routers and of its DHCP options; where none is said, all there is. */
function subnetsOf(rows: OvnRows, one: LogicalSwitch, routerPorts: ReadonlyMap<string, RouterPort>): Subnet[] {
  const gateways = new Map<string, string | null>()
  const take = (text: string | undefined, gateway: string | null) => {
    const prefix = text ? parsePrefix(text) : null
    if (!prefix) return
    const cidr = formatPrefix(prefix)
    gateways.set(cidr, gateway ?? gateways.get(cidr) ?? null)
  }
  take(one.config.get('subnet'), null)
  const six = one.config.get('ipv6_prefix')
  take(six && (six.includes('/') ? six : `${six}/64`), null)
  for (const port of portsOf(rows, one)) {
    for (const uuid of port.dhcp) take(rows.dhcpCidrs.get(uuid), null)
    if (port.type === 'router')
      for (const network of routerPorts.get(port.options.get('router-port') ?? '')?.networks ?? [])
        take(network, canonicalIp(network.split('/')[0] ?? ''))
  }
  const isGuessed = gateways.size === 0
  if (isGuessed) gateways.set(UNSAID.ipv4, null)
  return [...gateways].map(([cidr, gateway], i) => ({
    name: i === 0 ? one.name : `${one.name} ${cidr}`,
    cidr,
    gateway,
    ...(isGuessed && { isGuessed }),
  }))
}

const cidrsOf = (subnets: readonly Subnet[]): string[] => [...new Set(subnets.map((one) => one.cidr))]

function holds(cidr: string, address: string | undefined): boolean {
  const prefix = parsePrefix(cidr)
  const ip = parseIp(address?.split('/')[0] ?? '')
  return prefix !== null && ip !== null && prefixContains(prefix, ip)
}

type Allowed = { readonly mac: string | null; readonly address: string }
type ReadInterface = {
  readonly mac: string | null
  readonly addresses: readonly string[]
  readonly allowed: readonly Allowed[] | null
}

/** The port's MAC, the addresses it is given, and what its port security lets through (null: no check). */
function readInterface(port: LogicalPort): ReadInterface & { readonly allowed: readonly Allowed[] } {
  const texts = [...port.addresses, ...(port.dynamicAddresses ? [port.dynamicAddresses] : [])]
  const given = readPortAddresses(
    texts.map((text) => ({ text, span: NOWHERE })),
    [],
  )
  const security = port.portSecurity.map((text) => readPortSecurity({ text, span: NOWHERE }, []))
  const mac = given.macs[0] ?? security[0]?.mac ?? null
  const allowed = security.flatMap(({ admits }) =>
    admits.flatMap((one) =>
      [['ipv4', one.ipv4] as const, ['ipv6', one.ipv6] as const].flatMap(([family, list]) =>
        (list === 'any' ? [UNSAID[family]] : list).map((address) => ({ mac: one.mac, address })),
      ),
    ),
  )
  return { mac, addresses: given.addresses.map((one) => one.address), allowed }
}

/** What the port is given, and so answered for, without being let through. */
function givenNotAllowed({ addresses, allowed }: ReturnType<typeof readInterface>): string[] {
  if (allowed.length === 0) return []
  return addresses.filter((address) => !allowed.some((one) => holds(one.address, address)))
}

/** Where nothing is checked the addresses that the port is given are what the registry knows of it. */
function registrationsOf(mac: string, read: ReturnType<typeof readInterface>): SnapshotRegistration[] {
  const given = read.addresses
  const isGiven = new Set(given)
  const firsts = new Set(['.', ':'].map((mark) => given.find((one) => one.includes(mark))))
  const kindOf = (address: string) => (firsts.has(address) ? 'primary' : 'secondary')
  if (read.allowed.length === 0) return given.map((address) => ({ mac, kind: kindOf(address), address }))
  return read.allowed.map(({ mac: source, address }) => ({
    mac,
    kind: isGiven.has(address) ? kindOf(address) : address.includes('/') ? 'allowed-pair' : 'secondary',
    address,
    otherMac: source !== null && source !== mac ? source : null,
  }))
}

function toHaVips(
  rows: OvnRows,
  port: LogicalPort,
  own: readonly Subnet[],
  macOf: ReadonlyMap<string, string>,
): SnapshotHaVip[] {
  const address = canonicalIp(port.options.get('virtual-ip') ?? '')
  const subnet = own.find(({ cidr }) => holds(cidr, address ?? undefined)) ?? own[0]
  if (!address || !subnet) return []
  const parents = (port.options.get('virtual-parents') ?? '').split(',').map((name) => name.trim())
  const master = rows.bindings.get(port.name)?.virtualParent
  return [
    {
      name: port.name,
      address,
      subnet: subnet.name,
      members: parents.flatMap((name) => macOf.get(name) ?? []),
      master: master ? (macOf.get(master) ?? null) : null,
    },
  ]
}

/** What a member is allowed of a HAVIP's address counts as the HAVIP's. */
function markHaVips(
  registrations: readonly SnapshotRegistration[],
  havips: readonly SnapshotHaVip[],
): SnapshotRegistration[] {
  const members = new Set(havips.flatMap((havip) => havip.members.map((mac) => `${mac} ${havip.address}`)))
  return registrations.map((one) =>
    one.kind !== 'primary' && members.has(`${one.mac} ${one.address}`) ? { ...one, kind: 'havip' as const } : one,
  )
}
