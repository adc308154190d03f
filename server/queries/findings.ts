import 'server-only'
import { pool } from '../store/database'
import { Parameters } from './address-filter'

export type FindingRow = {
  readonly id: number
  readonly rule: string
  readonly severity: number
  readonly state: string
  readonly cause: string
  readonly address: string | null
  readonly data: Record<string, unknown>
  readonly vpc: string | null
  readonly nicId: number | null
  readonly guest: string | null
  readonly nic: string | null
  readonly registered: 'yes' | 'no' | 'unknown' | null // of the pair it is about
  readonly kind: string | null
  readonly openedAt: string
  readonly resolvedAt: string | null
  readonly reopened: number
}
export type FindingFilter = {
  readonly state: 'open' | 'acknowledged' | 'resolved'
  readonly severity?: number
  readonly rule?: string
  readonly cause?: string
  readonly vpcId?: number
}
export type FindingCursor = { readonly severity: number; readonly id: number }

/** One page of findings, worst first, the newest of equal severity first. */
export async function listFindings(
  filter: FindingFilter,
  cursor: FindingCursor | null,
  rowsMax = 100,
): Promise<{ rows: FindingRow[]; next: FindingCursor | null }> {
  const parameters = new Parameters()
  const conditions = [`f.state = ${parameters.add(filter.state)}`]
  if (filter.severity) conditions.push(`f.severity = ${parameters.add(filter.severity)}`)
  if (filter.rule) conditions.push(`f.rule = ${parameters.add(filter.rule)}`)
  if (filter.cause) conditions.push(`f.cause = ${parameters.add(filter.cause)}`)
  if (filter.vpcId) conditions.push(`f.vpc_id = ${parameters.add(filter.vpcId)}`)
  if (cursor) {
    const severity = parameters.add(cursor.severity)
    conditions.push(`f.severity <= ${severity} AND (f.severity < ${severity} OR f.id < ${parameters.add(cursor.id)})`)
  }
  const { rows } = await pool().query<
    Omit<FindingRow, 'openedAt' | 'resolvedAt'> & { openedAt: Date; resolvedAt: Date | null }
  >(
    `SELECT f.id, f.rule, f.severity, f.state, f.cause, host(f.address) AS address, f.data, v.name AS vpc, f.nic_id AS "nicId", g.name AS guest, n.name AS nic, s.registered, s.kind, f.opened_at AS "openedAt", f.resolved_at AS "resolvedAt", f.reopened
       FROM finding f LEFT JOIN vpc v ON v.id = f.vpc_id LEFT JOIN nic n ON n.id = f.nic_id LEFT JOIN guest g ON g.id = n.guest_id
         LEFT JOIN standing s ON s.nic_id = f.nic_id AND s.address = f.address WHERE ${conditions.join(' AND ')} ORDER BY f.severity DESC, f.id DESC LIMIT ${parameters.add(rowsMax + 1)}`,
    parameters.values,
  )
  const shown = rows
    .slice(0, rowsMax)
    .map((row) => ({ ...row, openedAt: row.openedAt.toISOString(), resolvedAt: row.resolvedAt?.toISOString() ?? null }))
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > rowsMax && last ? { severity: last.severity, id: last.id } : null }
}
