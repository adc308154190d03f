import 'server-only'
import { pool } from '../store/database'

export type ChangeRow = {
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly verb: string
  readonly subject: string
  readonly state: string
  readonly why: string
}
export type ChangePage = ChangeRow & {
  readonly findingId: number | null
  readonly before: unknown
  readonly after: unknown
  readonly steps: readonly {
    readonly name: string
    readonly state: string
    readonly at: string
    readonly detail: string
  }[]
  readonly receipt: Readonly<Record<string, unknown>> | null
  readonly resolved: readonly number[]
}

/** One page of the log, latest first; `before` is the number of the last change seen. */
export async function listChanges(
  before: number | null,
  rowsMax = 100,
): Promise<{ rows: ChangeRow[]; next: number | null }> {
  const { rows } = await pool().query<Omit<ChangeRow, 'at'> & { at: Date }>(
    'SELECT id, at, actor, verb, subject, state, why FROM change WHERE $1::int IS NULL OR id < $1 ORDER BY id DESC LIMIT $2',
    [before, rowsMax + 1],
  )
  const shown = rows.slice(0, rowsMax).map((row) => ({ ...row, at: row.at.toISOString() }))
  return { rows: shown, next: rows.length > rowsMax ? (shown.at(-1)?.id ?? null) : null }
}

export async function findChange(id: number): Promise<ChangePage | null> {
  const { rows } = await pool().query(
    'SELECT id, at, actor, verb, subject, state, why, finding_id AS "findingId", before, after, steps, receipt FROM change WHERE id = $1',
    [id],
  )
  if (!rows[0]) return null
  const resolved = await pool().query<{ id: number }>(
    'SELECT id FROM finding WHERE resolved_by = $1 ORDER BY id LIMIT 100',
    [id],
  )
  return { ...rows[0], at: rows[0].at.toISOString(), resolved: resolved.rows.map((row) => row.id) }
}
