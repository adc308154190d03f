import type { Packet } from './build-packet'
import type { Pipeline } from './build-pipeline'
import { type ClassifiedRule, isDrop } from './classifier/classified-rule'
import { findNearestMisses, type NearestMiss } from './nearest-miss'
import { outputsOf, reachesController } from './translate/datapath-action'
import { translate } from './translate/translate'

/**
 * A trace tells what a switch would do with one packet: the rule that decides in each table, what it does, and where the
 * packet leaves. What cannot be known is said to be unknown, with the rule that asks for it.
 */
export type TraceStep = {
  readonly table: number | string
  readonly rule: ClassifiedRule | null // null: the table has no rule for it (a miss drops)
  readonly actions: readonly string[]
  readonly packet: Packet // before the actions
  readonly nearest: readonly NearestMiss[] // at a drop
  readonly depth: number
}
export type Output = { readonly ofport: number | 'LOCAL' | 'CONTROLLER'; readonly port: string | null }
export type Trace = {
  readonly verdict: 'pass' | 'drop' | 'unknown'
  readonly outputs: readonly Output[]
  readonly floods: boolean // NORMAL or FLOOD on a bridge whose ports are not known: it leaves by all of them
  readonly steps: readonly TraceStep[]
  readonly unknown: readonly string[]
  readonly final: Packet // as it was when the last of its passes ended, with what the rules put on it for a tunnel
}

const LOCAL = 0xfffe
const FLOOD = 0xfffb

/** Runs a packet through the tables from table 0, and again from where connection tracking sends it back. */
export function evaluatePipeline(pipeline: Pipeline, packet: Packet): Trace {
  const { passes, steps, unknown } = translate(pipeline.model, pipeline.bridge, packet)
  const sent = passes.flatMap((pass) => outputsOf(pass.actions))
  const outputs = sent
    .filter((one) => one.ofport !== FLOOD)
    .map((one): Output => ({ ofport: one.ofport === LOCAL ? 'LOCAL' : one.ofport, port: one.name || null }))
  if (passes.some((pass) => reachesController(pass.actions))) outputs.push({ ofport: 'CONTROLLER', port: null })
  const floods = sent.some((one) => one.ofport === FLOOD)
  const isLimited = passes.some((pass) => pass.error !== null)
  const why = unknown.map(
    ({ reason, table, rule }) => `table ${table ?? 0}${rule ? `, line ${rule.rule.line}` : ''}: ${reason}`,
  )
  if (isLimited) why.push(...passes.flatMap((pass) => (pass.error ? [`the switch gives up: ${pass.error}`] : [])))
  return {
    verdict: why.length > 0 ? 'unknown' : outputs.length > 0 || floods ? 'pass' : 'drop',
    outputs,
    floods,
    steps: steps.map(({ table, rule, before, depth }) => ({
      table,
      rule,
      actions: [rule ? rule.rule.actions : 'no match, drop'],
      packet: before,
      nearest:
        rule === null || isDrop(rule)
          ? findNearestMisses(
              pipeline.model.bridges.get(pipeline.bridge)?.tables.get(table),
              before,
              rule?.rule.priority ?? -1,
            )
          : [],
      depth,
    })),
    unknown: why,
    final: passes.at(-1)?.final ?? packet,
  }
}
