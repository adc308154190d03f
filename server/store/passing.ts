import type { PassingFacts } from '../../core/audit/rules/too-wide'
import type { Scope } from './audit/scope'
import type { Sql } from './database'

/** An interface on a host with a flow table, and what its passing addresses are to be worked out from. */
export type PendingNic = {
  readonly nicId: number
  readonly hostId: number
  readonly bridge: string
  readonly mac: string
  readonly ofport: number | null
  readonly basis: string
}

const BASIS = `concat_ws(' ', d.id, n.mac, coalesce(n.ofport, -1))`

/** Interfaces whose passing addresses were never worked out, or from other rules, another MAC or port than now. */
export async function listPendingNics(sql: Sql, rowsMax: number): Promise<PendingNic[]> {
  const { rows } = await sql.query<PendingNic>(
    `SELECT n.id AS "nicId", g.host_id AS "hostId", d.bridge, n.mac, n.ofport, ${BASIS} AS basis
       FROM nic n JOIN guest g ON g.id = n.guest_id
       JOIN LATERAL (SELECT id, bridge FROM flow_dump o WHERE o.host_id = g.host_id AND o.is_current AND o.kind = 'openflow' AND (n.bridge IS NULL OR o.bridge = n.bridge)
         ORDER BY o.taken_at DESC LIMIT 1) d ON true
      WHERE n.passing_of IS DISTINCT FROM ${BASIS} ORDER BY g.host_id, d.bridge, n.id LIMIT $1`,
    [rowsMax],
  )
  return rows
}

/** Replaces what is known of one interface. Beyond the bound the widest are kept: they hold the most. */
export async function savePassing(
  sql: Sql,
  nicId: number,
  basis: string,
  prefixes: readonly string[],
  rowsMax: number,
): Promise<void> {
  await sql.query('DELETE FROM passing WHERE nic_id = $1', [nicId])
  await sql.query(
    `INSERT INTO passing SELECT $1, p FROM unnest($2::inet[]) p ORDER BY masklen(p) - CASE family(p) WHEN 4 THEN 32 ELSE 128 END, p LIMIT $3`,
    [nicId, prefixes, rowsMax],
  )
  await sql.query('UPDATE nic SET passing_of = $2 WHERE id = $1', [nicId, basis])
}

/**
 * Interfaces in scope that may speak as prefixes wider than an address. Where the registry may allow more than it lists,
 * or the fabric was told not to filter, that is no fault of the rules.
 */
export async function loadPassing(sql: Sql, scope: Scope, after: number, rowsMax: number): Promise<PassingFacts[]> {
  const { rows } = await sql.query<PassingFacts>(
    `SELECT v.id AS "vpcId", v.name AS vpc, n.id AS "nicId", n.name AS nic, g.id AS "guestId", g.name AS guest, h.name AS host,
            array_agg(p.prefix::text ORDER BY masklen(p.prefix), p.prefix) AS passing,
            ARRAY(SELECT r.address::text FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL) AS registered
       FROM passing p JOIN nic n ON n.id = p.nic_id JOIN vpc v ON v.id = n.vpc_id JOIN guest g ON g.id = n.guest_id LEFT JOIN host h ON h.id = g.host_id
      WHERE n.is_registry_whole AND n.filter IS DISTINCT FROM 'off' AND masklen(p.prefix) < CASE family(p.prefix) WHEN 4 THEN 32 ELSE 128 END AND n.id > $1
        AND ${scope.nicIds === null ? '$3::int[] IS NULL' : 'n.id = ANY($3::int[])'}
      GROUP BY v.id, n.id, g.id, h.id ORDER BY n.id LIMIT $2`,
    [after, rowsMax, scope.nicIds],
  )
  return rows
}
