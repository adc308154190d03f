import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import type { Sql } from '../database'

export type GuestRow = {
  readonly id: number
  readonly vpcId: number
  readonly name: string
  readonly hostname: string | null
  readonly hostId: number | null
  readonly host: string | null
  readonly version: string
  readonly nicIds: number[]
}
export type GuestDraft = { readonly name: string; readonly hostname: string | null; readonly hostId: number | null }

export async function getGuest(sql: Sql, id: number): Promise<Result<GuestRow, AppError>> {
  const { rows } = await sql.query<GuestRow>(
    `SELECT g.id, g.vpc_id AS "vpcId", g.name, g.hostname, g.host_id AS "hostId", h.name AS host, g.xmin::text AS version,
       ARRAY(SELECT n.id FROM nic n WHERE n.guest_id = g.id ORDER BY n.id) AS "nicIds"
     FROM guest g LEFT JOIN host h ON h.id = g.host_id WHERE g.id = $1`,
    [id],
  )
  return rows[0] ? ok(rows[0]) : err({ kind: 'not-found', what: 'This guest' })
}

export async function findGuestIdByName(sql: Sql, vpcId: number, name: string): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM guest WHERE vpc_id = $1 AND name = $2', [
    vpcId,
    name,
  ])
  return rows[0]?.id ?? null
}

/** A host's name, and whose it is; null when there is no such host. */
export async function findHostName(sql: Sql, id: number): Promise<string | null> {
  const { rows } = await sql.query<{ name: string }>('SELECT name FROM host WHERE id = $1', [id])
  return rows[0]?.name ?? null
}

export async function createGuest(sql: Sql, vpcId: number, draft: GuestDraft): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO guest (vpc_id, name, hostname, host_id) VALUES ($1, $2, $3, $4) RETURNING id',
    [vpcId, draft.name, draft.hostname, draft.hostId],
  )
  return rows[0]?.id ?? 0
}

export async function saveGuest(sql: Sql, id: number, draft: GuestDraft): Promise<void> {
  await sql.query('UPDATE guest SET name = $2, hostname = $3, host_id = $4 WHERE id = $1', [
    id,
    draft.name,
    draft.hostname,
    draft.hostId,
  ])
}

/** Deletes a guest whose interfaces are gone. Its captures stay: they are evidence, and of nobody now. */
export async function deleteGuest(
  sql: Sql,
  id: number,
  context: { now: Date; actor: string; changeId: number },
): Promise<void> {
  await sql.query(
    `WITH ended AS (UPDATE finding SET state = 'resolved', resolved_at = $2, resolved_by = $4 WHERE guest_id = $1 AND state <> 'resolved' RETURNING id)
     INSERT INTO finding_event (finding_id, at, state, actor, note) SELECT id, $2, 'resolved', $3, 'The guest was deleted.' FROM ended`,
    [id, context.now, context.actor, context.changeId],
  )
  await sql.query('UPDATE claim SET valid_to = greatest($2, valid_from) WHERE guest_id = $1 AND valid_to IS NULL', [
    id,
    context.now,
  ])
  await sql.query('UPDATE claim SET guest_id = NULL WHERE guest_id = $1', [id])
  await sql.query('UPDATE capture SET guest_id = NULL WHERE guest_id = $1', [id])
  await sql.query('DELETE FROM guest WHERE id = $1', [id])
}
