import 'server-only'
import type { Mark } from '../../core/guest/capture'
import { listSaid } from '../../core/intake/list-said'
import { type Evidence, readEvidence } from '../../core/intake/read-evidence'
import { positionOf } from '../../core/text/lines'
import { getBlob } from '../store/blobs'
import { pool } from '../store/database'
import type { ImportOutcome, ImportPreview } from '../store/import-preview'
import { type ImportProgress, type ImportState, listInputs } from '../store/imports'

export type ImportInputView = {
  readonly ordinal: number
  readonly path: string
  readonly bytes: number
  readonly reason: string | null
}
export type ImportPage = {
  readonly id: number
  readonly state: ImportState
  readonly turn: number
  readonly createdAt: string
  readonly choices: unknown
  readonly progress: ImportProgress | null
  readonly preview: ImportPreview | null
  readonly outcome: ImportOutcome | null
  readonly error: string | null
  readonly inputs: readonly ImportInputView[]
}
export type { ImportPreview, InputPreview } from '../store/import-preview'
export type ImportLine = {
  readonly number: number
  readonly text: string
  readonly kind: 'fact' | 'known' | 'command' | 'unread' | 'blank'
  readonly note: string
}

/** An import as far as it is. Null: there is none. */
export async function findImport(id: number): Promise<ImportPage | null> {
  const { rows } = await pool().query(
    'SELECT id, state, turn, created_at, choices, progress, preview, outcome, error FROM import WHERE id = $1',
    [id],
  )
  const row = rows[0]
  if (!row) return null
  const inputs = await listInputs(pool(), id)
  const { created_at: createdAt, ...rest } = row
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    inputs: inputs.map(({ ordinal, path, bytes, reason }) => ({ ordinal, path, bytes, reason })),
  }
}

/** Where an import stands, for a page that waits. */
export async function findImportState(
  id: number,
): Promise<{ state: ImportState; turn: number; progress: ImportProgress | null; error: string | null } | null> {
  const { rows } = await pool().query('SELECT state, turn, progress, error FROM import WHERE id = $1', [id])
  return rows[0] ?? null
}

const LINES_MAX = 5000
const NOTE_MAX = 48 // characters
const LINE_MAX = 400 // characters of a line that are shown

/** The lines of one input with what was understood of each, the first of very many. */
export async function listImportLines(id: number, ordinal: number): Promise<{ lines: ImportLine[]; more: number }> {
  const { rows } = await pool().query<{ hash: Buffer }>(
    'SELECT hash FROM import_input WHERE import_id = $1 AND ordinal = $2 AND hash IS NOT NULL',
    [id, ordinal],
  )
  if (!rows[0]) return { lines: [], more: 0 }
  const evidence = readEvidence(await getBlob(pool(), rows[0].hash))
  const lines = evidence.kind === 'guest' ? evidence.transcript.lines : evidence.lines
  const marks = new Map(marksOf(evidence).map((mark) => [mark.line, mark]))
  const shown = lines.slice(0, LINES_MAX).map((line): ImportLine => {
    const mark = marks.get(line.number)
    return {
      number: line.number,
      text: line.text.trimEnd().slice(0, LINE_MAX),
      kind: mark?.kind ?? (line.text.trim() === '' ? 'blank' : 'known'),
      note: mark?.note ?? '',
    }
  })
  return { lines: shown, more: Math.max(0, lines.length - LINES_MAX) }
}

/** What each line is. Of an export that is one document the lines are marked on which a fact begins. */
function marksOf(evidence: Evidence): readonly Mark[] {
  if (evidence.kind === 'guest') return evidence.transcript.marks
  if (evidence.kind === 'registry' && evidence.reading.marks.length > 0) return evidence.reading.marks
  return listSaid(evidence).map(({ text, start }) => ({
    line: positionOf(evidence.lines, start).line,
    kind: 'fact',
    note: text.length > NOTE_MAX ? `${text.slice(0, NOTE_MAX)}…` : text,
  }))
}

/** Drafts that were neither saved nor discarded, the latest first. */
export async function listDrafts(): Promise<{ id: number; createdAt: string; inputs: number; first: string }[]> {
  const { rows } = await pool().query<{ id: number; created_at: Date; inputs: number; first: string }>(
    `SELECT i.id, i.created_at, count(*)::int AS inputs, min(n.path) AS first FROM import i JOIN import_input n ON n.import_id = i.id
      WHERE i.state <> 'saved' GROUP BY i.id ORDER BY i.id DESC LIMIT 5`,
  )
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() }))
}
