import 'server-only'
import { pool } from '../store/database'

export type HostRow = {
  readonly id: number
  readonly name: string
  readonly fabric: string | null
  readonly managementIp: string | null
  readonly guests: number
  readonly rules: number | null
  readonly takenAt: string | null
  readonly worst: number
}

export async function listHostNames(): Promise<{ id: number; name: string }[]> {
  return (await pool().query<{ id: number; name: string }>('SELECT id, name FROM host ORDER BY name LIMIT 1000')).rows
}

/** One page of hosts, by name; `after` is the last name of the page before. */
export async function listHosts(
  q: string,
  after: string,
  rowsMax = 100,
): Promise<{ rows: HostRow[]; next: string | null }> {
  const { rows } = await pool().query<Omit<HostRow, 'takenAt'> & { takenAt: Date | null }>(
    `SELECT h.id, h.name, f.name AS fabric, host(h.management_ip) AS "managementIp", (SELECT count(*)::int FROM guest g WHERE g.host_id = h.id) AS guests,
            d.rule_count AS rules, d.taken_at AS "takenAt",
            coalesce((SELECT max(s.severity) FROM guest g JOIN nic n ON n.guest_id = g.id JOIN standing s ON s.nic_id = n.id WHERE g.host_id = h.id), 0)::int AS worst
       FROM (SELECT * FROM host WHERE name > $2 AND ($1 = '' OR name ILIKE '%' || $1 || '%') ORDER BY name LIMIT $3) h
       LEFT JOIN fabric f ON f.id = h.fabric_id LEFT JOIN LATERAL (SELECT rule_count, taken_at FROM flow_dump WHERE host_id = h.id AND is_current ORDER BY taken_at DESC LIMIT 1) d ON true
      ORDER BY h.name`,
    [q.replace(/[\\%_]/g, '\\$&'), after, rowsMax + 1],
  )
  const shown = rows.slice(0, rowsMax).map((row) => ({ ...row, takenAt: row.takenAt?.toISOString() ?? null }))
  return { rows: shown, next: rows.length > rowsMax ? (shown.at(-1)?.name ?? null) : null }
}
