import 'server-only'
import { getBlob } from '../store/blobs'
import { pool } from '../store/database'

/** Whom a guest's neighbour table names for an address; `holder` is the guest whose MAC that is, where it is known. */
export type NeighbourWord = {
  readonly reporter: string
  readonly mac: string | null // null: nobody answered
  readonly holder: string | null
  readonly captureId: number
  readonly at: string
}
/** A guest whose configuration says that it should hold an address, with the line that says so. */
export type IntentWord = {
  readonly guestId: number
  readonly guest: string
  readonly role: 'static' | 'vip' | 'planned'
  readonly format: string
  readonly group: string | null
  readonly text: string
  readonly start: number
  readonly end: number
  readonly captureId: number
  readonly at: string
}
/** What stands beside the three truths of an address in a VPC: none of it decides. */
export type Beside = { readonly neighbours: readonly NeighbourWord[]; readonly intents: readonly IntentWord[] }

const WORDS_MAX = 50

export async function readBeside(vpcId: number, address: string): Promise<Beside> {
  const values = [vpcId, address, WORDS_MAX]
  const [neighbours, intents] = await Promise.all([
    pool().query(
      `SELECT g.name AS reporter, b.mac, o.name AS holder, b.capture_id AS "captureId", b.seen_at AS at
         FROM neighbour b JOIN guest g ON g.id = b.guest_id LEFT JOIN nic n ON n.vpc_id = b.vpc_id AND n.mac = b.mac LEFT JOIN guest o ON o.id = n.guest_id
        WHERE b.vpc_id = $1 AND b.address = $2::inet ORDER BY b.seen_at DESC, g.name LIMIT $3`,
      values,
    ),
    pool().query(
      `SELECT g.id AS "guestId", g.name AS guest, i.role, i.format, i.group_name AS "group", i.capture_id AS "captureId", i.valid_from AS at, i.span_start, i.span_end, k.hash
         FROM intent i JOIN guest g ON g.id = i.guest_id JOIN capture k ON k.id = i.capture_id
        WHERE i.vpc_id = $1 AND i.address = $2::inet AND i.valid_to IS NULL ORDER BY g.name, i.id LIMIT $3`,
      values,
    ),
  ])
  const texts = new Map<string, string>()
  for (const { hash } of intents.rows) {
    const key = hash.toString('hex')
    if (!texts.has(key)) texts.set(key, await getBlob(pool(), hash))
  }
  return {
    neighbours: neighbours.rows.map((row) => ({ ...row, at: row.at.toISOString() })),
    intents: intents.rows.map(({ hash, span_start: start, span_end: end, at, ...row }) => ({
      ...row,
      ...lineAt(texts.get(hash.toString('hex')) ?? '', start, end),
      at: at.toISOString(),
    })),
  }
}

const LINE_MAX = 300

/** The line that a span begins in, with the span's place in it. */
function lineAt(text: string, from: number, to: number): { text: string; start: number; end: number } {
  const first = Math.max(text.lastIndexOf('\n', from - 1) + 1, from - LINE_MAX)
  const newline = text.indexOf('\n', from)
  const last = Math.min(newline < 0 ? text.length : newline, first + 2 * LINE_MAX)
  const raw = text.slice(first, last).trimEnd()
  const indent = raw.length - raw.trimStart().length
  const start = from - first - indent
  return { text: raw.slice(indent), start, end: Math.min(start + to - from, raw.length - indent) }
}
