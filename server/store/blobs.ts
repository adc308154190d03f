import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Sql } from './database'

/** Keeps a text once per content, compressed, and from being forgotten until the transaction ends; answers its hash. */
export async function saveBlob(sql: Sql, text: string): Promise<Buffer> {
  const bytes = Buffer.from(text, 'utf8')
  const hash = createHash('sha256').update(bytes).digest()
  for (;;) {
    await sql.query('INSERT INTO blob (hash, gzip, bytes) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING', [
      hash,
      gzipSync(bytes),
      bytes.length,
    ])
    const { rowCount } = await sql.query('SELECT 1 FROM blob WHERE hash = $1 FOR KEY SHARE', [hash])
    if (rowCount === 1) return hash // otherwise forgotten between the two
  }
}

/** Forgets those of the texts that nothing rests on any more. */
export async function forgetBlobs(sql: Sql, hashes: readonly Buffer[]): Promise<void> {
  // Whoever keeps one of them at this moment has it locked; what it writes is not seen yet.
  const { rows } = await sql.query<{ hash: Buffer }>(
    'SELECT hash FROM blob WHERE hash = ANY($1) ORDER BY hash FOR UPDATE SKIP LOCKED',
    [hashes],
  )
  await sql.query(
    `DELETE FROM blob b WHERE b.hash = ANY($1) AND NOT EXISTS (SELECT 1 FROM capture c WHERE c.hash = b.hash)
        AND NOT EXISTS (SELECT 1 FROM flow_dump d WHERE d.hash = b.hash) AND NOT EXISTS (SELECT 1 FROM import_input i WHERE i.hash = b.hash)`,
    [rows.map((row) => row.hash)],
  )
}

export async function getBlob(sql: Sql, hash: Buffer): Promise<string> {
  const { rows } = await sql.query<{ gzip: Buffer }>('SELECT gzip FROM blob WHERE hash = $1', [hash])
  return rows[0] ? gunzipSync(rows[0].gzip).toString('utf8') : ''
}
