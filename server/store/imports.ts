import { forgetBlobs, saveBlob } from './blobs'
import type { Sql } from './database'

export type ImportState = 'open' | 'reading' | 'read' | 'saving' | 'saved'
export type ImportProgress = { readonly done: number; readonly total: number; readonly what: string }
export type ImportRow = {
  readonly id: number
  readonly state: ImportState
  readonly choices: unknown
  readonly turn: number
  readonly createdBy: string
}
export type ImportInputRow = {
  readonly ordinal: number
  readonly path: string
  readonly hash: Buffer | null
  readonly reason: string | null
  readonly bytes: number
}

const SILENT_SECONDS = 60 // after which work on an import is taken for abandoned
const KEPT_DAYS = 14

export async function createImport(sql: Sql, actor: string): Promise<number> {
  const { rows } = await sql.query<{ id: number }>('INSERT INTO import (created_by) VALUES ($1) RETURNING id', [actor])
  return rows[0]?.id ?? 0
}

/** Locks an import that still takes inputs or choices; null when there is none, or it was saved. */
export async function lockImport(sql: Sql, id: number): Promise<ImportRow | null> {
  const { rows } = await sql.query<ImportRow>(
    `SELECT id, state, choices, turn, created_by AS "createdBy" FROM import WHERE id = $1 FOR UPDATE`,
    [id],
  )
  return rows[0] ?? null
}

export async function countInputs(sql: Sql, id: number): Promise<{ count: number; bytes: number }> {
  const { rows } = await sql.query<{ count: number; bytes: number }>(
    'SELECT count(*)::int AS count, coalesce(sum(bytes), 0)::int AS bytes FROM import_input WHERE import_id = $1',
    [id],
  )
  return rows[0] ?? { count: 0, bytes: 0 }
}

/** Adds texts, and what was refused with the reason, after the inputs that are there. */
export async function addInputs(
  sql: Sql,
  id: number,
  inputs: readonly ({ readonly path: string } & ({ readonly text: string } | { readonly reason: string }))[],
): Promise<void> {
  const { rows } = await sql.query<{ next: number }>(
    'SELECT coalesce(max(ordinal) + 1, 0) AS next FROM import_input WHERE import_id = $1',
    [id],
  )
  let ordinal = rows[0]?.next ?? 0
  for (const input of inputs) {
    const hash = 'text' in input ? await saveBlob(sql, input.text) : null
    await sql.query(
      'INSERT INTO import_input (import_id, ordinal, path, hash, reason, bytes) VALUES ($1, $2, $3, $4, $5, $6)',
      [
        id,
        ordinal++,
        input.path,
        hash,
        'reason' in input ? input.reason : null,
        'text' in input ? Buffer.byteLength(input.text) : 0,
      ],
    )
  }
}

export async function listInputs(sql: Sql, id: number): Promise<ImportInputRow[]> {
  const { rows } = await sql.query<ImportInputRow>(
    'SELECT ordinal, path, hash, reason, bytes FROM import_input WHERE import_id = $1 ORDER BY ordinal',
    [id],
  )
  return rows
}

export async function removeInput(sql: Sql, id: number, ordinal: number): Promise<void> {
  await sql.query('DELETE FROM import_input WHERE import_id = $1 AND ordinal = $2', [id, ordinal])
}

/** Asks for an import to be read again or saved, with these choices; answers the turn that the answer will carry. */
export async function askImport(sql: Sql, id: number, state: 'reading' | 'saving', choices: unknown): Promise<number> {
  const { rows } = await sql.query<{ turn: number }>(
    `UPDATE import SET state = $2, choices = $3, turn = turn + 1, progress = NULL, error = NULL, worker = NULL, claimed_until = NULL WHERE id = $1 RETURNING turn`,
    [id, state, JSON.stringify(choices)],
  )
  return rows[0]?.turn ?? 0
}

/** Takes an import to work on: this one, or any that waits. Null when somebody else works on it or none waits. */
export async function claimImport(sql: Sql, worker: string, id: number | null): Promise<ImportRow | null> {
  const { rows } = await sql.query<ImportRow>(
    `UPDATE import SET worker = $1, claimed_until = now() + make_interval(secs => ${SILENT_SECONDS})
      WHERE id = (SELECT id FROM import WHERE state IN ('reading', 'saving') AND ($2::int IS NULL OR id = $2) AND (claimed_until IS NULL OR claimed_until < now())
                   ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, state, choices, turn, created_by AS "createdBy"`,
    [worker, id],
  )
  return rows[0] ?? null
}

/** Notes how far the work is, and that somebody is at it. False: the question was changed meanwhile. */
export async function noteProgress(sql: Sql, id: number, turn: number, progress: ImportProgress): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE import SET progress = $3, claimed_until = now() + make_interval(secs => ${SILENT_SECONDS}) WHERE id = $1 AND turn = $2`,
    [id, turn, JSON.stringify(progress)],
  )
  return rowCount === 1
}

export type ImportAnswer =
  | { readonly preview: unknown }
  | { readonly outcome: unknown }
  | { readonly error: string; readonly state: 'read' | 'open' }

/** Stores the answer to a question, unless another was asked meanwhile. */
export async function answerImport(sql: Sql, id: number, turn: number, answer: ImportAnswer): Promise<void> {
  const state = 'preview' in answer ? 'read' : 'outcome' in answer ? 'saved' : answer.state
  await sql.query(
    `UPDATE import SET state = $3, preview = coalesce($4, preview), outcome = $5, error = $6, progress = NULL, worker = NULL, claimed_until = NULL WHERE id = $1 AND turn = $2`,
    [
      id,
      turn,
      state,
      'preview' in answer ? JSON.stringify(answer.preview) : null,
      'outcome' in answer ? JSON.stringify(answer.outcome) : null,
      'error' in answer ? answer.error : null,
    ],
  )
}

/** Forgets an import, or those that nobody came back to, with texts that nothing else rests on. */
export async function deleteImports(sql: Sql, id: number | null): Promise<number> {
  const { rows } = await sql.query<{ hash: Buffer | null }>(
    `WITH gone AS (DELETE FROM import WHERE CASE WHEN $1::int IS NULL THEN created_at < now() - make_interval(days => ${KEPT_DAYS}) ELSE id = $1 END RETURNING id)
     SELECT i.hash FROM gone LEFT JOIN import_input i ON i.import_id = gone.id`,
    [id],
  )
  await forgetBlobs(
    sql,
    rows.flatMap((row) => row.hash ?? []),
  )
  return rows.length
}
