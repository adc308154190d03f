import 'server-only'
import { pool } from '../../store/database'

export type HaVipRow = {
  readonly id: number
  readonly name: string
  readonly address: string
  readonly vpcId: number
  readonly vpc: string
  readonly subnet: string
  readonly members: number
  readonly allowed: number
  readonly holders: readonly string[]
  readonly worst: number
}
export type HaVipCursor = { readonly vpcId: number; readonly address: string }

const ROWS_MAX = 60

/** HAVIPs by VPC and address, a page from after a cursor on; of one VPC or subnet, or all. */
export async function listHaVips(
  filter: { vpcId?: number; subnetId?: number },
  after: HaVipCursor | null,
): Promise<{ rows: HaVipRow[]; next: HaVipCursor | null }> {
  const { rows } = await pool().query<HaVipRow>(
    `SELECT h.id, h.name, host(h.address) AS address, v.id AS "vpcId", v.name AS vpc, s.cidr::text AS subnet, m.members, m.allowed,
       ARRAY(SELECT DISTINCT g.name FROM standing t JOIN nic n ON n.id = t.nic_id JOIN guest g ON g.id = n.guest_id
         WHERE t.vpc_id = h.vpc_id AND t.address = h.address AND t.configured = 'yes' ORDER BY g.name LIMIT 5) AS holders,
       greatest(coalesce((SELECT max(t.severity) FROM standing t WHERE t.vpc_id = h.vpc_id AND t.address = h.address), 0),
         coalesce((SELECT max(f.severity) FROM finding f WHERE f.state = 'open' AND f.havip_id = h.id), 0))::int AS worst
     FROM (SELECT * FROM havip h WHERE ($1::int IS NULL OR h.vpc_id = $1) AND ($2::int IS NULL OR h.subnet_id = $2)
             AND ($3::int IS NULL OR (h.vpc_id, h.address) > ($3, $4::inet)) ORDER BY h.vpc_id, h.address LIMIT $5) h
     JOIN vpc v ON v.id = h.vpc_id JOIN subnet s ON s.id = h.subnet_id
     LEFT JOIN LATERAL (SELECT count(*)::int AS members, count(r.id)::int AS allowed FROM havip_member x
       LEFT JOIN LATERAL (SELECT r.id FROM registration r WHERE r.nic_id = x.nic_id AND r.valid_to IS NULL AND r.address >>= h.address LIMIT 1) r ON true WHERE x.havip_id = h.id) m ON true
     ORDER BY h.vpc_id, h.address`,
    [filter.vpcId ?? null, filter.subnetId ?? null, after?.vpcId ?? null, after?.address ?? null, ROWS_MAX + 1],
  )
  const shown = rows.slice(0, ROWS_MAX)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > ROWS_MAX && last ? { vpcId: last.vpcId, address: last.address } : null }
}
