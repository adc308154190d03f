import type { HaVipDraft } from '../../../core/registry/validate-havip'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import type { Sql } from '../database'

export type HaVipMemberRow = { readonly nicId: number; readonly nic: string; readonly registrationId: number | null }
export type HaVipRow = HaVipDraft & {
  readonly id: number
  readonly vpcId: number
  readonly subnetId: number
  readonly members: HaVipMemberRow[]
  readonly version: string
}

export async function getHaVip(sql: Sql, id: number): Promise<Result<HaVipRow, AppError>> {
  const { rows } = await sql.query<HaVipRow>(
    `SELECT h.id, h.vpc_id AS "vpcId", h.subnet_id AS "subnetId", h.name, host(h.address) AS address, h.xmin::text AS version,
       coalesce((SELECT json_agg(json_build_object('nicId', m.nic_id, 'nic', g.name || ' ' || n.name, 'registrationId',
           (SELECT r.id FROM registration r WHERE r.nic_id = m.nic_id AND r.havip_id = h.id AND r.valid_to IS NULL LIMIT 1)) ORDER BY g.name, n.name)
         FROM havip_member m JOIN nic n ON n.id = m.nic_id JOIN guest g ON g.id = n.guest_id WHERE m.havip_id = h.id), '[]') AS members
     FROM havip h WHERE h.id = $1`,
    [id],
  )
  return rows[0] ? ok(rows[0]) : err({ kind: 'not-found', what: 'This HAVIP' })
}

export async function findHaVipAt(sql: Sql, vpcId: number, address: string, exceptId: number): Promise<string | null> {
  const { rows } = await sql.query<{ name: string }>(
    'SELECT name FROM havip WHERE vpc_id = $1 AND address = $2::inet AND id <> $3',
    [vpcId, address, exceptId],
  )
  return rows[0]?.name ?? null
}

export async function createHaVip(
  sql: Sql,
  place: { vpcId: number; subnetId: number },
  draft: HaVipDraft,
): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO havip (vpc_id, subnet_id, name, address) VALUES ($1, $2, $3, $4) RETURNING id',
    [place.vpcId, place.subnetId, draft.name, draft.address],
  )
  return rows[0]?.id ?? 0
}

export async function saveHaVip(sql: Sql, id: number, subnetId: number, draft: HaVipDraft): Promise<void> {
  await sql.query('UPDATE havip SET name = $2, address = $3, subnet_id = $4 WHERE id = $1', [
    id,
    draft.name,
    draft.address,
    subnetId,
  ])
}

export async function createMember(sql: Sql, havipId: number, nicId: number): Promise<void> {
  await sql.query('INSERT INTO havip_member (havip_id, nic_id) VALUES ($1, $2)', [havipId, nicId])
}

export async function deleteMember(sql: Sql, havipId: number, nicId: number): Promise<void> {
  await sql.query('DELETE FROM havip_member WHERE havip_id = $1 AND nic_id = $2', [havipId, nicId])
}

/** Interfaces that have the address of a HAVIP in any way, members or not. */
export async function listConcerned(sql: Sql, havipId: number): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>(
    `SELECT nic_id AS id FROM havip_member WHERE havip_id = $1
     UNION SELECT s.nic_id FROM havip h JOIN standing s ON s.vpc_id = h.vpc_id AND s.address = h.address WHERE h.id = $1`,
    [havipId],
  )
  return rows.map((row) => row.id)
}

/** Deletes a HAVIP whose registrations have ended; its own findings end by this change. */
export async function deleteHaVip(
  sql: Sql,
  id: number,
  context: { now: Date; actor: string; changeId: number },
): Promise<void> {
  await sql.query(
    `WITH ended AS (UPDATE finding SET state = 'resolved', resolved_at = $2, resolved_by = $4 WHERE havip_id = $1 AND nic_id IS NULL AND state <> 'resolved' RETURNING id)
     INSERT INTO finding_event (finding_id, at, state, actor, note) SELECT id, $2, 'resolved', $3, 'The HAVIP was deleted.' FROM ended`,
    [id, context.now, context.actor, context.changeId],
  )
  await sql.query('UPDATE standing SET havip_id = NULL WHERE havip_id = $1', [id])
  await sql.query('DELETE FROM havip WHERE id = $1', [id])
}
