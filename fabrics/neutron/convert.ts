import { canonicalIp } from '../../core/ip/ip'
import { formatPrefix, parsePrefix } from '../../core/ip/prefix'
import { allowedOf } from '../../core/registry/exports/exported-facts'
import type {
  Snapshot,
  SnapshotHaVip,
  SnapshotHost,
  SnapshotNic,
  SnapshotRegistration,
  SnapshotSubnet,
} from '../../core/registry/snapshot'
import type { Network, NeutronRows, Port, Subnet } from './wire'

/** The integration bridge that Neutron's agents and ovn-controller program on each host. */
const BRIDGE = 'br-int'
const VPC_TAG = 'rollcall:vpc=' // in the tags of a network: the VPC it belongs to, whatever its routers say
const JOINING = new Set([
  'network:router_interface',
  'network:router_interface_distributed',
  'network:ha_router_replicated_interface',
])
/** Owners of ports that only reserve an address for others: nobody, a load balancer, a cloud's own HAVIP. */
const RESERVING = new Set(['', 'Octavia', 'neutron:VIP_PORT'])

type Group = { readonly name: string; readonly networks: Network[] }

/**
 * Neutron's networking in core's words: the networks that one router joins are a VPC, a lone network is its own, and each
 * is named as OVN below it would be. `revisionOf` names the state of a text.
 */
export function convertRows(rows: NeutronRows, revisionOf: (text: string) => string): Snapshot[] {
  const portsOf = groupBy(rows.ports, (port) => port.network_id)
  const subnetsOf = groupBy(rows.subnets, (subnet) => subnet.network_id)
  const hosts = hostsOf(rows)
  return groupNetworks(rows).map((group) => {
    const body = convertGroup(group, portsOf, subnetsOf, hosts)
    return { ...body, revision: revisionOf(JSON.stringify(body)) }
  })
}

function groupNetworks(rows: NeutronRows): Group[] {
  const routers = new Map(rows.routers.map((router) => [router.id, router]))
  const routerOf = new Map<string, string>() // network → the first of its routers
  for (const port of rows.ports) {
    const held = routerOf.get(port.network_id)
    if (JOINING.has(port.device_owner) && (held === undefined || port.device_id < held))
      routerOf.set(port.network_id, port.device_id)
  }
  const groups = new Map<string, Group>()
  for (const network of [...rows.networks].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const named = network.tags?.find((tag) => tag.startsWith(VPC_TAG))?.slice(VPC_TAG.length)
    const router = routerOf.get(network.id)
    const key = named ? `named ${named}` : (router ?? network.id)
    const name = named || routers.get(router ?? '')?.name || (router ?? nameOf(network))
    const group = groups.get(key) ?? { name, networks: [] }
    group.networks.push(network)
    groups.set(key, group)
  }
  const times = countOf([...groups.values()].map(({ name }) => name))
  return [...groups].map(([key, group]) =>
    (times.get(group.name) ?? 0) > 1 ? { ...group, name: `${group.name} (${key.slice(0, 8)})` } : group,
  )
}

const nameOf = ({ name, id }: { readonly name: string; readonly id: string }): string => name || id

/** Hosts that ports are bound to, and those of agents, which only administrators are shown. */
function hostsOf({ ports, agents }: NeutronRows): SnapshotHost[] {
  const found = new Map<string, string | null>()
  for (const port of ports) if (port['binding:host_id']) found.set(port['binding:host_id'], null)
  for (const { host, configurations } of agents) {
    const address = configurations?.tunneling_ip
    if (found.has(host) || address) found.set(host, (address && canonicalIp(address)) || (found.get(host) ?? null))
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, managementIp]) => ({ name, managementIp, bridge: BRIDGE, tunnelPort: null }))
}

/** Who of a network's ports may use an address by a pair that names it alone, whatever the MAC. */
export function allowedByAddress(ports: readonly Port[]): Map<string, Port[]> {
  const allowed = new Map<string, Port[]>()
  for (const port of ports)
    for (const address of new Set(port.exported.allowedPairs.flatMap(({ ip }) => hostOf(ip) ?? [])))
      allowed.set(address, [...(allowed.get(address) ?? []), port])
  return allowed
}

/** Whether a port reserves an address for others that are allowed it: Neutron's HAVIP. */
function isReserving(port: Port, allowed: ReadonlyMap<string, readonly Port[]>): boolean {
  return (
    isUnused(port) &&
    port.exported.addresses.some(({ address }) => allowed.get(address)?.some((other) => other !== port) ?? false)
  )
}

/** A port that stands for no device: all that it does is to keep its address from being given away. */
export const isUnused = ({ device_owner, device_id }: Port): boolean =>
  RESERVING.has(device_owner) && (device_owner !== '' || device_id === '')

/** The address of a host prefix; null for a wider one. */
export function hostOf(text: string): string | null {
  const [ip = '', length] = text.split('/')
  const address = canonicalIp(ip)
  const full = address?.includes(':') ? '128' : '32'
  return length === undefined || length === full ? address : null
}

function convertGroup(
  { name, networks }: Group,
  portsOf: ReadonlyMap<string, readonly Port[]>,
  subnetsOf: ReadonlyMap<string, readonly Subnet[]>,
  hosts: readonly SnapshotHost[],
): Omit<Snapshot, 'revision'> {
  const subnets = namedSubnets(networks, subnetsOf)
  const guests = new Map<string, { name: string; hostname: null; host: string | null }>()
  const nics: SnapshotNic[] = []
  const registrations: SnapshotRegistration[] = []
  const havips: SnapshotHaVip[] = []
  for (const network of networks) {
    const ports = portsOf.get(network.id) ?? []
    const own = (subnetsOf.get(network.id) ?? []).flatMap((one) => subnets.get(one.id) ?? [])
    const allowed = allowedByAddress(ports)
    for (const port of ports) {
      const { exported } = port
      if (isReserving(port, allowed)) {
        havips.push(...toHaVips(port, allowed, subnets))
        continue
      }
      const host = port['binding:host_id'] || null
      const isNobodys = isUnused(port) && (port.device_owner !== '' || host === null)
      if (exported.mac === null || isNobodys || (exported.role !== null && exported.role !== 'interface')) continue
      const subnet = subnets.get(port.fixed_ips[0]?.subnet_id ?? '') ?? own[0]
      if (!subnet) continue
      const guest = exported.instance ?? port.id
      guests.set(guest, { name: guest, hostname: null, host: host ?? guests.get(guest)?.host ?? null })
      nics.push(toNic(port, exported.mac, guest, subnet.name, host))
      registrations.push(...registrationsOf(port, exported.mac))
    }
  }
  return {
    vpc: { name, cidrs: [...new Set([...subnets.values()].map((one) => one.cidr))], vni: null },
    subnets: [...subnets.values()],
    hosts,
    guests: [...guests.values()],
    nics,
    registrations: markHaVips(registrations, havips),
    havips,
  }
}

/** By Neutron's id. A subnet goes by its own name while no other of the VPC has it, else by its network's and prefix. */
function namedSubnets(
  networks: readonly Network[],
  subnetsOf: ReadonlyMap<string, readonly Subnet[]>,
): Map<string, SnapshotSubnet> {
  const listed = networks.flatMap((network) =>
    (subnetsOf.get(network.id) ?? []).flatMap((subnet) => {
      const prefix = parsePrefix(subnet.cidr)
      return prefix ? [{ network, subnet, cidr: formatPrefix(prefix) }] : []
    }),
  )
  const names = listed.map(({ network, subnet }) => subnet.name || nameOf(network))
  const times = countOf(names)
  const wanted = listed.map(({ network, subnet, cidr }, i) => {
    const name = names[i] ?? ''
    return {
      id: subnet.id,
      name: (times.get(name) ?? 0) > 1 ? `${nameOf(network)} ${cidr}` : name,
      cidr,
      gateway: subnet.gateway_ip ? canonicalIp(subnet.gateway_ip) : null,
    }
  })
  // Networks of one name with one prefix: only their ids tell them apart.
  const again = countOf(wanted.map(({ name }) => name))
  return new Map(
    wanted.map(({ id, name, ...rest }) => [
      id,
      { name: (again.get(name) ?? 0) > 1 ? `${name} (${id.slice(0, 8)})` : name, ...rest },
    ]),
  )
}

const toNic = (port: Port, mac: string, guest: string, subnet: string, host: string | null): SnapshotNic => ({
  guest,
  name: port.id, // what the host's switch calls it (external_ids:iface-id)
  mac,
  subnet,
  bridge: host === null ? null : BRIDGE,
  ofport: null,
  port: port.id,
  filter: port.exported.sourceCheck === 'off' || port.exported.sourceCheck === 'routed' ? 'off' : 'on',
  givenNotAllowed: [],
})

/** Where nothing is checked the addresses that the port is given are what the registry knows of it. */
const registrationsOf = (port: Port, mac: string): SnapshotRegistration[] =>
  allowedOf(port.exported)
    .filter(({ kind }) => kind !== 'allowed-pair' || port.exported.sourceCheck !== 'off')
    .map(({ kind, address, mac: otherMac }) => ({ mac, kind, address, otherMac }))

function toHaVips(
  port: Port,
  allowed: ReadonlyMap<string, readonly Port[]>,
  subnets: ReadonlyMap<string, SnapshotSubnet>,
): SnapshotHaVip[] {
  return port.fixed_ips.flatMap(({ subnet_id, ip_address }): SnapshotHaVip[] => {
    const address = canonicalIp(ip_address)
    const subnet = subnets.get(subnet_id)
    if (!address || !subnet) return []
    const members = (allowed.get(address) ?? []).filter((other) => other !== port)
    // ML2/OVN binds it to the host of the member that it last heard.
    const heard = members.filter((one) => port['binding:host_id'] && one['binding:host_id'] === port['binding:host_id'])
    return [
      {
        name: nameOf(port),
        address,
        subnet: subnet.name,
        members: members.flatMap((one) => one.exported.mac ?? []),
        master: (heard.length === 1 && heard[0]?.exported.mac) || null,
      },
    ]
  })
}

/** What a member is allowed of a HAVIP's address counts as the HAVIP's. */
function markHaVips(
  registrations: readonly SnapshotRegistration[],
  havips: readonly SnapshotHaVip[],
): SnapshotRegistration[] {
  const members = new Set(havips.flatMap((havip) => havip.members.map((mac) => `${mac} ${havip.address}`)))
  return registrations.map((one) =>
    one.kind === 'allowed-pair' && members.has(`${one.mac} ${one.address}`) ? { ...one, kind: 'havip' as const } : one,
  )
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const same = groups.get(keyOf(item))
    if (same) same.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

function countOf(names: readonly string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
  return times
}
