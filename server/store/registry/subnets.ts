import type { NamedSubnet } from '../../../core/registry/validate-address'
import type { SubnetDraft } from '../../../core/registry/validate-subnet'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import type { Sql } from '../database'

export type SubnetRow = NamedSubnet & { readonly id: number; readonly vpcId: number; readonly version: string }

const COLUMNS = `id, vpc_id AS "vpcId", name, cidr::text AS cidr, host(gateway) AS gateway, xmin::text AS version,
  ARRAY(SELECT host(r) FROM unnest(reserved) r) AS reserved`

export async function getSubnet(sql: Sql, id: number): Promise<Result<SubnetRow, AppError>> {
  const { rows } = await sql.query<SubnetRow>(`SELECT ${COLUMNS} FROM subnet WHERE id = $1`, [id])
  return rows[0] ? ok(rows[0]) : err({ kind: 'not-found', what: 'This subnet' })
}

/** The other subnets of a VPC that could matter to `cidr`: those that share an address with it, or its name. */
export async function listRivals(
  sql: Sql,
  vpcId: number,
  cidr: string,
  name: string,
  exceptId: number,
): Promise<SubnetRow[]> {
  const { rows } = await sql.query<SubnetRow>(
    `SELECT ${COLUMNS} FROM subnet WHERE vpc_id = $1 AND id <> $4 AND (cidr && $2::inet OR name = $3) LIMIT 20`,
    [vpcId, cidr, name, exceptId],
  )
  return rows
}

/** The subnet of the VPC that holds an address, if any: to say where it belongs. */
export async function listHomes(sql: Sql, vpcId: number, address: string): Promise<SubnetRow[]> {
  const { rows } = await sql.query<SubnetRow>(
    `SELECT ${COLUMNS} FROM subnet WHERE vpc_id = $1 AND cidr >>= $2::inet LIMIT 2`,
    [vpcId, address],
  )
  return rows
}

export async function listSubnetNames(sql: Sql, vpcId: number): Promise<{ name: string; cidr: string }[]> {
  const { rows } = await sql.query<{ name: string; cidr: string }>(
    'SELECT name, cidr::text AS cidr FROM subnet WHERE vpc_id = $1',
    [vpcId],
  )
  return rows
}

/** What a subnet gave out that a new shape would strand: outside `cidr`, or one of `kept`. */
export async function listStranded(
  sql: Sql,
  subnetId: number,
  cidr: string,
  kept: readonly string[],
): Promise<{ address: string; by: string }[]> {
  const { rows } = await sql.query<{ address: string; by: string }>(
    `SELECT host(x.address) AS address, x.by FROM (
       SELECT r.address, g.name || ' ' || n.name AS by FROM nic n JOIN registration r ON r.nic_id = n.id AND r.valid_to IS NULL AND r.kind IN ('primary', 'secondary') JOIN guest g ON g.id = n.guest_id WHERE n.subnet_id = $1
       UNION ALL SELECT h.address, 'HAVIP ' || h.name FROM havip h WHERE h.subnet_id = $1) x
      WHERE NOT x.address <<= $2::inet OR x.address = ANY($3::inet[])
         OR x.address = set_masklen(network($2::inet)::inet, masklen(x.address)) OR x.address = set_masklen(broadcast($2::inet), masklen(x.address))
      ORDER BY x.address LIMIT 5`,
    [subnetId, cidr, kept],
  )
  return rows
}

export async function createSubnet(sql: Sql, vpcId: number, draft: SubnetDraft): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO subnet (vpc_id, name, cidr, gateway, reserved) VALUES ($1, $2, $3, $4, $5::inet[]) RETURNING id',
    [vpcId, draft.name, draft.cidr, draft.gateway, draft.reserved],
  )
  return rows[0]?.id ?? 0
}

export async function saveSubnet(sql: Sql, id: number, draft: SubnetDraft): Promise<void> {
  await sql.query('UPDATE subnet SET name = $2, cidr = $3, gateway = $4, reserved = $5::inet[] WHERE id = $1', [
    id,
    draft.name,
    draft.cidr,
    draft.gateway,
    draft.reserved,
  ])
}

export async function countOnSubnet(sql: Sql, id: number): Promise<{ nics: number; havips: number }> {
  const { rows } = await sql.query<{ nics: number; havips: number }>(
    'SELECT (SELECT count(*)::int FROM nic WHERE subnet_id = $1) AS nics, (SELECT count(*)::int FROM havip WHERE subnet_id = $1) AS havips',
    [id],
  )
  return rows[0] ?? { nics: 0, havips: 0 }
}

export async function listNicIdsOnSubnet(sql: Sql, id: number): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM nic WHERE subnet_id = $1', [id])
  return rows.map((row) => row.id)
}

export async function deleteSubnet(sql: Sql, id: number): Promise<void> {
  await sql.query('DELETE FROM subnet WHERE id = $1', [id])
}
