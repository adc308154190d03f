import 'server-only'
import { getBlob } from '../../store/blobs'
import { pool } from '../../store/database'

/** The line of guest output that a claim was read from, with the characters that say it. */
export type ClaimLine = {
  readonly captureId: number
  readonly command: string | null
  readonly source: string
  readonly link: string
  readonly text: string
  readonly start: number
  readonly end: number
  readonly seenAt: string
}

type Row = {
  nicId: number
  address: string
  captureId: number
  command: string | null
  source: string
  link: string
  hash: Buffer
  spanStart: number
  spanEnd: number
  seen: Date
}

/** The newest claim of each pair of these interfaces, by `nicId address`. */
export async function readClaimLines(
  nicIds: readonly number[],
  address: string | null,
  rowsMax: number,
): Promise<Map<string, ClaimLine>> {
  const { rows } = await pool().query<Row>(
    `SELECT DISTINCT ON (c.nic_id, c.address) c.nic_id AS "nicId", host(c.address) AS address, k.id AS "captureId", k.command, k.source, c.link, k.hash,
       c.span_start AS "spanStart", c.span_end AS "spanEnd", c.last_seen_at AS seen
     FROM claim c JOIN capture k ON k.id = c.capture_id
     WHERE c.nic_id = ANY($1) AND c.valid_to IS NULL AND ($2::inet IS NULL OR c.address = $2) ORDER BY c.nic_id, c.address, c.last_seen_at DESC LIMIT $3`,
    [nicIds, address, rowsMax],
  )
  const texts = new Map<string, string>()
  const lines = new Map<string, ClaimLine>()
  for (const row of rows) {
    const hash = row.hash.toString('hex')
    let text = texts.get(hash)
    if (text === undefined) {
      text = await getBlob(pool(), row.hash)
      texts.set(hash, text)
    }
    const from = text.lastIndexOf('\n', row.spanStart - 1) + 1
    const newline = text.indexOf('\n', row.spanStart)
    const raw = text.slice(from, newline < 0 ? text.length : newline).trimEnd()
    const indent = raw.length - raw.trimStart().length
    const start = row.spanStart - from - indent
    lines.set(`${row.nicId} ${row.address}`, {
      captureId: row.captureId,
      command: row.command,
      source: row.source,
      link: row.link,
      text: raw.slice(indent),
      start,
      end: start + row.spanEnd - row.spanStart,
      seenAt: row.seen.toISOString(),
    })
  }
  return lines
}
