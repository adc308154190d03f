import 'server-only'
import { splitLines } from '../../core/text/lines'
import { getBlob } from '../store/blobs'
import { pool } from '../store/database'

export type CapturePage = {
  readonly id: number
  readonly format: string
  readonly kind: string
  readonly command: string | null
  readonly guestId: number | null
  readonly guest: string | null
  readonly vpc: string | null
  readonly source: string
  readonly capturedAt: string
  readonly receivedAt: string
  readonly withdrawnAt: string | null
  readonly text: string
  readonly firstLine: number
  readonly lastLine: number
  readonly marks: readonly { readonly start: number; readonly end: number }[]
  readonly others: readonly { readonly id: number; readonly name: string }[]
}

/** A capture with its own lines of the text it came in, and the characters that claims rest on. */
export async function findCapture(id: number): Promise<CapturePage | null> {
  const { rows } = await pool().query(
    `SELECT c.*, g.name AS guest, v.name AS vpc FROM capture c LEFT JOIN guest g ON g.id = c.guest_id LEFT JOIN vpc v ON v.id = c.vpc_id WHERE c.id = $1`,
    [id],
  )
  const row = rows[0]
  if (!row) return null
  const [text, claims, others] = await Promise.all([
    getBlob(pool(), row.hash),
    pool().query<{ start: number; end: number }>(
      `SELECT span_start AS start, span_end AS "end" FROM claim WHERE capture_id = $1 UNION SELECT span_start, span_end FROM neighbour WHERE capture_id = $1
       UNION SELECT span_start, span_end FROM intent WHERE capture_id = $1 UNION SELECT span_start, span_end FROM documented_address WHERE capture_id = $1
       UNION SELECT span_start, span_end FROM registration WHERE capture_id = $1 AND valid_to IS NULL AND masklen(address) = CASE family(address) WHEN 4 THEN 32 ELSE 128 END ORDER BY 1 LIMIT 5000`,
      [id],
    ),
    pool().query<{ id: number; name: string }>(
      'SELECT id, name FROM guest WHERE vpc_id = $1 AND id <> $2 ORDER BY name LIMIT 200',
      [row.vpc_id, row.guest_id ?? 0],
    ),
  ])
  const lines = splitLines(text)
  const first = lines[row.first_line - 1]?.start ?? 0
  const last = lines[row.last_line - 1]
  return {
    id,
    format: row.format,
    kind: row.kind,
    command: row.command,
    guestId: row.guest_id,
    guest: row.guest,
    vpc: row.vpc,
    source: row.source,
    capturedAt: row.captured_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
    text: text.slice(first, last ? last.start + last.text.length : undefined),
    firstLine: row.first_line,
    lastLine: row.last_line,
    marks: claims.rows.map((claim) => ({ start: claim.start - first, end: claim.end - first })),
    others: others.rows,
  }
}
