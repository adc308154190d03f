import 'server-only'
import { pool } from '../store/database'
import { type AddressFilter, addressConditions, Parameters } from './address-filter'

/** A row of the address list: a pair (interface, address) with its three truths. Times are ISO 8601 in UTC. */
export type AddressRow = {
  readonly nicId: number
  readonly address: string
  readonly prefixLength: number | null
  readonly vpcId: number
  readonly vpc: string
  readonly configured: 'yes' | 'no' | 'unknown'
  readonly registered: 'yes' | 'no' | 'unknown'
  readonly programmed: 'yes' | 'no' | 'unknown'
  readonly standing: string
  readonly kind: string | null
  readonly guestId: number
  readonly guest: string
  readonly nic: string
  readonly label: string | null
  readonly hostId: number | null
  readonly host: string | null
  readonly severity: number
  readonly lastSeen: boolean
  readonly configuredAt: string | null
  readonly registeredAt: string | null
  readonly programmedAt: string | null
  readonly findingId: number | null
  readonly findingSince: string | null
}

/** Where the next page begins: the sort key of the last row seen. */
export type AddressCursor = { readonly severity: number; readonly address: string; readonly nicId: number }
export type AddressPage = { readonly rows: readonly AddressRow[]; readonly next: AddressCursor | null }

const COLUMNS =
  's.nic_id, s.address, s.vpc_id, s.configured, s.registered, s.programmed, s.standing, s.kind, s.severity, s.last_seen, s.configured_at, s.programmed_at'

/**
 * One page, worst first, then by address. The page after a cursor is the rest of its severity followed by the milder
 * ones: two index ranges instead of one that would be walked from its beginning.
 */
export async function listAddresses(
  filter: AddressFilter,
  cursor: AddressCursor | null,
  rowsMax = 100,
): Promise<AddressPage> {
  const parameters = new Parameters()
  const conditions = addressConditions(filter, parameters)
  const where = (extra: string[]) => {
    const all = [...conditions, ...extra]
    return all.length ? `WHERE ${all.join(' AND ')}` : ''
  }
  const limit = parameters.add(rowsMax + 1)
  const page = (extra: string[]) =>
    `(SELECT ${COLUMNS} FROM standing s ${where(extra)} ORDER BY s.severity DESC, s.address, s.nic_id LIMIT ${limit})`
  let picked = page([])
  if (cursor) {
    const severity = parameters.add(cursor.severity)
    const rest = `(s.address, s.nic_id) > (${parameters.add(cursor.address)}::inet, ${parameters.add(cursor.nicId)}::int)`
    picked = `${page([`s.severity = ${severity}`, rest])} UNION ALL ${page([`s.severity < ${severity}`])}`
  }
  const { rows } = await pool().query<Picked>(
    `SELECT s.nic_id AS "nicId", s.severity, v.id AS "vpcId", v.name AS vpc, s.configured, s.registered, s.programmed,
            CASE WHEN masklen(s.address) = CASE family(s.address) WHEN 4 THEN 32 ELSE 128 END
                 THEN host(s.address) ELSE s.address::text END AS address,
            s.standing, s.kind, s.last_seen AS "lastSeen", s.configured_at AS "configuredAt", s.programmed_at AS "programmedAt",
            CASE WHEN v.fabric_id IS NULL THEN now() ELSE fb.read_at END AS "registeredAt",
            g.id AS "guestId", g.name AS guest, n.name AS nic, h.id AS "hostId", h.name AS host,
            c.prefix_length AS "prefixLength", c.label, f.id AS "findingId", f.opened_at AS "findingSince"
       FROM (SELECT * FROM (${picked}) u ORDER BY severity DESC, address, nic_id LIMIT ${limit}) s
       JOIN vpc v ON v.id = s.vpc_id
       JOIN nic n ON n.id = s.nic_id
       JOIN guest g ON g.id = n.guest_id
       LEFT JOIN host h ON h.id = g.host_id
       LEFT JOIN fabric fb ON fb.id = v.fabric_id
       LEFT JOIN LATERAL (SELECT prefix_length, label FROM claim
         WHERE nic_id = s.nic_id AND address = s.address AND valid_to IS NULL
         ORDER BY last_seen_at DESC LIMIT 1) c ON true
       LEFT JOIN LATERAL (SELECT id, opened_at FROM finding
         WHERE nic_id = s.nic_id AND address = s.address AND state = 'open'
         ORDER BY severity DESC, opened_at LIMIT 1) f ON true
      ORDER BY s.severity DESC, s.address, s.nic_id`,
    parameters.values,
  )
  const shown = rows.slice(0, rowsMax).map((row) => ({
    ...row,
    configuredAt: iso(row.configuredAt),
    registeredAt: iso(row.registeredAt),
    programmedAt: iso(row.programmedAt),
    findingSince: iso(row.findingSince),
  }))
  const last = shown.at(-1)
  return {
    rows: shown,
    next: rows.length > rowsMax && last ? { severity: last.severity, address: last.address, nicId: last.nicId } : null,
  }
}

type Times = 'configuredAt' | 'registeredAt' | 'programmedAt' | 'findingSince'
type Picked = Omit<AddressRow, Times> & Record<Times, Date | null>

const iso = (value: Date | null): string | null => value?.toISOString() ?? null
