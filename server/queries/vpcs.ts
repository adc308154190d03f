import 'server-only'
import { pool } from '../store/database'

export type VpcRow = { readonly id: number; readonly name: string; readonly note: string; readonly fabric: string | null; readonly vni: number | null; readonly isDemo: boolean; readonly cidrs: readonly string[]; readonly subnets: number; readonly guests: number; readonly worst: number }
export type SubnetRow = { readonly id: number; readonly name: string; readonly cidr: string; readonly gateway: string | null; readonly owned: boolean; readonly nics: number; readonly size: string }

export async function listVpcNames(): Promise<{ id: number; name: string }[]> {
  return (await pool().query<{ id: number; name: string }>('SELECT id, name FROM vpc ORDER BY name LIMIT 500')).rows
}

export async function findFirstSubnet(vpcId: number | undefined): Promise<number | null> {
  const { rows } = await pool().query<{ id: number }>('SELECT id FROM subnet WHERE $1::int IS NULL OR vpc_id = $1 ORDER BY id LIMIT 1', [vpcId ?? null])
  return rows[0]?.id ?? null
}

const VPC = `SELECT v.id, v.name, v.note, f.name AS fabric, v.vni, v.is_demo AS "isDemo", ARRAY(SELECT cidr::text FROM vpc_cidr c WHERE c.vpc_id = v.id ORDER BY cidr) AS cidrs,
  (SELECT count(*)::int FROM subnet s WHERE s.vpc_id = v.id) AS subnets, (SELECT count(*)::int FROM guest g WHERE g.vpc_id = v.id) AS guests,
  coalesce((SELECT severity FROM standing s WHERE s.vpc_id = v.id ORDER BY severity DESC LIMIT 1), 0)::int AS worst
  FROM vpc v LEFT JOIN fabric f ON f.id = v.fabric_id`

/** VPCs by name, up to 500 from a name on. */
export async function listVpcs(): Promise<VpcRow[]> {
  return (await pool().query<VpcRow>(`${VPC} ORDER BY v.name LIMIT 500`)).rows
}

export async function findVpc(id: number): Promise<{ vpc: VpcRow; subnets: SubnetRow[] } | null> {
  const { rows } = await pool().query<VpcRow>(`${VPC} WHERE v.id = $1`, [id])
  if (!rows[0]) return null
  const subnets = await pool().query<SubnetRow>(
    `SELECT s.id, s.name, s.cidr::text AS cidr, host(s.gateway) AS gateway, s.owned, (SELECT count(*)::int FROM nic n WHERE n.subnet_id = s.id) AS nics,
            (2::numeric ^ ((CASE family(s.cidr) WHEN 4 THEN 32 ELSE 128 END) - masklen(s.cidr)))::text AS size
       FROM subnet s WHERE s.vpc_id = $1 ORDER BY s.cidr LIMIT 1000`,
    [id],
  )
  return { vpc: rows[0], subnets: subnets.rows }
}

export async function findSubnet(id: number): Promise<(SubnetRow & { vpcId: number; vpc: string }) | null> {
  const { rows } = await pool().query<SubnetRow & { vpcId: number; vpc: string }>(
    `SELECT s.id, s.name, s.cidr::text AS cidr, host(s.gateway) AS gateway, s.owned, v.id AS "vpcId", v.name AS vpc, (SELECT count(*)::int FROM nic n WHERE n.subnet_id = s.id) AS nics, '' AS size
       FROM subnet s JOIN vpc v ON v.id = s.vpc_id WHERE s.id = $1`,
    [id],
  )
  return rows[0] ?? null
}

/** VPCs with Rollcall's own registry: where guests can be added by hand. */
export async function listOwnVpcs(): Promise<{ id: number; name: string }[]> {
  return (await pool().query<{ id: number; name: string }>('SELECT id, name FROM vpc WHERE fabric_id IS NULL ORDER BY name LIMIT 500')).rows
}
