import { canonicalIp } from '../../core/ip/ip'
import { formatPrefix, parsePrefix } from '../../core/ip/prefix'
import { err, ok, type Result } from '../../core/result'
import type { AppError } from '../errors'
import { appendChange } from './changes'
import type { Sql } from './database'

export type VpcDraft = {
  readonly id?: number | undefined
  readonly name: string
  readonly cidrs: readonly string[]
  readonly note: string
}
export type SubnetDraft = {
  readonly id?: number | undefined
  readonly vpcId: number
  readonly name: string
  readonly cidr: string
  readonly gateway: string | null
  readonly reserved: readonly string[]
}

const invalid = (field: string, reason: string): Result<never, AppError> => err({ kind: 'invalid', field, reason })

/** Creates or edits a VPC with its CIDRs. */
export async function saveVpc(sql: Sql, draft: VpcDraft, actor: string): Promise<Result<number, AppError>> {
  const cidrs: string[] = []
  for (const text of draft.cidrs) {
    const prefix = parsePrefix(text.trim())
    if (!prefix) return invalid('cidrs', `${text} is no CIDR; write it like 172.17.0.0/16.`)
    cidrs.push(formatPrefix(prefix))
  }
  if (cidrs.length === 0) return invalid('cidrs', 'A VPC has at least one CIDR.')
  const before =
    draft.id === undefined
      ? null
      : (
          await sql.query(
            'SELECT name, note, ARRAY(SELECT cidr::text FROM vpc_cidr WHERE vpc_id = vpc.id) AS cidrs FROM vpc WHERE id = $1 FOR UPDATE',
            [draft.id],
          )
        ).rows[0]
  if (draft.id !== undefined && !before) return err({ kind: 'not-found', what: 'This VPC' })
  const { rows } = await sql.query<{ id: number }>(
    draft.id === undefined
      ? 'INSERT INTO vpc (name, note) VALUES ($1, $2) RETURNING id'
      : 'UPDATE vpc SET name = $1, note = $2 WHERE id = $3 RETURNING id',
    draft.id === undefined ? [draft.name.trim(), draft.note] : [draft.name.trim(), draft.note, draft.id],
  )
  const id = rows[0]?.id ?? 0
  await sql.query('INSERT INTO vpc_cidr (vpc_id, cidr) SELECT $1, unnest($2::inet[]) ON CONFLICT DO NOTHING', [
    id,
    cidrs,
  ])
  await sql.query('DELETE FROM vpc_cidr WHERE vpc_id = $1 AND NOT cidr = ANY($2::inet[])', [id, cidrs])
  await appendChange(sql, {
    actor,
    verb: draft.id === undefined ? 'create-vpc' : 'edit-vpc',
    subject: draft.name,
    vpcId: id,
    before,
    after: { name: draft.name, cidrs, note: draft.note },
  })
  return ok(id)
}

/** Creates or edits a subnet of a VPC that has Rollcall's own registry. */
export async function saveSubnet(sql: Sql, draft: SubnetDraft, actor: string): Promise<Result<number, AppError>> {
  const prefix = parsePrefix(draft.cidr.trim())
  if (!prefix || !draft.cidr.includes('/'))
    return invalid('cidr', `${draft.cidr} is no CIDR; write it like 172.17.16.0/20.`)
  const cidr = formatPrefix(prefix)
  const gateway = draft.gateway?.trim() ? canonicalIp(draft.gateway.trim()) : null
  if (draft.gateway?.trim() && !gateway) return invalid('gateway', `${draft.gateway} is no address.`)
  const { rows: taken } = await sql.query<{ name: string; cidr: string }>(
    'SELECT name, cidr::text FROM subnet WHERE vpc_id = $1 AND cidr && $2::inet AND id <> $3',
    [draft.vpcId, cidr, draft.id ?? 0],
  )
  if (taken[0]) return invalid('cidr', `${cidr} overlaps subnet ${taken[0].name} (${taken[0].cidr}).`)
  const { rows: inside } = await sql.query('SELECT 1 FROM vpc_cidr WHERE vpc_id = $1 AND cidr >>= $2::inet', [
    draft.vpcId,
    cidr,
  ])
  if (inside.length === 0) return invalid('cidr', `${cidr} lies in no CIDR of its VPC.`)
  const values = [draft.vpcId, draft.name.trim() || cidr, cidr, gateway, draft.reserved]
  const before =
    draft.id === undefined
      ? null
      : (
          await sql.query('SELECT name, cidr::text, host(gateway) AS gateway FROM subnet WHERE id = $1 FOR UPDATE', [
            draft.id,
          ])
        ).rows[0]
  const { rows } = await sql.query<{ id: number }>(
    draft.id === undefined
      ? 'INSERT INTO subnet (vpc_id, name, cidr, gateway, reserved) VALUES ($1, $2, $3, $4, $5::inet[]) RETURNING id'
      : 'UPDATE subnet SET name = $2, cidr = $3, gateway = $4, reserved = $5::inet[] WHERE vpc_id = $1 AND id = $6 RETURNING id',
    draft.id === undefined ? values : [...values, draft.id],
  )
  if (!rows[0]) return err({ kind: 'not-found', what: 'This subnet' })
  await appendChange(sql, {
    actor,
    verb: draft.id === undefined ? 'create-subnet' : 'edit-subnet',
    subject: `${draft.name} ${cidr}`,
    vpcId: draft.vpcId,
    before,
    after: { name: draft.name, cidr, gateway },
  })
  return ok(rows[0].id)
}
