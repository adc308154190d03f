import { createHash } from 'node:crypto'
import type { Sql } from './database'

export type AgentTokenRow = {
  readonly id: number
  readonly name: string
  readonly vpcId: number | null
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

export async function createToken(
  sql: Sql,
  row: { name: string; hash: Buffer; vpcId: number | null; actor: string; now: Date },
): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO agent_token (name, hash, vpc_id, created_by, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id',
    [row.name, row.hash, row.vpcId, row.actor, row.now],
  )
  return rows[0]?.id ?? 0
}

/** The token that a request shows, unless it was revoked. */
export async function findToken(sql: Sql, token: string): Promise<AgentTokenRow | null> {
  const { rows } = await sql.query<AgentTokenRow>(
    'SELECT id, name, vpc_id AS "vpcId" FROM agent_token WHERE hash = $1 AND revoked_at IS NULL',
    [hashToken(token)],
  )
  return rows[0] ?? null
}

/** The name of the token; null when there is none or it was revoked before. */
export async function revokeToken(sql: Sql, id: number, actor: string, now: Date): Promise<string | null> {
  const { rows } = await sql.query<{ name: string }>(
    'UPDATE agent_token SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL RETURNING name',
    [id, now, actor],
  )
  return rows[0]?.name ?? null
}

const USED_SECONDS = 30 // how exactly "last used" is kept: thousands of agents may share a token

export async function noteUse(sql: Sql, id: number, now: Date): Promise<void> {
  await sql.query(
    `UPDATE agent_token SET last_used_at = $2, last_error = NULL
      WHERE id = $1 AND (last_error IS NOT NULL OR last_used_at IS NULL OR last_used_at < $2::timestamptz - make_interval(secs => ${USED_SECONDS}))`,
    [id, now],
  )
}

export async function noteRefusal(sql: Sql, id: number, sentence: string, now: Date): Promise<void> {
  await sql.query('UPDATE agent_token SET last_used_at = $2, last_error = $3 WHERE id = $1', [
    id,
    now,
    sentence.slice(0, 500),
  ])
}

/**
 * Moves "last seen" of everything that an equal report rested on. Null when there is none, when it is older than
 * `hoursMax`, or when other evidence came between: then the report has to be read in full.
 */
export async function repeatReport(
  sql: Sql,
  row: { tokenId: number; digest: Buffer; now: Date; hoursMax: number },
): Promise<{ guestId: number; captures: number } | null> {
  const { rows } = await sql.query<{ guestId: number; captureIds: number[]; claims: number }>(
    `UPDATE agent_report SET seen_at = greatest(seen_at, $3) WHERE token_id = $1 AND digest = $2 AND seen_at > $3::timestamptz - make_interval(hours => $4)
     RETURNING guest_id AS "guestId", capture_ids AS "captureIds", claims`,
    [row.tokenId, row.digest, row.now, row.hoursMax],
  )
  const report = rows[0]
  if (!report) return null
  const { rowCount } = await sql.query(
    'UPDATE claim SET last_seen_at = greatest(last_seen_at, $2) WHERE capture_id = ANY($1) AND valid_to IS NULL',
    [report.captureIds, row.now],
  )
  if (rowCount !== report.claims) return null
  const { rowCount: listings } = await sql.query(
    'UPDATE listing SET listed_at = greatest(listed_at, $2) WHERE capture_id = ANY($1)',
    [report.captureIds, row.now],
  )
  if (listings === 0 && report.claims === 0) return null
  await sql.query(
    `UPDATE standing s SET configured_at = c.last_seen_at FROM claim c
      WHERE c.capture_id = ANY($1) AND c.valid_to IS NULL AND c.judged AND s.nic_id = c.nic_id AND s.address = c.address AND s.configured_at < c.last_seen_at`,
    [report.captureIds],
  )
  return { guestId: report.guestId, captures: report.captureIds.length }
}

/** Remembers what a report said and which captures hold it. */
export async function saveReport(
  sql: Sql,
  row: { guestId: number; tokenId: number; digest: Buffer; captureIds: readonly number[]; now: Date },
): Promise<void> {
  await sql.query(
    `INSERT INTO agent_report (guest_id, token_id, digest, capture_ids, claims, first_at, seen_at)
     VALUES ($1, $2, $3, $4, (SELECT count(*) FROM claim WHERE capture_id = ANY($4) AND valid_to IS NULL), $5, $5)
     ON CONFLICT (guest_id, token_id) DO UPDATE SET digest = excluded.digest, capture_ids = excluded.capture_ids, claims = excluded.claims,
       first_at = excluded.first_at, seen_at = excluded.seen_at`,
    [row.guestId, row.tokenId, row.digest, row.captureIds, row.now],
  )
}
