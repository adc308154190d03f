import type { FlowRule } from '../dump/flow-rule'
import { type CounterDelta, compareCounters } from './compare-counters'
import { actionsKey, ruleKey } from './normalise-rule'

export type ChangedPart = 'actions' | 'timeouts' | 'importance' | 'flags'
export type ChangedRule = {
  readonly before: FlowRule
  readonly after: FlowRule
  readonly parts: readonly ChangedPart[]
}

/** What differs between two dumps. Rules stand in the order of their dump, deltas with drops first and the largest first. */
export type DumpDiff = {
  readonly added: readonly FlowRule[]
  readonly removed: readonly FlowRule[]
  readonly changed: readonly ChangedRule[]
  readonly counters: readonly CounterDelta[]
  readonly sameCount: number
}

/**
 * Compares two dumps of one host, or of two. Rules are paired by table, priority and what they ask, in any spelling;
 * cookies, ages and counters make no difference. Rules that a dump holds twice are paired in order.
 */
export function diffDumps(before: readonly FlowRule[], after: readonly FlowRule[]): DumpDiff {
  const waiting = new Map<string, FlowRule[]>()
  for (const rule of before) {
    const key = ruleKey(rule)
    const same = waiting.get(key)
    if (same) same.push(rule)
    else waiting.set(key, [rule])
  }
  for (const same of waiting.values()) same.reverse()
  const added: FlowRule[] = []
  const changed: ChangedRule[] = []
  const counters: CounterDelta[] = []
  const paired = new Set<FlowRule>()
  let sameCount = 0
  for (const rule of after) {
    const other = waiting.get(ruleKey(rule))?.pop()
    if (!other) {
      added.push(rule)
      continue
    }
    paired.add(other)
    const parts = changedParts(other, rule)
    if (parts.length > 0) changed.push({ before: other, after: rule, parts })
    else sameCount++
    const delta = compareCounters(other, rule)
    if (delta) counters.push(delta)
  }
  const removed = before.filter((rule) => !paired.has(rule))
  return { added, removed, changed, counters: counters.sort(byWeight), sameCount }
}

const byWeight = (a: CounterDelta, b: CounterDelta): number =>
  Number(b.isDrop) - Number(a.isDrop) || b.packets - a.packets || a.after.line - b.after.line

function changedParts(before: FlowRule, after: FlowRule): ChangedPart[] {
  const parts: ChangedPart[] = []
  if (before.actions !== after.actions && actionsKey(before.actions) !== actionsKey(after.actions))
    parts.push('actions')
  const differs = (name: string): boolean => (before.extra[name] ?? 0) !== (after.extra[name] ?? 0)
  if (differs('idle_timeout') || differs('hard_timeout')) parts.push('timeouts')
  if (differs('importance')) parts.push('importance')
  if (flagsOf(before) !== flagsOf(after)) parts.push('flags')
  return parts
}

function flagsOf({ extra }: FlowRule): string {
  const flags = Array.isArray(extra.flags) ? (extra.flags as readonly string[]) : []
  return [...flags].sort().join()
}
