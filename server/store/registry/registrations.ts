import type { RegistrationKind } from '../../../core/registry/snapshot'
import type { Holder } from '../../../core/registry/validate-registration'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import type { Sql } from '../database'

export type RegistrationRow = {
  readonly id: number
  readonly vpcId: number
  readonly nicId: number
  readonly nic: string // "vmA eth0"
  readonly kind: RegistrationKind
  readonly address: string
  readonly mac: string | null
  readonly havipId: number | null
  readonly owned: boolean
  readonly source: string
  readonly isCurrent: boolean
}

const COLUMNS = `r.id, r.vpc_id AS "vpcId", r.nic_id AS "nicId", g.name || ' ' || n.name AS nic, r.kind, abbrev(r.address) AS address, r.mac,
  r.havip_id AS "havipId", r.owned, r.source, r.valid_to IS NULL AS "isCurrent"`
const FROM = 'registration r JOIN nic n ON n.id = r.nic_id JOIN guest g ON g.id = n.guest_id'

export async function getRegistration(sql: Sql, id: number): Promise<Result<RegistrationRow, AppError>> {
  const { rows } = await sql.query<RegistrationRow>(`SELECT ${COLUMNS} FROM ${FROM} WHERE r.id = $1`, [id])
  return rows[0] ? ok(rows[0]) : err({ kind: 'not-found', what: 'This registration' })
}

/** Who has any part of an address (or block) of the VPC now: registrations, and the HAVIP of that address. */
export async function listHolders(sql: Sql, vpcId: number, address: string): Promise<Holder[]> {
  const { rows } = await sql.query<Holder>(
    `SELECT r.nic_id AS "nicId", r.kind, r.claimant, CASE WHEN v.id IS NULL THEN g.name || ' ' || n.name ELSE 'HAVIP ' || v.name || ' (on ' || g.name || ')' END AS by
       FROM ${FROM} LEFT JOIN havip v ON v.id = r.havip_id WHERE r.vpc_id = $1 AND r.valid_to IS NULL AND r.address && $2::inet
     UNION ALL SELECT 0, 'havip', -h.id, 'HAVIP ' || h.name FROM havip h WHERE h.vpc_id = $1 AND h.address <<= $2::inet
        AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.havip_id = h.id AND r.valid_to IS NULL)
     LIMIT 50`,
    [vpcId, address],
  )
  return rows
}

export async function findPrimary(sql: Sql, nicId: number, subnetCidr: string): Promise<string | null> {
  const { rows } = await sql.query<{ address: string }>(
    "SELECT host(address) AS address FROM registration WHERE nic_id = $1 AND kind = 'primary' AND valid_to IS NULL AND family(address) = family($2::inet) LIMIT 1",
    [nicId, subnetCidr],
  )
  return rows[0]?.address ?? null
}

/** Current plain registrations of an interface, in the order they were made. */
export async function listCurrent(sql: Sql, nicId: number): Promise<RegistrationRow[]> {
  const { rows } = await sql.query<RegistrationRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE r.nic_id = $1 AND r.valid_to IS NULL ORDER BY r.id`,
    [nicId],
  )
  return rows
}

export type NewRegistration = {
  readonly vpcId: number
  readonly nicId: number
  readonly kind: string
  readonly address: string
  readonly mac: string | null
  readonly havipId: number | null
  readonly claimant: number
}

export async function createRegistration(sql: Sql, row: NewRegistration, now: Date): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    `INSERT INTO registration (vpc_id, nic_id, kind, address, mac, havip_id, claimant, source, valid_from) VALUES ($1, $2, $3, $4, $5, $6, $7, 'rollcall', $8) RETURNING id`,
    [row.vpcId, row.nicId, row.kind, row.address, row.mac, row.havipId, row.claimant, now],
  )
  return rows[0]?.id ?? 0
}

/** Ends a registration: it stays as history. False when somebody ended it before. */
export async function endRegistration(sql: Sql, id: number, now: Date): Promise<boolean> {
  const { rowCount } = await sql.query(
    'UPDATE registration SET valid_to = greatest($2, valid_from) WHERE id = $1 AND valid_to IS NULL',
    [id, now],
  )
  return rowCount === 1
}
