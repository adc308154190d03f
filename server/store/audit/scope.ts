import type { Sql } from '../database'

/** What an audit looks at: some interfaces, or (null) all of them. */
export type Scope = { readonly nicIds: readonly number[] | null; readonly guestIds: readonly number[] | null }
export type Touched = {
  readonly nicIds?: readonly number[]
  readonly vpcIds?: readonly number[]
  readonly guestIds?: readonly number[]
}
export type AuditContext = { readonly now: Date; readonly actor: string; readonly changeId?: number | null }

const LOCK_CLASS = 7_211

/**
 * Widens what was touched to what it bears on: whoever else in the VPC has, is allowed or is a member for one of the same
 * addresses. Locks the VPCs in order, so that audits of the same subjects follow each other.
 */
export async function widenScope(sql: Sql, touched: Touched): Promise<Scope> {
  const { rows } = await sql.query<{ nicId: number; vpcId: number; guestId: number }>(
    `WITH given AS (
       SELECT id FROM nic WHERE id = ANY($1::int[]) OR vpc_id = ANY($2::int[]) OR guest_id = ANY($3::int[])
     ), held AS (
       SELECT vpc_id, address FROM claim WHERE valid_to IS NULL AND nic_id IN (SELECT id FROM given)
       UNION SELECT vpc_id, address FROM registration WHERE valid_to IS NULL AND nic_id IN (SELECT id FROM given)
       UNION SELECT vpc_id, address FROM standing WHERE nic_id IN (SELECT id FROM given)
       UNION SELECT h.vpc_id, h.address FROM havip h JOIN havip_member m ON m.havip_id = h.id WHERE m.nic_id IN (SELECT id FROM given)
     ), widened AS (
       SELECT id FROM given
       UNION SELECT c.nic_id FROM held JOIN claim c ON c.vpc_id = held.vpc_id AND c.address = held.address WHERE c.valid_to IS NULL AND c.nic_id IS NOT NULL
       UNION SELECT r.nic_id FROM held JOIN registration r ON r.vpc_id = held.vpc_id AND r.address = held.address WHERE r.valid_to IS NULL
       UNION SELECT m.nic_id FROM held JOIN havip h ON h.vpc_id = held.vpc_id AND h.address = held.address JOIN havip_member m ON m.havip_id = h.id
     )
     SELECT n.id AS "nicId", n.vpc_id AS "vpcId", n.guest_id AS "guestId" FROM widened w JOIN nic n ON n.id = w.id`,
    [touched.nicIds ?? [], touched.vpcIds ?? [], touched.guestIds ?? []],
  )
  await lockVpcs(sql, [...new Set([...rows.map((row) => row.vpcId), ...(touched.vpcIds ?? [])])])
  return {
    nicIds: rows.map((row) => row.nicId),
    guestIds: [...new Set([...rows.map((row) => row.guestId), ...(touched.guestIds ?? [])])],
  }
}

export async function lockVpcs(sql: Sql, vpcIds: readonly number[]): Promise<void> {
  for (const id of [...vpcIds].sort((a, b) => a - b))
    await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK_CLASS, id])
}
