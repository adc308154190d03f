import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Sql } from './database'

/** Keeps a text once per content, compressed; answers the hash it is known by. */
export async function saveBlob(sql: Sql, text: string): Promise<Buffer> {
  const bytes = Buffer.from(text, 'utf8')
  const hash = createHash('sha256').update(bytes).digest()
  await sql.query('INSERT INTO blob (hash, gzip, bytes) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING', [
    hash,
    gzipSync(bytes),
    bytes.length,
  ])
  return hash
}

export async function getBlob(sql: Sql, hash: Buffer): Promise<string> {
  const { rows } = await sql.query<{ gzip: Buffer }>('SELECT gzip FROM blob WHERE hash = $1', [hash])
  return rows[0] ? gunzipSync(rows[0].gzip).toString('utf8') : ''
}
