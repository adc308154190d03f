/**
 * A topology map places every object of a VPC in one of six lanes, from the VPC to the address, and joins each to the
 * one it belongs to. Healthy objects fold into counts when a lane has too many; what is wrong is drawn one by one.
 */
export type Lane = 'vpc' | 'subnet' | 'host' | 'guest' | 'nic' | 'address'
export const LANES: readonly Lane[] = ['vpc', 'subnet', 'host', 'guest', 'nic', 'address']

/** A drawn object. `rank` orders a lane from top to bottom and keeps children beside their parents. */
export type MapNode = {
  readonly id: string
  readonly lane: Lane
  readonly title: string
  readonly lines: readonly string[]
  readonly standing: string | null
  readonly severity: number
  readonly href: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export type MapEdge = { readonly id: string; readonly from: string; readonly to: string; readonly isOffending: boolean }
export type TopologyMap = {
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
  readonly width: number
  readonly height: number
}

type Common = { readonly id: number; readonly name: string; readonly severity: number }
/** The objects of one VPC, as the database knows them; few enough to be drawn one by one. */
export type SmallWorld = {
  readonly vpc: Common & { readonly vni: number | null }
  readonly subnets: readonly (Common & { readonly cidr: string; readonly used: number; readonly size: number })[]
  readonly hosts: readonly (Common & { readonly managementIp: string | null; readonly rules: number | null })[]
  readonly guests: readonly (Common & { readonly hostId: number | null; readonly hostname: string | null })[]
  readonly nics: readonly (Common & { readonly guestId: number; readonly subnetId: number; readonly mac: string })[]
  readonly addresses: readonly {
    readonly nicId: number
    readonly address: string
    readonly standing: string
    readonly severity: number
    readonly findingId: number | null
  }[]
}

const WIDTH: Record<Lane, number> = { vpc: 110, subnet: 140, host: 138, guest: 118, nic: 132, address: 190 }
const GAP_X = 52
const GAP_Y = 16
const HEIGHT = 60

export const LANE_X: Record<Lane, number> = LANES.reduce(
  (places, lane, i) => {
    const before = LANES[i - 1]
    places[lane] = before ? places[before] + WIDTH[before] + GAP_X : 0
    return places
  },
  {} as Record<Lane, number>,
)

/** Lays the objects out: addresses are stacked, and every object stands in the middle of what hangs on it. */
export function buildMap(world: SmallWorld): TopologyMap {
  const nodes = new Map<string, MapNode>()
  const edges: MapEdge[] = []
  let bottom = 0
  const put = (
    lane: Lane,
    id: number | string,
    y: number,
    node: Pick<MapNode, 'title' | 'lines' | 'standing' | 'severity' | 'href'>,
  ) => {
    const key = `${lane}-${id}`
    nodes.set(key, { ...node, id: key, lane, x: LANE_X[lane], y, width: WIDTH[lane], height: HEIGHT })
    return key
  }
  const slot = (): number => {
    const y = bottom
    bottom += HEIGHT + GAP_Y
    return y
  }
  const middle = (ids: readonly string[]): number => {
    const ys = ids.map((id) => nodes.get(id)?.y ?? 0)
    return ys.length === 0 ? slot() : (Math.min(...ys) + Math.max(...ys)) / 2
  }
  const join = (from: string, to: string, isOffending = false) =>
    edges.push({ id: `${from}>${to}`, from, to, isOffending })

  const placeNic = (nic: SmallWorld['nics'][number]): string => {
    const below = world.addresses
      .filter((entry) => entry.nicId === nic.id)
      .map((entry) => {
        const key = put('address', `${nic.id}-${entry.address}`, slot(), {
          title: entry.address,
          lines: [],
          standing: entry.standing,
          severity: entry.severity,
          href:
            entry.findingId === null
              ? `/addresses?q=${encodeURIComponent(entry.address)}`
              : `/findings/${entry.findingId}`,
        })
        return { key, isOffending: entry.severity >= 2 }
      })
    const key = put('nic', nic.id, middle(below.map((entry) => entry.key)), {
      title: nic.name,
      lines: [`…${nic.mac.slice(6)}`],
      standing: null,
      severity: nic.severity,
      href: `/guests/${nic.guestId}`,
    })
    for (const entry of below) join(key, entry.key, entry.isOffending)
    return key
  }
  const placeGuest = (guest: SmallWorld['guests'][number]): string => {
    const below = world.nics.filter((nic) => nic.guestId === guest.id).map(placeNic)
    const key = put('guest', guest.id, middle(below), {
      title: guest.name,
      lines: guest.hostname && guest.hostname !== guest.name ? [guest.hostname] : [],
      standing: null,
      severity: guest.severity,
      href: `/guests/${guest.id}`,
    })
    for (const nic of below) join(key, nic)
    return key
  }
  const subnetsOf = new Map<string, Set<number>>()
  const placeHost = (host: SmallWorld['hosts'][number] | null): string | null => {
    const guests = world.guests.filter((guest) => guest.hostId === (host?.id ?? null))
    if (host === null && guests.length === 0) return null
    const below = guests.map(placeGuest)
    const key = put('host', host?.id ?? 'none', middle(below), {
      title: host?.name ?? 'not placed',
      lines: host
        ? [host.managementIp ?? 'no address', host.rules === null ? 'no flow table' : `${host.rules} rules`]
        : ['host unknown'],
      standing: null,
      severity: host?.severity ?? 0,
      href: host ? `/hosts/${host.id}` : '/guests',
    })
    for (const guest of below) join(key, guest)
    subnetsOf.set(
      key,
      new Set(world.nics.filter((nic) => guests.some((guest) => guest.id === nic.guestId)).map((nic) => nic.subnetId)),
    )
    return key
  }
  const hosts = [...world.hosts, null].map(placeHost).filter((key) => key !== null)
  const subnets = world.subnets.map((subnet) => {
    const below = hosts.filter((host) => subnetsOf.get(host)?.has(subnet.id))
    const key = put('subnet', subnet.id, middle(below), {
      title: subnet.cidr,
      lines: [`${subnet.used} of ${subnet.size.toLocaleString('en')} used`],
      standing: null,
      severity: subnet.severity,
      href: `/subnets/${subnet.id}`,
    })
    for (const host of below) join(key, host)
    return key
  })
  separate(subnets, nodes)
  const vpc = put('vpc', world.vpc.id, middle(subnets), {
    title: world.vpc.name,
    lines: world.vpc.vni === null ? [] : [`VNI ${world.vpc.vni}`],
    standing: null,
    severity: world.vpc.severity,
    href: `/vpcs/${world.vpc.id}`,
  })
  for (const subnet of subnets) join(vpc, subnet)
  const all = [...nodes.values()]
  return {
    nodes: all,
    edges,
    width: LANE_X.address + WIDTH.address,
    height: Math.max(HEIGHT, ...all.map((node) => node.y + node.height)),
  }
}

/** Subnets that share hosts want the same middle: the later one moves down until they no longer touch. */
function separate(keys: readonly string[], nodes: Map<string, MapNode>): void {
  let floor = Number.NEGATIVE_INFINITY
  for (const key of [...keys].sort((a, b) => (nodes.get(a)?.y ?? 0) - (nodes.get(b)?.y ?? 0))) {
    const node = nodes.get(key)
    if (!node) continue
    const y = Math.max(node.y, floor)
    nodes.set(key, { ...node, y })
    floor = y + node.height + GAP_Y
  }
}
