import type { VpcDraft } from '../../../core/registry/validate-vpc'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import { lockVpcs } from '../audit/scope'
import type { Sql } from '../database'

export type VpcRow = {
  readonly id: number
  readonly name: string
  readonly fabric: string | null
  readonly note: string
  readonly addressesMax: number
  readonly cidrs: string[]
  readonly version: string
}

const COLUMNS = `v.id, v.name, f.name AS fabric, v.note, v.addresses_max AS "addressesMax", v.xmin::text AS version,
  ARRAY(SELECT c.cidr::text FROM vpc_cidr c WHERE c.vpc_id = v.id ORDER BY c.cidr) AS cidrs`

/**
 * The VPC whose own registry is about to be edited. Edits of one VPC follow each other (its lock is taken first, before
 * any row, so that they cannot deadlock with audits); a VPC that a fabric serves is refused.
 */
export async function getOwnVpc(sql: Sql, id: number): Promise<Result<VpcRow, AppError>> {
  await lockVpcs(sql, [id])
  const { rows } = await sql.query<VpcRow>(
    `SELECT ${COLUMNS} FROM vpc v LEFT JOIN fabric f ON f.id = v.fabric_id WHERE v.id = $1`,
    [id],
  )
  const vpc = rows[0]
  if (!vpc) return err({ kind: 'not-found', what: 'This VPC' })
  if (vpc.fabric !== null)
    return err({
      kind: 'refused',
      reason: `VPC ${vpc.name} is served by fabric ${vpc.fabric}: what it is made of is edited there, and addresses are registered through it.`,
    })
  return ok(vpc)
}

export async function getVpc(sql: Sql, id: number): Promise<Result<{ readonly name: string }, AppError>> {
  const { rows } = await sql.query<{ name: string }>('SELECT name FROM vpc WHERE id = $1', [id])
  return rows[0] ? ok(rows[0]) : err({ kind: 'not-found', what: 'This VPC' })
}

export async function createVpc(sql: Sql, draft: VpcDraft): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO vpc (name, note, addresses_max) VALUES ($1, $2, $3) RETURNING id',
    [draft.name, draft.note, draft.addressesMax],
  )
  const id = rows[0]?.id ?? 0
  await sql.query('INSERT INTO vpc_cidr (vpc_id, cidr) SELECT $1, unnest($2::inet[])', [id, draft.cidrs])
  return id
}

export async function saveVpc(sql: Sql, id: number, draft: VpcDraft): Promise<void> {
  await sql.query('UPDATE vpc SET name = $2, note = $3, addresses_max = $4 WHERE id = $1', [
    id,
    draft.name,
    draft.note,
    draft.addressesMax,
  ])
  await sql.query('INSERT INTO vpc_cidr (vpc_id, cidr) SELECT $1, unnest($2::inet[]) ON CONFLICT DO NOTHING', [
    id,
    draft.cidrs,
  ])
  await sql.query('DELETE FROM vpc_cidr WHERE vpc_id = $1 AND NOT cidr = ANY($2::inet[])', [id, draft.cidrs])
}

export async function findVpcIdByName(sql: Sql, name: string): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM vpc WHERE name = $1', [name])
  return rows[0]?.id ?? null
}

/** How many things a VPC still holds, so that nothing is deleted that somebody counts on. */
export async function countContents(sql: Sql, id: number): Promise<{ guests: number; havips: number }> {
  const { rows } = await sql.query<{ guests: number; havips: number }>(
    'SELECT (SELECT count(*)::int FROM guest WHERE vpc_id = $1) AS guests, (SELECT count(*)::int FROM havip WHERE vpc_id = $1) AS havips',
    [id],
  )
  return rows[0] ?? { guests: 0, havips: 0 }
}

/** Deletes an empty VPC with its subnets. */
export async function deleteVpc(sql: Sql, id: number): Promise<void> {
  await sql.query('DELETE FROM vpc WHERE id = $1', [id])
}
