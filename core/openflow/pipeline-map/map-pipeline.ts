import type { Action, TableRef } from '../actions/action'
import { parseActions } from '../actions/parse-actions'
import type { FlowRule } from '../dump/flow-rule'
import { EMPTY_SCOPE, type FieldScope } from '../fields/field-scope'
import { findJumps, type JumpKind } from './find-jumps'

/** What becomes of a packet at a rule. `clause`: a part of a conjunction; `ends`: changes the packet and goes nowhere. */
export type Outcome = 'table' | 'output' | 'controller' | 'drop' | 'ends' | 'clause' | 'unknown'

/** Rules of one table that do the same with a packet: hand it to the same tables, send it out, drop it. */
export type OutcomeGroup = {
  readonly key: string // the same for all its rules, see `outcomeKey`
  readonly outcome: Outcome
  readonly tables: readonly TableRef[] // where the packet goes on, lowest first
  readonly sends: boolean // it (also) leaves the bridge
  readonly rules: number
  readonly packets: number | null // null: the dump has no counters
  readonly only: { readonly match: string; readonly line: number } | null // the rule, where it is one
}
export type MappedTable = {
  readonly table: TableRef
  readonly rules: number
  readonly packets: number | null
  readonly dropped: number | null // packets at rules that drop
  readonly groups: readonly OutcomeGroup[] // most packets first, what drops last
}
export type MappedJump = {
  readonly from: TableRef
  readonly to: TableRef
  readonly kinds: readonly JumpKind[]
  readonly rules: number
  readonly packets: number | null
}
/** Tables in the order of their numbers, and the jumps between them; a jump may lead to a table without rules. */
export type PipelineMap = { readonly tables: readonly MappedTable[]; readonly jumps: readonly MappedJump[] }

/** Numbered tables by number, then named ones in the order they come. */
export const compareTables = (a: TableRef, b: TableRef): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : typeof a === typeof b ? 0 : typeof a === 'number' ? -1 : 1

type Fate = { readonly outcome: Outcome; readonly tables: readonly TableRef[]; readonly sends: boolean }
type Draft = { -readonly [K in keyof OutcomeGroup]: OutcomeGroup[K] }

/**
 * Draws the tables of a dump together: what each does with packets, how many, and where it hands them. `packetsOf` counts
 * for a rule, by default what the switch counted since the rule was added.
 */
export function mapPipeline(
  rules: readonly FlowRule[],
  scope: FieldScope = EMPTY_SCOPE,
  packetsOf: (rule: FlowRule, index: number) => number | null = (rule) => rule.nPackets,
): PipelineMap {
  const fates = new Map<string, { actions: readonly Action[]; fate: (own: TableRef) => Fate }>()
  const tables = new Map<TableRef, Map<string, Draft>>()
  const jumps = new Map<string, { -readonly [K in keyof MappedJump]: MappedJump[K] }>()
  for (const [index, rule] of rules.entries()) {
    let known = fates.get(rule.actions)
    if (!known) {
      const actions = parseActions(rule.actions, scope)
      known = { actions, fate: (own) => fateOf(actions, own) }
      fates.set(rule.actions, known)
    }
    const fate = known.fate(rule.table)
    const packets = packetsOf(rule, index)
    const groups = tables.get(rule.table) ?? new Map<string, Draft>()
    tables.set(rule.table, groups)
    const key = keyOf(fate)
    const group = groups.get(key)
    if (!group) groups.set(key, { ...fate, key, rules: 1, packets, only: { match: rule.match, line: rule.line } })
    else {
      group.rules++
      group.packets = plus(group.packets, packets)
      group.only = null
    }
    for (const jump of findJumps(known.actions)) {
      const to = jump.table ?? rule.table
      const name = `${rule.table} ${to}`
      const held = jumps.get(name) ?? { from: rule.table, to, kinds: [], rules: 0, packets: null }
      held.rules++
      held.packets = plus(held.packets, packets)
      if (!held.kinds.includes(jump.kind)) held.kinds = [...held.kinds, jump.kind]
      jumps.set(name, held)
    }
  }
  return {
    tables: [...tables]
      .map(([table, groups]) => toTable(table, [...groups.values()]))
      .sort((a, b) => compareTables(a.table, b.table)),
    jumps: [...jumps.values()].sort((a, b) => compareTables(a.from, b.from) || compareTables(a.to, b.to)),
  }
}

/** The group to which a rule of a table belongs. */
export const outcomeKey = (actions: string, table: TableRef, scope: FieldScope = EMPTY_SCOPE): string =>
  keyOf(fateOf(parseActions(actions, scope), table))

const keyOf = (fate: Fate): string => `${fate.outcome} ${fate.tables.join(' ')} ${fate.sends}`

const plus = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b)

function toTable(table: TableRef, groups: OutcomeGroup[]): MappedTable {
  const dropping = groups.filter((group) => group.outcome === 'drop')
  const sum = (some: readonly OutcomeGroup[]): number | null =>
    some.reduce((total: number | null, group) => plus(total, group.packets), null)
  const rank = (group: OutcomeGroup): number => (group.outcome === 'drop' ? 1 : 0)
  return {
    table,
    rules: groups.reduce((total, group) => total + group.rules, 0),
    packets: sum(groups),
    dropped: dropping.length === 0 ? 0 : sum(dropping),
    groups: groups.sort((a, b) => rank(a) - rank(b) || (b.packets ?? 0) - (a.packets ?? 0)),
  }
}

function fateOf(actions: readonly Action[], own: TableRef): Fate {
  const jumps = findJumps(actions)
  const tables = [...new Set(jumps.map((jump) => jump.table ?? own))].sort(compareTables)
  const all = flatten(actions)
  const has = (...kinds: Action['kind'][]): boolean => all.some((action) => kinds.includes(action.kind))
  const sends = has('output', 'output-name', 'output-register', 'output-truncated', 'enqueue', 'bundle', 'group')
  const outcome: Outcome =
    tables.length > 0
      ? 'table'
      : sends
        ? 'output'
        : has('controller')
          ? 'controller'
          : has('unknown')
            ? 'unknown'
            : has('conjunction')
              ? 'clause'
              : all.length === 0
                ? 'drop'
                : 'ends'
  return { outcome, tables, sends }
}

const flatten = (actions: readonly Action[]): readonly Action[] =>
  actions.flatMap((action) =>
    action.kind === 'clone' || action.kind === 'write-actions' || action.kind === 'apply-actions'
      ? flatten(action.actions)
      : action.kind === 'ct'
        ? [action, ...flatten(action.exec)]
        : [action],
  )
