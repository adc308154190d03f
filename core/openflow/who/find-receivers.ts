import type { IpFamily } from '../../ip/ip'
import { W } from '../fields/flow-layout'
import { PORT } from '../fields/port-names'
import type { OutputPort } from '../translate/datapath-action'
import { type Bridge, isTunnel, type Switch, type SwitchPort } from '../translate/switch-model'
import { type AddressSet, addressesOf, NO_ADDRESS, union } from './address-set'
import { restrictTo, wholeSpace } from './cube'
import { explore, type Why } from './explore'
import { type Effort, TOO_RAGGED, withoutKnown } from './find-senders'
import { PointSource, project, type Region } from './region'
import { arrivingScenario, PLACES } from './scenarios'

/** Where packets from elsewhere come in. */
export type Entry = { readonly bridge: Bridge; readonly port: SwitchPort; readonly vlan: number | null }

/** What reaches the ports of a switch from its entries: by port, and for all ports where it cannot be known. */
export type Receivers = {
  readonly entries: readonly Entry[]
  readonly found: ReadonlyMap<string, readonly Arrival[]>
  readonly unknown: readonly { readonly set: AddressSet; readonly why: Why }[]
}
type Arrival = { readonly entry: Entry; readonly set: AddressSet }

const WAYS_MAX = 20_000
const WAYS_LEAST = 200
const FLOOD = 0xfffb
const keyOf = (bridge: string, ofport: number): string => `${bridge} ${ofport}`

const VLANS_MAX = 4

/**
 * The entries that are tried: of each bridge a tunnel and another port, or two other ports (so that each port has
 * another), the latter with the VLANs too that rules ask for. Patch ports whose other end is known are no entries: packets cross them.
 */
export function chooseEntries(model: Switch): Entry[] {
  return [...model.bridges.values()].flatMap((bridge) => {
    const ports = [...bridge.ports.values()].filter(
      (port) => port.ofport !== PORT.local && port.ofport !== PORT.none && !(port.peer && port.type === 'patch'),
    )
    const tunnels = ports.filter(isTunnel).slice(0, 1)
    const others = ports.filter((port) => !isTunnel(port)).slice(0, 2 - tunnels.length)
    const vlans = [null, ...askedVlans(bridge)]
    return [
      ...tunnels.map((port) => ({ bridge, port, vlan: null })),
      ...others.flatMap((port) => vlans.map((vlan) => ({ bridge, port, vlan }))),
    ]
  })
}

function askedVlans(bridge: Bridge): number[] {
  const vlans = new Set<number>()
  for (const { rules } of bridge.tables.values())
    for (const { match } of rules) {
      const test = match.tests.find((one) => one.at === W.vlanTci)
      if (test && (test.mask & 0x1fff) === 0x1fff && (test.value & 0x1000) !== 0) vlans.add(test.value & 0xfff)
      if (vlans.size >= VLANS_MAX) return [...vlans]
    }
  return [...vlans]
}

/** Finds out, for every port at once, the addresses towards which packets reach it. */
export function findReceivers(model: Switch, entries: readonly Entry[], family: IpFamily, effort: Effort): Receivers {
  const found = new Map<string, Arrival[]>()
  const unknown: { set: AddressSet; why: Why }[] = []
  const source = new PointSource()
  for (const entry of entries) {
    const scenario = arrivingScenario(family, entry.bridge, entry.port, entry.vlan)
    const words = PLACES[family].destination.map((word) => scenario.variables.findIndex((one) => one.word === word))
    const setOf = (region: Region): AddressSet | null => {
      const sets = project(region, words, source)?.map(addressesOf)
      return sets?.every((set) => set !== null) ? union(sets.map((set) => set ?? NO_ADDRESS)) : null
    }
    const bound = (region: Region): AddressSet =>
      setOf({ cube: region.cube, holes: [] }) ??
      addressesOf({ cube: restrictTo(wholeSpace(scenario.variables.length), words), holes: [] }) ??
      NO_ADDRESS
    const waysMax = Math.max(WAYS_LEAST, Math.min(WAYS_MAX, effort.left))
    const { ways, left } = explore(model, scenario, waysMax, () => false)
    effort.left -= ways.length
    for (const way of ways) {
      if (way.unknown === null && way.outputs.length === 0) continue
      const set = setOf(way.region)
      if (way.unknown || !set) unknown.push({ set: set ?? bound(way.region), why: way.unknown ?? TOO_RAGGED })
      else for (const port of way.outputs) add(found, outputKey(port), { entry, set })
    }
    for (const { region, why } of left) unknown.push({ set: bound(region), why })
  }
  return { entries, found, unknown }
}

const outputKey = (port: OutputPort): string =>
  port.ofport === FLOOD ? keyOf(port.bridge, -1) : keyOf(port.bridge, port.ofport)

function add(found: Map<string, Arrival[]>, key: string, arrival: Arrival): void {
  const same = found.get(key)
  if (same) same.push(arrival)
  else found.set(key, [arrival])
}

/** What reaches one port from any entry but itself, and what may. */
export function receiversOf(
  { found, unknown }: Receivers,
  bridge: string,
  ofport: number,
): { arriving: AddressSet; unknown: { set: AddressSet; why: Why }[] } {
  const own = (found.get(keyOf(bridge, ofport)) ?? []).map((one) => one.set)
  const floods = (found.get(keyOf(bridge, -1)) ?? [])
    .filter(({ entry }) => entry.port.ofport !== ofport || entry.bridge.name !== bridge)
    .map((one) => one.set)
  const arriving = union([...own, ...floods])
  return { arriving, unknown: withoutKnown(unknown, arriving) }
}
