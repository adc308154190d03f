import 'server-only'
import { pool } from '../../store/database'

export type VpcRow = {
  readonly id: number
  readonly name: string
  readonly note: string
  readonly fabric: string | null
  readonly isDemo: boolean
  readonly cidrs: readonly string[]
  readonly subnets: number
  readonly guests: number
  readonly havips: number
  readonly worst: number
}
export type VpcDetail = VpcRow & {
  readonly vni: number | null
  readonly addressesMax: number
  readonly version: string
}
export type VpcSubnet = {
  readonly id: number
  readonly name: string
  readonly cidr: string
  readonly gateway: string | null
  readonly nics: number
  readonly used: number
  readonly size: string
}

const COLUMNS = `v.id, v.name, v.note, f.name AS fabric, v.is_demo AS "isDemo", v.vni, v.addresses_max AS "addressesMax", v.xmin::text AS version,
  ARRAY(SELECT cidr::text FROM vpc_cidr c WHERE c.vpc_id = v.id ORDER BY cidr) AS cidrs,
  (SELECT count(*)::int FROM subnet s WHERE s.vpc_id = v.id) AS subnets, (SELECT count(*)::int FROM guest g WHERE g.vpc_id = v.id) AS guests,
  (SELECT count(*)::int FROM havip h WHERE h.vpc_id = v.id) AS havips,
  coalesce((SELECT severity FROM standing s WHERE s.vpc_id = v.id ORDER BY severity DESC LIMIT 1), 0)::int AS worst
  FROM vpc v LEFT JOIN fabric f ON f.id = v.fabric_id`

const ROWS_MAX = 100

/** VPCs by name, from after a name on. */
export async function listVpcs(after: string | null): Promise<{ rows: VpcRow[]; next: string | null }> {
  const { rows } = await pool().query<VpcDetail>(
    `SELECT ${COLUMNS} WHERE $1::text IS NULL OR v.name > $1 ORDER BY v.name LIMIT $2`,
    [after, ROWS_MAX + 1],
  )
  const shown = rows.slice(0, ROWS_MAX)
  return { rows: shown, next: rows.length > ROWS_MAX ? (shown.at(-1)?.name ?? null) : null }
}

export async function findVpc(id: number): Promise<VpcDetail | null> {
  const { rows } = await pool().query<VpcDetail>(`SELECT ${COLUMNS} WHERE v.id = $1`, [id])
  return rows[0] ?? null
}

/** Registered addresses and HAVIPs of `s`, each counted once, by the index on the VPC's addresses. */
export const USED = `(SELECT count(*)::int FROM (
    SELECT r.address FROM registration r WHERE r.vpc_id = s.vpc_id AND r.valid_to IS NULL AND r.address BETWEEN s.cidr AND set_masklen(broadcast(s.cidr), CASE family(s.cidr) WHEN 4 THEN 32 ELSE 128 END)
    UNION SELECT h.address FROM havip h WHERE h.subnet_id = s.id) used)`
export const SIZE =
  '(2::numeric ^ ((CASE family(s.cidr) WHEN 4 THEN 32 ELSE 128 END) - masklen(s.cidr)))::numeric(40, 0)::text'

/** The subnets of a VPC in order, 100 from after a CIDR on. */
export async function listSubnets(
  vpcId: number,
  after: string | null,
): Promise<{ rows: VpcSubnet[]; next: string | null }> {
  const { rows } = await pool().query<VpcSubnet>(
    `SELECT s.id, s.name, s.cidr::text AS cidr, host(s.gateway) AS gateway, (SELECT count(*)::int FROM nic n WHERE n.subnet_id = s.id) AS nics, ${USED} AS used, ${SIZE} AS size
       FROM subnet s WHERE s.vpc_id = $1 AND ($2::inet IS NULL OR s.cidr > $2) ORDER BY s.cidr LIMIT $3`,
    [vpcId, after, ROWS_MAX + 1],
  )
  const shown = rows.slice(0, ROWS_MAX)
  return { rows: shown, next: rows.length > ROWS_MAX ? (shown.at(-1)?.cidr ?? null) : null }
}
