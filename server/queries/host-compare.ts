import 'server-only'
import { sayCounterDelta } from '../../core/openflow/diff/compare-counters'
import { type ChangedPart, type DumpDiff, diffDumps } from '../../core/openflow/diff/diff-dumps'
import type { FlowRule } from '../../core/openflow/dump/flow-rule'
import { pool } from '../store/database'
import { readDump } from '../store/dumps'
import type { DumpLine } from './host'

/** A dump that can be compared, with the host it is of. */
export type ComparedDump = Omit<DumpLine, 'problems'> & { readonly hostId: number; readonly host: string }
export type ComparePart = 'drops' | 'added' | 'removed' | 'changed' | 'counters'
export type RuleView = Pick<FlowRule, 'line' | 'table' | 'priority' | 'cookie' | 'match' | 'actions'>
export type CompareRow = {
  readonly before: RuleView | null
  readonly after: RuleView | null
  readonly parts: readonly ChangedPart[] // what differs of a changed rule
  readonly said: string | null // of a counter
}
export type CompareView = {
  readonly counts: Readonly<Record<ComparePart, number>> & { readonly same: number }
  readonly from: number
  readonly rows: readonly CompareRow[]
}

const DUMPS_MAX = 400
const SELECT = `SELECT d.id, d.bridge, d.taken_at AS "takenAt", d.source, d.rule_count AS "ruleCount", d.is_current AS "isCurrent", d.kind, d.host_id AS "hostId", h.name AS host, d.hash
  FROM flow_dump d JOIN host h ON h.id = d.host_id`
type Row = Omit<ComparedDump, 'takenAt'> & { readonly takenAt: Date; readonly hash: Buffer }

const toLine = ({ hash: _, takenAt, ...row }: Row): ComparedDump => ({ ...row, takenAt: takenAt.toISOString() })

/** What a host's rules can be compared with: all its own tables, and the current ones of other hosts. */
export async function listComparable(hostId: number): Promise<ComparedDump[]> {
  const { rows } = await pool().query<Row>(
    `${SELECT} WHERE d.host_id = $1 OR d.is_current ORDER BY d.host_id <> $1, h.name, d.bridge, d.taken_at DESC LIMIT $2`,
    [hostId, DUMPS_MAX],
  )
  return rows.map(toLine)
}

const DIFFS_MAX = 8
const held = globalThis as unknown as { rollcallDiffs?: Map<string, DumpDiff> }

/** What differs between two kept tables, one page of one part of it. Null: one of them is not kept any more. */
export async function compareDumps(
  ids: { readonly old: number; readonly new: number },
  page: { readonly part: ComparePart; readonly from: number; readonly count: number },
): Promise<{ old: ComparedDump; new: ComparedDump; view: CompareView } | null> {
  const { rows } = await pool().query<Row>(`${SELECT} WHERE d.id = ANY($1)`, [[ids.old, ids.new]])
  const [before, after] = [rows.find((row) => row.id === ids.old), rows.find((row) => row.id === ids.new)]
  if (!before || !after) return null
  held.rollcallDiffs ??= new Map()
  const key = `${before.hash.toString('hex')} ${after.hash.toString('hex')}`
  const diff =
    held.rollcallDiffs.get(key) ??
    diffDumps((await readDump(pool(), before.hash)).rules, (await readDump(pool(), after.hash)).rules)
  held.rollcallDiffs.delete(key)
  held.rollcallDiffs.set(key, diff)
  if (held.rollcallDiffs.size > DIFFS_MAX) held.rollcallDiffs.delete(held.rollcallDiffs.keys().next().value ?? '')
  return { old: toLine(before), new: toLine(after), view: toView(diff, page) }
}

function toView(
  diff: DumpDiff,
  { part, from, count }: { readonly part: ComparePart; readonly from: number; readonly count: number },
): CompareView {
  const drops = diff.counters.filter((delta) => delta.isDrop)
  const counted = (deltas: DumpDiff['counters']): CompareRow[] =>
    deltas.slice(from, from + count).map((delta) => ({
      before: viewOf(delta.before),
      after: viewOf(delta.after),
      parts: [],
      said: sayCounterDelta(delta),
    }))
  const only = (rules: readonly FlowRule[], side: 'before' | 'after'): CompareRow[] =>
    rules
      .slice(from, from + count)
      .map((rule) => ({ before: null, after: null, parts: [], said: null, [side]: viewOf(rule) }))
  const rows = {
    drops: () => counted(drops),
    counters: () => counted(diff.counters),
    added: () => only(diff.added, 'after'),
    removed: () => only(diff.removed, 'before'),
    changed: () =>
      diff.changed.slice(from, from + count).map(
        ({ before, after, parts }): CompareRow => ({
          before: viewOf(before),
          after: viewOf(after),
          parts,
          said: null,
        }),
      ),
  }
  return {
    counts: {
      drops: drops.length,
      counters: diff.counters.length,
      added: diff.added.length,
      removed: diff.removed.length,
      changed: diff.changed.length,
      same: diff.sameCount,
    },
    from,
    rows: rows[part](),
  }
}

const viewOf = ({ line, table, priority, cookie, match, actions }: FlowRule): RuleView => ({
  line,
  table,
  priority,
  cookie,
  match,
  actions,
})
