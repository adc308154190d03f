import type { IpFamily } from '../../ip/ip'
import { formatMac } from '../fields/field-value'
import { W } from '../fields/flow-layout'
import type { Switch } from '../translate/switch-model'
import { type AddressSet, addressesOf, NO_ADDRESS, subtract, union } from './address-set'
import { areDisjoint, type Cube, contains, containsIn, intersect, restrictTo, wholeSpace } from './cube'
import { type Exploration, explore, type Scenario, type Way, type Why } from './explore'
import { findPoint, type Hint, narrow, PointSource, project, type Region } from './region'
import { FAMILY, leavingScenario, type PacketKind, PLACES, SENDER_MAC } from './scenarios'

/**
 * How many ways through the tables may still be looked at, and destinations that have led out before: with them the way
 * out of another port is found at once.
 */
export type Effort = { left: number; readonly hints: Map<string, readonly Hint[]> }
export const newEffort = (waysMax: number): Effort => ({ left: waysMax, hints: new Map() })
export const WAYS_PER_QUESTION_MAX = 2000
const WAYS_LEAST = 40

/** What leaves the switch of the packets of one kind that a port may send. */
export type Senders = {
  readonly family: IpFamily
  readonly scenario: Scenario
  readonly exploration: Exploration
  readonly words: { readonly mac: readonly number[]; readonly source: readonly number[] } // of the space of the scenario
}

/** The addresses of some senders that leave, and those of which it is not known. */
export type SenderSet = { readonly leaving: AddressSet; readonly unknown: readonly { set: AddressSet; why: Why }[] }

/** Finds out for every sender, MAC and address, whether some packet of it leaves by another port than its own. */
export function findSenders(model: Switch, bridge: string, ofport: number, kind: PacketKind, effort: Effort): Senders {
  const family = FAMILY[kind]
  const scenario = leavingScenario(kind, bridge, ofport)
  const indexOf = (word: number): number => scenario.variables.findIndex((variable) => variable.word === word)
  const words = { mac: SENDER_MAC.map(indexOf), source: PLACES[family].source.map(indexOf) }
  const waysMax = Math.max(WAYS_LEAST, Math.min(WAYS_PER_QUESTION_MAX, effort.left))
  const key = `${bridge} ${kind}`
  const hints = effort.hints.get(key) ?? knownDestinations(model, bridge, indexOf)
  const settled = settledBy([...words.mac, ...words.source], bridge, ofport)
  const exploration = explore(model, scenario, waysMax, settled, hints)
  effort.left -= exploration.ways.length
  if (!effort.hints.has(key) || exploration.ways.some((way) => way.decisions > DECISIONS_MANY))
    effort.hints.set(
      key,
      learnHints(model, hints, scenario, exploration, (way) => leaves(way, bridge, ofport)),
    )
  return { family, scenario, exploration, words }
}

const HINTS_MAX = 3

/** MAC addresses that rules know as destinations: packets to them take the way of most packets. */
function knownDestinations(model: Switch, bridge: string, indexOf: (word: number) => number): Hint[] {
  const words = [indexOf(W.dlDst), indexOf(W.dlDst + 1)]
  const macs = new Map<string, Hint>()
  for (const { rules } of model.bridges.get(bridge)?.tables.values() ?? [])
    for (const { match } of rules) {
      const high = match.tests.find((test) => test.at === W.dlDst)
      const low = match.tests.find((test) => test.at === W.dlDst + 1)
      const isUnicast = high?.mask === 0xffff && (high.value & 0x100) === 0 && low?.mask === 0xffffffff
      if (isUnicast) macs.set(`${high.value} ${low.value}`, { words, values: [high.value, low.value] })
      if (macs.size >= HINTS_MAX) return [...macs.values()]
    }
  return [...macs.values()]
}

/**
 * Puts the destination of the way out that depended on the least before those known so far. Where even that took the
 * way of destinations that none of many rules know, a nearer one is looked for behind a MAC that rules do know.
 */
function learnHints(
  model: Switch,
  hints: readonly Hint[],
  scenario: Scenario,
  { ways }: Exploration,
  isOut: (way: Way) => boolean,
): readonly Hint[] {
  const leastOf = (some: readonly Way[]): Way | null =>
    some.filter(isOut).reduce<Way | null>((best, way) => (best && best.decisions <= way.decisions ? best : way), null)
  let best = leastOf(ways)
  if (!best) return hints
  for (const { words, values } of hints) {
    if (best.decisions <= DECISIONS_MANY) break
    const packet = best.example.slice()
    const fixed = new Set(words.map((i) => scenario.variables[i]?.word))
    for (const [i, index] of words.entries()) packet[scenario.variables[index]?.word ?? 0] = values[i] as number
    const variables = scenario.variables.filter(({ word }) => DESTINATION.has(word) && !fixed.has(word))
    const nearer = explore(model, { ...scenario, packet, variables }, WAYS_LEAST, (_region, some) => some.some(isOut))
    const found = leastOf(nearer.ways)
    if (found && found.decisions < best.decisions) best = found
  }
  const { example } = best
  const words = scenario.variables.flatMap(({ word }, i) => (DESTINATION.has(word) ? [i] : []))
  const values = words.map((i) => example[scenario.variables[i]?.word ?? 0] as number)
  const isKnown = (hint: Hint): boolean =>
    hint.words.length === words.length && hint.values.every((one, i) => one === values[i])
  return [{ words, values }, ...hints.filter((hint) => !isKnown(hint))].slice(0, HINTS_MAX)
}
const DECISIONS_MANY = 32
const DESTINATION = new Set([W.dlDst, W.dlDst + 1, W.nwDst, ...[0, 1, 2, 3].map((i) => W.ipv6Dst + i)])

export const leaves = (way: Way, bridge: string, ofport: number): boolean =>
  way.unknown === null && way.outputs.some((port) => port.ofport !== ofport || port.bridge !== bridge)

/** A region need not be looked at when every sender in it has been seen to leave, to whomever it spoke. */
function settledBy(keep: readonly number[], bridge: string, ofport: number) {
  const source = new PointSource()
  const pieces: Region[] = []
  let seen = 0
  return (region: Region, ways: readonly Way[]): boolean => {
    for (; seen < ways.length; seen++) {
      const way = ways[seen] as Way
      if (leaves(way, bridge, ofport)) pieces.push(...(project(way.region, keep, source) ?? []))
    }
    if (pieces.length === 0) return false
    const others = Array.from({ length: region.cube.length >>> 1 }, (_, i) => i).filter((i) => !keep.includes(i))
    const cube = restrictTo(region.cube, keep)
    const holes = region.holes
      .filter((hole) => containsIn(hole, region.cube, others))
      .map((hole) => restrictTo(hole, keep))
    for (const piece of pieces) {
      if (areDisjoint(piece.cube, cube)) continue
      const isPlain = piece.holes.every(
        (hole) => areDisjoint(hole, cube) || holes.some((own) => contains(own, intersect(hole, cube))),
      )
      if (isPlain) holes.push(piece.cube)
    }
    return findPoint({ cube, holes }, source) === 'none'
  }
}

/** MAC addresses under which a port may speak: those that rules name, and one that stands for all others. */
export type MacChoice = { readonly label: string; readonly mac: bigint }
const MACS_MAX = 64

export function listMacs(senders: readonly Senders[], bridge: string, ofport: number): MacChoice[] {
  const source = new PointSource()
  const named = new Map<string, Cube>()
  const holes: Cube[] = []
  for (const { exploration, words } of senders)
    for (const way of exploration.ways) {
      const cube = restrictTo(way.region.cube, words.mac)
      if (leaves(way, bridge, ofport)) named.set(labelOf(cube), cube)
      holes.push(cube, ...way.region.holes.map((hole) => restrictTo(hole, words.mac)))
    }
  return [...named.entries()].slice(0, MACS_MAX).flatMap(([label, cube]) => {
    const inner = holes.filter((hole) => !areDisjoint(hole, cube) && !contains(hole, cube))
    const point = findPoint({ cube, holes: inner }, source)
    return typeof point === 'string'
      ? []
      : [{ label, mac: (BigInt(point[0] as number) << 32n) | BigInt(point[1] as number) }]
  })
}

const MAC_BITS = 0xffff_ffff_ffffn
function labelOf(cube: Cube): string {
  const both = (high: number, low: number): bigint => ((BigInt(high) << 32n) | BigInt(low)) & MAC_BITS
  const mask = both(cube[0] as number, cube[1] as number)
  if (mask === 0n) return 'any'
  const value = formatMac(both(cube[2] as number, cube[3] as number))
  return mask === MAC_BITS ? value : `${value}/${formatMac(mask)}`
}

/** What leaves and what is unknown of the packets that a port sends with one source MAC. */
export function sendersWithMac(
  { exploration, words }: Senders,
  mac: bigint,
  bridge: string,
  ofport: number,
): SenderSet {
  const source = new PointSource()
  const leaving: AddressSet[] = []
  const unknown: { set: AddressSet; why: Why }[] = []
  const take = (region: Region, into: 'leaving' | Why): void => {
    const cube = macCube(region.cube.length >>> 1, words.mac, mac)
    const there = narrow(region, cube)
    const pieces = there ? project(there, words.source, source) : []
    for (const piece of pieces ?? [{ cube: restrictTo(region.cube, words.source), holes: [] }]) {
      const set = addressesOf(piece)
      const why = set && pieces ? into : TOO_RAGGED
      if (why === 'leaving') leaving.push(set ?? NO_ADDRESS)
      else unknown.push({ set: set ?? addressesOf({ cube: wholeSpace(words.source.length), holes: [] }) ?? [], why })
    }
  }
  for (const way of exploration.ways) {
    if (leaves(way, bridge, ofport)) take(way.region, 'leaving')
    else if (way.unknown) take(way.region, way.unknown)
  }
  for (const { region, why } of exploration.left) take(region, why)
  const all = union(leaving)
  return { leaving: all, unknown: withoutKnown(unknown, all) }
}

export const TOO_RAGGED: Why = {
  reason: 'the masks of the rules scatter these addresses too far to list them',
  rule: null,
}

function macCube(size: number, words: readonly number[], mac: bigint): Cube {
  const cube = wholeSpace(size)
  const [high = 0, low = 0] = words
  cube[high] = 0xffff
  cube[size + high] = Number(mac >> 32n)
  cube[low] = 0xffffffff
  cube[size + low] = Number(mac & 0xffffffffn)
  return cube
}

/** Joins what is unknown for the same reason, without what is known after all. */
export function withoutKnown(
  unknown: readonly { readonly set: AddressSet; readonly why: Why }[],
  known: AddressSet,
): { set: AddressSet; why: Why }[] {
  const byReason = new Map<string, { sets: AddressSet[]; why: Why }>()
  for (const { set, why } of unknown) {
    const key = `${why.reason} ${why.rule?.order ?? ''}`
    const same = byReason.get(key)
    if (same) same.sets.push(set)
    else byReason.set(key, { sets: [set], why })
  }
  return [...byReason.values()]
    .map(({ sets, why }) => ({ set: subtract(union(sets), known), why }))
    .filter(({ set }) => set.length > 0)
}
