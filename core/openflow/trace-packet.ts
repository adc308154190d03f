import { parseIp } from '../ip/ip'
import type { BuiltSwitch } from './build-switch'
import { type ClassifiedRule, isDrop } from './classifier/classified-rule'
import { EMPTY_SCOPE } from './fields/field-scope'
import { type Flow, getBits, newFlow, setBits, W, word } from './fields/flow-layout'
import { PORT } from './fields/port-names'
import { markPresent } from './fields/tunnel-options'
import { type Fork, forkConnections } from './fork-connections'
import { listOutcomes, type Outcomes, toOutcome } from './list-outcomes'
import { findNearestMisses, type NearestMiss } from './nearest-miss'
import { formatFlow } from './packet/format-flow'
import { type DatapathPacket, isDatapathPacket, parseDatapathPacket } from './packet/parse-datapath-packet'
import { parseOpenflowPacket } from './packet/parse-openflow-packet'
import { outputsOf, reachesController } from './translate/datapath-action'
import { isTunnel, type SwitchPort } from './translate/switch-model'
import { type TranslateOptions, type Translation, translate } from './translate/translate'

export type TraceQuestion = {
  readonly packet: string
  readonly bridge: string | null // null: the first that has the packet's port, else the first
  readonly ctNext: readonly number[]
  readonly hasPacket: boolean
  readonly skipsNearest?: boolean // the rules that nearly matched are not looked for: that reads every rule of a table
}

/** What the rules of a switch do with a packet. */
export type TraceAnswer = {
  readonly verdict: 'drop' | 'unknown' | readonly (number | 'LOCAL')[]
  readonly outputs: readonly { readonly port: string; readonly ofport: number | 'LOCAL'; readonly bridge: string }[]
  readonly controller: boolean
  readonly datapathActions: readonly string[]
  readonly finalFlow: readonly string[]
  readonly steps: readonly AnswerStep[]
  readonly unknown: readonly {
    readonly reason: string
    readonly table: number | string | null
    readonly rule: AnswerRule | null
  }[]
  /** Where rules choose by a hash that is not known: all that may become of the packet. */
  readonly outcomes: Outcomes
  /** Where connections are tracked: the states other than supposed that change what becomes of the packet. */
  readonly forks: readonly Fork[]
  readonly flow: string
  readonly translation: Translation
}
export type AnswerRule = {
  readonly line: number
  readonly table: number | string
  readonly priority: number
  readonly cookie: string
  readonly match: string
  readonly actions: string
}
export type AnswerStep = {
  readonly pass: number
  readonly bridge: string
  readonly depth: number
  readonly table: number | string
  readonly rule: AnswerRule | null
  readonly ambiguous: readonly AnswerRule[]
  readonly before: Flow
  readonly after: Flow
  readonly notes: readonly string[]
  readonly nearest: readonly NearestMiss[]
}

/** Where the packet of a brief question is kept: nothing of it outlives the answer. */
const BRIEF_FLOW = newFlow()

/** Only where a packet goes: the verdict of `tracePacket` without its tree; a sentence when it cannot be read. */
export function traceVerdict(built: BuiltSwitch, question: TraceQuestion): Pick<TraceAnswer, 'verdict'> | string {
  const start = readPacket(built, question, BRIEF_FLOW.fill(0))
  if (typeof start === 'string') return start
  const { ctNext, hasPacket } = question
  const { passes, unknown } = translate(built.model, start.bridge, start.flow, { ctNext, hasPacket, isBrief: true })
  if (unknown.length > 0) return { verdict: 'unknown' }
  const ports: (number | 'LOCAL')[] = []
  for (const { actions } of passes) for (const { ofport } of outputsOf(actions)) ports.push(numberOf(ofport))
  if (ports.length > 0) return { verdict: ports }
  return { verdict: passes.some((pass) => reachesController(pass.actions)) ? [] : 'drop' }
}

/** Evaluates a packet in either syntax of `ofproto/trace`; a sentence when it cannot be read. */
export function tracePacket(built: BuiltSwitch, question: TraceQuestion): TraceAnswer | string {
  const start = readPacket(built, question)
  if (typeof start === 'string') return start
  const translation = translate(built.model, start.bridge, start.flow, question)
  const { passes, steps, unknown } = translation
  const { verdict, outputs, controller } = toOutcome([], translation)
  const { ctNext, hasPacket } = question
  const again = (options: TranslateOptions): Translation =>
    translate(built.model, start.bridge, start.flow.slice(), { ctNext, hasPacket, isBrief: true, ...options })
  return {
    verdict,
    outputs,
    controller,
    outcomes: listOutcomes(translation, (choices) => again({ choices })),
    forks: forkConnections(translation, ctNext, (states) => again({ ctNext: states })),
    datapathActions: passes.map((pass) => pass.datapathActions),
    finalFlow: passes.map((pass) => pass.finalFlow),
    steps: steps.map(({ pass, bridge, depth, table, rule, ambiguous, before, after, notes }) => ({
      pass,
      bridge,
      depth,
      table,
      rule: rule && toAnswerRule(rule),
      ambiguous: ambiguous.map(toAnswerRule),
      before,
      after,
      notes,
      nearest:
        !question.skipsNearest && (rule === null || isDrop(rule))
          ? findNearestMisses(built.model.bridges.get(bridge)?.tables.get(table), before, rule?.rule.priority ?? -1)
          : [],
    })),
    unknown: unknown.map(({ reason, table, rule }) => ({ reason, table, rule: rule && toAnswerRule(rule) })),
    flow: formatFlow(start.flow),
    translation,
  }
}

const numberOf = (ofport: number): number | 'LOCAL' => (ofport === PORT.local ? 'LOCAL' : ofport)

export const toAnswerRule = ({ rule }: ClassifiedRule): AnswerRule => ({
  line: rule.line,
  table: rule.table,
  priority: rule.priority,
  cookie: rule.cookie,
  match: rule.match,
  actions: rule.actions,
})

type Start = { readonly bridge: string; readonly flow: Flow }

/** `flow`: one of zeros that the packet may be written into. */
function readPacket(built: BuiltSwitch, { packet, bridge }: TraceQuestion, flow?: Flow): Start | string {
  if (isDatapathPacket(packet)) {
    const read = parseDatapathPacket(packet)
    return typeof read === 'string' ? read : placeDatapathPacket(built, read, bridge)
  }
  let first: Start | string | null = null
  for (const name of bridge === null ? built.model.bridges.keys() : [bridge]) {
    const found = built.model.bridges.get(name)
    if (!found) return `There is no bridge ${name}.`
    const read = parseOpenflowPacket(packet, found.scope, bridge === null ? undefined : flow)
    const start = typeof read === 'string' ? read : { bridge: name, flow: read }
    first ??= start
    if (typeof read !== 'string' && found.ports.has(word(read, W.inPort))) return start
  }
  return first ?? 'There is no bridge.'
}

/** The datapath has ports of its own; they say by which port of which bridge a packet came. */
function placeDatapathPacket(built: BuiltSwitch, read: DatapathPacket, bridge: string | null): Start | string {
  const { flow, inPort, options } = read
  const place = (port: { bridge: string; ofport: number }): Start => {
    flow[W.inPort] = port.ofport
    const scope = built.model.bridges.get(port.bridge)?.scope ?? EMPTY_SCOPE
    for (const option of options) {
      const known = scope.options.find((one) => one.optionClass === option.optionClass && one.type === option.type)
      const field = known && scope.tunnelFields.get(known.index)
      if (!known || !field) continue
      markPresent(flow, known.index, true)
      setBits(flow, field.place, 0, field.bits, BigInt(`0x${option.hex || '0'}`))
    }
    return { bridge: port.bridge, flow }
  }
  const name = bridge ?? [...built.model.bridges.keys()][0] ?? ''
  if (inPort === null) return place({ bridge: name, ofport: PORT.none })
  const tunnel = word(flow, W.tunSrc) !== 0 || word(flow, W.tunDst) !== 0 ? findTunnel(built, flow) : null
  if (tunnel) return place(tunnel)
  const known = built.topology?.datapathPorts.find((one) => one.number === inPort)
  if (known) return place(known)
  for (const one of built.model.bridges.values())
    for (const port of one.ports.values())
      if (port.name === inPort) return place({ bridge: one.name, ofport: port.ofport })
  if (built.topology && built.topology.datapathPorts.length > 0) return `There is no port ${inPort} on the datapath.`
  return /^\d+$/.test(inPort)
    ? place({ bridge: name, ofport: Number(inPort) })
    : `There is no port ${inPort} on the datapath.`
}

/** The tunnel port that takes a packet with these outer addresses and key (tnl_port_receive, ofproto/tunnel.c). */
function findTunnel(built: BuiltSwitch, flow: Flow): { bridge: string; ofport: number } | null {
  const id = getBits(flow, { word: W.tunId, words: 2, shift: 0 }, 0, 64)
  const isAddress = (option: string | undefined, at: number, isOptional: boolean): boolean =>
    option === 'flow' || (option === undefined ? isOptional : Number(parseIp(option)?.bits ?? -1n) === word(flow, at))
  const rank = ({ options }: SwitchPort): number =>
    (options.remote_ip === 'flow' ? 0 : 2) + (options.local_ip === undefined || options.local_ip === 'flow' ? 0 : 1)
  let best: SwitchPort | null = null
  for (const bridge of built.model.bridges.values())
    for (const port of bridge.ports.values()) {
      const { options } = port
      if (!isTunnel(port)) continue
      const key = options.in_key ?? options.key
      const fits =
        isAddress(options.remote_ip, W.tunSrc, false) &&
        isAddress(options.local_ip, W.tunDst, true) &&
        (key === 'flow' || BigInt(/^(0x)?\d/.test(key ?? '') ? (key ?? 0) : 0) === id)
      if (fits && (!best || rank(port) > rank(best))) best = port
    }
  return best && { bridge: best.bridge, ofport: best.ofport }
}
