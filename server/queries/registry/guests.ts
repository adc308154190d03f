import 'server-only'
import { parseSearchTerm } from '../../../core/ip/search-term'
import { pool } from '../../store/database'
import { overlaps, Parameters } from '../address-filter'

export type GuestRow = {
  readonly id: number
  readonly name: string
  readonly hostname: string | null
  readonly vpcId: number
  readonly vpc: string
  readonly hostId: number | null
  readonly host: string | null
  readonly primary: string | null
  readonly nics: number
  readonly addresses: number
  readonly offending: number
  readonly worst: number
  readonly heardAt: string | null
}
export type GuestFilter = {
  readonly q?: string
  readonly vpcId?: number
  readonly subnetId?: number
  readonly hostId?: number
}
export type GuestCursor = { readonly vpcId: number; readonly name: string }

const ROWS_MAX = 60

/** Guests by VPC and name, a page from after a cursor on. */
export async function listGuests(
  filter: GuestFilter,
  after: GuestCursor | null,
): Promise<{ rows: GuestRow[]; next: GuestCursor | null }> {
  const parameters = new Parameters()
  const conditions = ['true']
  if (filter.vpcId !== undefined) conditions.push(`g.vpc_id = ${parameters.add(filter.vpcId)}`)
  if (filter.hostId !== undefined) conditions.push(`g.host_id = ${parameters.add(filter.hostId)}`)
  if (filter.subnetId !== undefined)
    conditions.push(`g.id IN (SELECT guest_id FROM nic WHERE subnet_id = ${parameters.add(filter.subnetId)})`)
  const term = filter.q ? parseSearchTerm(filter.q) : null
  if (term?.kind === 'ip' || term?.kind === 'prefix') {
    const address = parameters.add(term.kind === 'ip' ? term.ip : term.prefix)
    conditions.push(
      `g.id IN (SELECT n.guest_id FROM standing s JOIN nic n ON n.id = s.nic_id WHERE ${overlaps('s.address', `${address}::inet`)})`,
    )
  } else if (term?.kind === 'mac')
    conditions.push(`g.id IN (SELECT guest_id FROM nic WHERE mac = ${parameters.add(term.mac)})`)
  else if (term?.kind === 'mac-part')
    conditions.push(`g.id IN (SELECT guest_id FROM nic WHERE mac LIKE ${parameters.add(`%${term.part}%`)})`)
  else if (term) {
    const like = parameters.add(`%${term.name.replace(/[\\%_]/g, '\\$&')}%`)
    conditions.push(`(g.name ILIKE ${like} OR g.hostname ILIKE ${like})`)
  }
  if (after) conditions.push(`(g.vpc_id, g.name) > (${parameters.add(after.vpcId)}, ${parameters.add(after.name)})`)
  const { rows } = await pool().query<Omit<GuestRow, 'heardAt'> & { heardAt: Date | null }>(
    `SELECT g.id, g.name, g.hostname, v.id AS "vpcId", v.name AS vpc, h.id AS "hostId", h.name AS host,
       (SELECT count(*)::int FROM nic n WHERE n.guest_id = g.id) AS nics,
       (SELECT host(r.address) FROM nic n JOIN registration r ON r.nic_id = n.id AND r.valid_to IS NULL AND r.kind = 'primary' WHERE n.guest_id = g.id ORDER BY n.id, r.id LIMIT 1) AS primary,
       p.addresses, p.offending, p.worst,
       (SELECT c.captured_at FROM capture c WHERE c.guest_id = g.id AND c.withdrawn_at IS NULL ORDER BY c.captured_at DESC LIMIT 1) AS "heardAt"
     FROM (SELECT * FROM guest g WHERE ${conditions.join(' AND ')} ORDER BY g.vpc_id, g.name LIMIT ${parameters.add(ROWS_MAX + 1)}) g
     JOIN vpc v ON v.id = g.vpc_id LEFT JOIN host h ON h.id = g.host_id
     LEFT JOIN LATERAL (SELECT count(*)::int AS addresses, count(*) FILTER (WHERE s.severity > 1)::int AS offending, coalesce(max(s.severity), 0)::int AS worst
       FROM nic n JOIN standing s ON s.nic_id = n.id WHERE n.guest_id = g.id) p ON true
     ORDER BY g.vpc_id, g.name`,
    parameters.values,
  )
  const shown = rows.slice(0, ROWS_MAX).map((row) => ({ ...row, heardAt: row.heardAt?.toISOString() ?? null }))
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > ROWS_MAX && last ? { vpcId: last.vpcId, name: last.name } : null }
}
