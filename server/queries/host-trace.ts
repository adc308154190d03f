import 'server-only'
import type { Pipeline } from '../../core/openflow/build-pipeline'
import type { BuiltSwitch } from '../../core/openflow/build-switch'
import { formatTraceTree } from '../../core/openflow/format-trace'
import type { NearestMiss } from '../../core/openflow/nearest-miss'
import { compareFlows, type FlowChange } from '../../core/openflow/packet/compare-flows'
import { nameStages, type Stages } from '../../core/openflow/stages/name-stages'
import { type AnswerRule, type AnswerStep, type TraceAnswer, tracePacket } from '../../core/openflow/trace-packet'
import { parseCtState } from '../../core/openflow/translate/translate'
import { err, ok, type Result } from '../../core/result'
import { pool } from '../store/database'
import { findPipelines } from '../store/pipelines'

export type TraceRule = AnswerRule
export type TraceMiss = Pick<NearestMiss, 'fields'> & { readonly rule: TraceRule; readonly packets: number | null }
export type TraceStep = {
  readonly pass: number
  readonly bridge: string
  readonly depth: number
  readonly table: number | string
  readonly stage: string | null // what the table is for
  readonly rule: TraceRule | null
  readonly packets: number | null // counted by the rule, of whatever packets
  readonly ambiguous: readonly TraceRule[]
  readonly changes: readonly FlowChange[] // from when the packet came to the table until it goes on or is done
  readonly notes: readonly string[]
  readonly nearest: readonly TraceMiss[]
}
export type TraceView = Pick<
  TraceAnswer,
  'verdict' | 'outputs' | 'controller' | 'unknown' | 'outcomes' | 'forks' | 'flow'
> & {
  readonly passes: readonly {
    readonly datapathActions: string
    readonly finalFlow: string
    readonly error: string | null
  }[]
  readonly steps: readonly TraceStep[]
  readonly milliseconds: number // that evaluating took, without reading the tables
}
export type TraceInput = {
  readonly dumpId: number
  readonly packet: string
  readonly ctNext: string // ct_state of the passes after conntrack, one after the other, parted by blanks
}

/** What the rules of a host do with a packet in either syntax of ofproto/trace; a sentence when it cannot be read. */
export async function readTrace(input: TraceInput): Promise<{ answer: TraceAnswer; view: TraceView } | string> {
  const bridges = await findPipelines(pool(), input.dumpId)
  const first = bridges[0]
  if (!first) return 'This flow table is not kept any more, or it is a listing that is shown and not evaluated.'
  const ctNext: number[] = []
  for (const word of input.ctNext.split(/\s+/).filter((one) => one !== '')) {
    const state = parseCtState(word)
    if (state === null) return `Not a state of conntrack: ${word}. It is written like trk,est,rpl.`
    ctNext.push(state)
  }
  const built: BuiltSwitch = {
    model: {
      bridges: new Map(bridges.flatMap(({ pipeline }) => [...pipeline.model.bridges])),
      tunnelsNatively: false,
    },
    topology: null,
    problems: new Map(),
    rules: new Map(bridges.map(({ pipeline }) => [pipeline.bridge, pipeline.rules])),
  }
  const since = performance.now()
  const answer = tracePacket(built, {
    packet: input.packet,
    bridge: first.pipeline.bridge,
    ctNext,
    hasPacket: false,
  })
  if (typeof answer === 'string') return answer
  const milliseconds = performance.now() - since
  const asked = new Set(answer.steps.map((step) => `${step.bridge} ${step.rule?.line}`))
  const counters = new Map<string, number | null>()
  for (const { pipeline } of bridges)
    for (const { rule } of pipeline.rules) {
      const key = `${pipeline.bridge} ${rule.line}`
      if (asked.has(key)) counters.set(key, rule.nPackets)
    }
  const stages = new Map(bridges.map(({ pipeline }) => [pipeline.bridge, stagesOf(pipeline)]))
  const stageOf = ({ bridge, table }: AnswerStep): string | null => stages.get(bridge)?.names[table] ?? null
  return { answer, view: toView(answer, { counters, stageOf, milliseconds }) }
}

/** The same as text, in the manner of ofproto/trace. */
export async function writeTrace(input: TraceInput): Promise<Result<string, string>> {
  const read = await readTrace(input)
  return typeof read === 'string' ? err(read) : ok(formatTraceTree(read.answer))
}

const named = new WeakMap<Pipeline, Stages>()
function stagesOf(pipeline: Pipeline): Stages {
  const known = named.get(pipeline) ?? nameStages(pipeline.rules.map(({ rule }) => rule))
  named.set(pipeline, known)
  return known
}

type Beside = {
  readonly counters: ReadonlyMap<string, number | null>
  readonly stageOf: (step: AnswerStep) => string | null
  readonly milliseconds: number
}

function toView(answer: TraceAnswer, { counters, stageOf, milliseconds }: Beside): TraceView {
  const { verdict, outputs, controller, unknown, outcomes, forks, flow, steps } = answer
  const packetsOf = (step: AnswerStep, rule: AnswerRule | null): number | null =>
    rule && (counters.get(`${step.bridge} ${rule.line}`) ?? null)
  return {
    verdict,
    outputs,
    controller,
    unknown,
    outcomes,
    forks,
    flow,
    passes: answer.translation.passes.map(({ datapathActions, finalFlow, error }) => ({
      datapathActions,
      finalFlow,
      error,
    })),
    steps: steps.map((step, i) => {
      const next = steps[i + 1]
      const isBelow = next?.pass === step.pass && next.bridge === step.bridge
      return {
        pass: step.pass,
        bridge: step.bridge,
        depth: step.depth,
        table: step.table,
        stage: stageOf(step),
        rule: step.rule,
        packets: packetsOf(step, step.rule),
        ambiguous: step.ambiguous,
        changes: compareFlows(step.before, isBelow ? next.before : step.after),
        notes: step.notes,
        nearest: step.nearest.map(({ rule: { rule }, fields }) => {
          const { line, table, priority, cookie, match, actions, nPackets } = rule
          return { rule: { line, table, priority, cookie, match, actions }, packets: nPackets, fields }
        }),
      }
    }),
    milliseconds,
  }
}
