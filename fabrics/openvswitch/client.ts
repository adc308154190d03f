import { formatAddFlow } from '../../core/openflow/dump/format-add-flow'
import { parseDumpFlows } from '../../core/openflow/dump/parse-dump-flows'
import type { CompiledRule } from '../../core/registry/compile-registrations'
import {
  compareGuard,
  findStranger,
  type GuardDrift,
  isInLine,
  writeBundle,
} from '../../core/registry/guard/inspect-guard'
import { err, ok, type Result } from '../../core/result'
import type { Collector } from '../collector'
import type { FabricError } from '../fabric'

/** How a bridge differs from what should guard it. Refused when rules of others are in the way. */
export async function lookAtGuard(
  collector: Collector,
  bridge: string,
  wanted: readonly CompiledRule[],
  first: number,
): Promise<Result<GuardDrift, FabricError>> {
  const dump = await collector.readFlows(bridge)
  if (!dump.ok) return dump
  const rules = parseDumpFlows(dump.value).value
  const stranger = findStranger(rules, wanted, { first })
  // Taking away what is Rollcall's own needs no room.
  if (stranger !== null && wanted.length > 0) return err({ kind: 'refused', reason: `${bridge}: ${stranger}` })
  return ok(compareGuard(rules, wanted))
}

/** Makes the guard of a bridge what it should be, in one atomic step, and reads back whether it is. Answers what differed. */
export async function installGuard(
  collector: Collector,
  bridge: string,
  wanted: readonly CompiledRule[],
  first: number,
): Promise<Result<GuardDrift, FabricError>> {
  const drift = await lookAtGuard(collector, bridge, wanted, first)
  if (!drift.ok || isInLine(drift.value)) return drift
  const installed = await collector.installBundle(bridge, writeBundle(drift.value))
  if (!installed.ok) return installed
  const left = await lookAtGuard(collector, bridge, wanted, first)
  if (!left.ok) return left
  return isInLine(left.value)
    ? drift
    : err({
        kind: 'conflict',
        reason: `${bridge} was told its rules and has others: ${sayDrift(left.value).missing[0] ?? sayDrift(left.value).extra[0]}`,
      })
}

export const sayDrift = ({ missing, extra }: GuardDrift) => ({
  missing: missing.map((rule) => formatAddFlow({ ...rule, extra: {} })),
  extra: extra.map(formatAddFlow),
})
