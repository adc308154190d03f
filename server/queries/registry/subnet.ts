import 'server-only'
import { pool } from '../../store/database'
import { SIZE, USED } from './vpcs'

export type SubnetPage = {
  readonly id: number
  readonly name: string
  readonly cidr: string
  readonly gateway: string | null
  readonly reserved: readonly string[]
  readonly version: string
  readonly vpcId: number
  readonly vpc: string
  readonly fabric: string | null
  readonly nics: number
  readonly used: number
  readonly size: string
}
export type SubnetNic = {
  readonly id: number
  readonly name: string
  readonly mac: string
  readonly guestId: number
  readonly guest: string
  readonly host: string | null
  readonly primary: string | null
  readonly addresses: number
  readonly worst: number
}

const ROWS_MAX = 60

export async function findSubnet(id: number): Promise<SubnetPage | null> {
  const { rows } = await pool().query<SubnetPage>(
    `SELECT s.id, s.name, s.cidr::text AS cidr, host(s.gateway) AS gateway, ARRAY(SELECT host(r) FROM unnest(s.reserved) r) AS reserved, s.xmin::text AS version,
       v.id AS "vpcId", v.name AS vpc, f.name AS fabric, (SELECT count(*)::int FROM nic n WHERE n.subnet_id = s.id) AS nics, ${USED} AS used, ${SIZE} AS size
     FROM subnet s JOIN vpc v ON v.id = s.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id WHERE s.id = $1`,
    [id],
  )
  return rows[0] ?? null
}

/** The interfaces on a subnet, in the order they were made, from after a number on. */
export async function listSubnetNics(
  subnetId: number,
  after: number | null,
): Promise<{ rows: SubnetNic[]; next: number | null }> {
  const { rows } = await pool().query<SubnetNic>(
    `SELECT n.id, n.name, n.mac, g.id AS "guestId", g.name AS guest, h.name AS host,
       (SELECT host(r.address) FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND r.kind = 'primary' ORDER BY r.id LIMIT 1) AS primary, p.addresses, p.worst
     FROM (SELECT * FROM nic WHERE subnet_id = $1 AND id > $2 ORDER BY id LIMIT $3) n
     JOIN guest g ON g.id = n.guest_id LEFT JOIN host h ON h.id = g.host_id
     LEFT JOIN LATERAL (SELECT count(*)::int AS addresses, coalesce(max(severity), 0)::int AS worst FROM standing s WHERE s.nic_id = n.id) p ON true ORDER BY n.id`,
    [subnetId, after ?? 0, ROWS_MAX + 1],
  )
  const shown = rows.slice(0, ROWS_MAX)
  return { rows: shown, next: rows.length > ROWS_MAX ? (shown.at(-1)?.id ?? null) : null }
}
