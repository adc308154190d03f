import { type BridgeTexts, type BuiltSwitch, buildSwitch } from '../../../core/openflow/build-switch'
import { readTopology } from '../../../core/openflow/topology'
import { type TraceAnswer, type TraceQuestion, tracePacket, traceVerdict } from '../../../core/openflow/trace-packet'
import { parseCtState } from '../../../core/openflow/translate/translate'
import { plainActions, sayTheSame, tagsOf, withoutNumbers } from './plain-actions'
import type { RealTrace } from './read-trace'
import { topologyOf, type World, type WorldPacket } from './switch-world'

/** What two answers come to, in words; null when they are the same. */
export type Difference = { readonly what: string; readonly real: string; readonly ours: string }

export function buildWorld(world: World, texts: ReadonlyMap<string, BridgeTexts>): BuiltSwitch {
  const topology = readTopology(topologyOf(world))
  if (typeof topology === 'string') throw new Error(topology)
  return buildSwitch(texts, topology)
}

export function traceInWorld(built: BuiltSwitch, packet: WorldPacket): TraceAnswer {
  return understood(packet, tracePacket(built, questionOf(packet)))
}

/** The same by the shorter way, which makes no tree. */
export function verdictInWorld(built: BuiltSwitch, packet: WorldPacket): TraceAnswer['verdict'] {
  return understood(packet, traceVerdict(built, questionOf(packet))).verdict
}

const questionOf = ({ bridge, packet, ctNext, hasPacket }: WorldPacket): TraceQuestion => ({
  packet,
  bridge,
  ctNext: ctNext.map((one) => parseCtState(one) ?? 0),
  hasPacket,
})

function understood<T>({ packet }: WorldPacket, answer: T | string): T {
  if (typeof answer === 'string') throw new Error(`${packet}: ${answer}`)
  return answer
}

export function compareTraces(packet: string, real: RealTrace, ours: TraceAnswer): Difference | null {
  const plain = (text: string, pass: number): string =>
    real.floodsBridges ? outputsIn(text) : plainActions(text, pass === 0 ? tagsOf(packet) : [])
  const pairs: [string, string, string][] = [
    ['datapath actions', joined(real.datapathActions.map(plain)), joined(ours.datapathActions.map(plain))],
    ['final flow', joined(real.finalFlow.map(withoutNumbers)), joined(ours.finalFlow.map(withoutNumbers))],
    ['deciding rules', ...decisions(real, ours)],
  ]
  for (const [what, one, other] of pairs) if (!sayTheSame(one, other)) return { what, real: one, ours: other }
  return null
}

/** Every way out there is, in order of number. */
const outputsIn = (text: string): string => (text.match(/(?<![\w=.:])\d+(?![\w=.:(])/g) ?? []).sort().join(',')

const joined = (passes: readonly string[]): string => passes.join(' | ')

function decisions(real: RealTrace, ours: TraceAnswer): [string, string] {
  const list = ours.steps.map((step, i) => {
    if (real.floodsBridges) return real.decisions[i] ?? `${step.table}` // in any order
    const untold = real.decisions[i]?.endsWith(':?') && (step.rule === null || step.rule.priority === 0)
    return `${step.table}:${untold ? '?' : step.rule ? step.rule.priority : '-'}`
  })
  return [real.decisions.join(' '), list.join(' ')]
}
