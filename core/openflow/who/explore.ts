import type { ClassifiedRule } from '../classifier/classified-rule'
import { FLOW_WORDS, type Flow } from '../fields/flow-layout'
import { setFree, withNotes } from '../fields/free-bits'
import { type OutputPort, outputsOf } from '../translate/datapath-action'
import type { Switch } from '../translate/switch-model'
import { type Translation, translate } from '../translate/translate'
import { intersect, wholeSpace } from './cube'
import { type Decision, PacketFollower } from './follow-packets'
import { findPoint, type Hint, narrow, PointSource, type Region, tidy } from './region'

/** A word of a packet of which some bits may be anything; `copies` are words that have the same bits. */
export type Variable = { readonly word: number; readonly mask: number; readonly copies: readonly number[] }

/** Packets that enter a bridge by one port and differ in the variables only. */
export type Scenario = { readonly bridge: string; readonly packet: Flow; readonly variables: readonly Variable[] }

export type Why = { readonly reason: string; readonly rule: ClassifiedRule | null }

/** Packets that take one way through the tables, one of them as an example, and what comes of them. */
export type Way = {
  readonly region: Region
  readonly example: Flow
  readonly outputs: readonly OutputPort[]
  readonly unknown: Why | null
  readonly path: readonly ClassifiedRule[] // the rules found, in order; the last is the one that drops if nothing leaves
  readonly decisions: number // how many things it depended on
}

export type Exploration = {
  readonly ways: readonly Way[]
  /** What was not looked at, because there were too many ways or a region was too ragged. */
  readonly left: readonly { readonly region: Region; readonly why: Why }[]
}

/** A way whose decisions are turned round one after the other; `pins` counts those on the way to it that a rule computed. */
type Task = {
  readonly decisions: readonly Decision[]
  readonly pins: number
  next: number
  before: Region
  child: number
  waysSeen: number
}

/**
 * Takes every packet of a scenario through the tables: one of a region at a time, by the very evaluation that a trace
 * uses, noting what its way depended on. The packets for which that holds go the same way; for each thing that could
 * have been otherwise, the packets for which it is so are a region still to be looked at. `isSettled` may say that a
 * region need not be looked at.
 */
export function explore(
  model: Switch,
  scenario: Scenario,
  waysMax: number,
  isSettled: (region: Region, ways: readonly Way[]) => boolean,
  hints: readonly Hint[] = [],
): Exploration {
  const { variables } = scenario
  const source = new PointSource()
  const indexOf = new Int16Array(FLOW_WORDS).fill(-1)
  for (const [i, variable] of variables.entries()) indexOf[variable.word] = i
  const ways: Way[] = []
  const left: Exploration['left'][number][] = []
  const whole = wholeSpace(variables.length)
  for (const [i, { word, mask }] of variables.entries()) {
    whole[i] = ~mask
    whole[variables.length + i] = (scenario.packet[word] as number) & ~mask
  }
  const stack: Task[] = []
  let region: Region | null = { cube: whole, holes: [] }
  while (region) {
    if (!isSettled(region, ways)) {
      const point = findPoint(region, source, hints)
      if (point === 'unknown') left.push({ region, why: TOO_MANY })
      else if (point !== 'none') {
        if (ways.length >= waysMax) {
          for (const rest of [region, ...stack.flatMap(restOf)]) left.push({ region: rest, why: TOO_MANY })
          break
        }
        const pins = stack.at(-1)?.child ?? 0
        const follower = new PacketFollower(region, point, indexOf)
        const packet = packetAt(scenario, point)
        ways.push(wayOf(translate(model, scenario.bridge, packet, { follower }), follower, packet))
        if (follower.decisions.length > 0)
          stack.push({ decisions: follower.decisions, pins, next: 0, before: region, child: 0, waysSeen: 0 })
      }
    }
    region = nextRegion(stack, left, (task) => {
      if (task.waysSeen === ways.length) return false
      task.waysSeen = ways.length
      return isSettled(task.before, ways)
    })
  }
  return { ways, left }
}

/** The next region to look at: the packets that part from a way at one of its decisions. */
function nextRegion(
  stack: Task[],
  left: Exploration['left'][number][],
  isSettled: (task: Task) => boolean,
): Region | null {
  for (let task = stack.at(-1); task; task = stack.at(-1)) {
    if (task.next >= task.decisions.length || isSettled(task)) {
      stack.pop()
      continue
    }
    const rule = task.decisions[task.next]?.pinnedBy ?? null
    const region = part(task)
    if (!region) continue
    if (!rule || task.pins < PINS_MAX) {
      task.child = rule ? task.pins + 1 : task.pins
      return region
    }
    left.push({ region, why: { reason: COMPUTED, rule } })
  }
  return null
}
const PINS_MAX = 16
const COMPUTED = 'the rule works something out from the whole address, such as a hash'
export const TOO_MANY: Why = { reason: 'the rules part these packets in more ways than were looked at', rule: null }

function part(task: Task): Region | null {
  const { cube, holds } = task.decisions[task.next++] as Decision
  const { before } = task
  if (holds) {
    task.before = tidy({ cube: intersect(before.cube, cube), holes: before.holes }) ?? before
    return { cube: before.cube, holes: [...before.holes, cube] }
  }
  task.before = { cube: before.cube, holes: [...before.holes, cube] }
  return narrow(before, cube)
}

function restOf(task: Task): Region[] {
  const rest: Region[] = []
  while (task.next < task.decisions.length) {
    const region = part(task)
    if (region) rest.push(region)
  }
  return rest
}

function packetAt({ packet, variables }: Scenario, point: Uint32Array): Flow {
  const flow = withNotes(packet)
  for (const [i, { word, mask, copies }] of variables.entries())
    for (const at of [word, ...copies]) {
      flow[at] = point[i] as number
      setFree(flow, at, mask, word)
    }
  return flow
}

function wayOf({ passes, steps, unknown }: Translation, follower: PacketFollower, example: Flow): Way {
  const error = passes.find((pass) => pass.error !== null)?.error
  const path = steps.flatMap((step) => (step.rule ? [step.rule] : []))
  const last = path.at(-1) ?? null
  const first = unknown[0]
  const hashed = passes.some((pass) => pass.actions.some((one) => one.kind === 'text' && one.text.startsWith('hash(')))
  return {
    region: follower.region,
    example: example.slice(0, FLOW_WORDS),
    outputs: passes.flatMap((pass) => outputsOf(pass.actions)),
    unknown: first
      ? { reason: first.reason, rule: first.rule }
      : error
        ? { reason: `the switch gives up: ${error}`, rule: last }
        : hashed
          ? { reason: "the datapath's own hash chooses a bucket of a group", rule: last }
          : null,
    path,
    decisions: follower.decisions.length,
  }
}
