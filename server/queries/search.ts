import 'server-only'
import { parseSearchTerm } from '../../core/ip/search-term'
import { pool } from '../store/database'
import { overlaps } from './address-filter'

export type SearchHit = {
  readonly kind: 'address' | 'guest' | 'host' | 'HAVIP' | 'VPC'
  readonly title: string
  readonly detail: string
  readonly href: string
}

const HITS_MAX = 8

/** Up to eight hits of each kind for what somebody typed: address, prefix, MAC or name. */
export async function search(text: string): Promise<SearchHit[]> {
  const term = parseSearchTerm(text)
  if (!term) return []
  if (term.kind === 'ip' || term.kind === 'prefix') {
    const { rows } = await pool().query<{
      address: string
      guest: string
      nic: string
      standing: string
      finding: number | null
      guestId: number
    }>(
      `SELECT host(s.address) AS address, g.name AS guest, n.name AS nic, s.standing, g.id AS "guestId",
              (SELECT id FROM finding f WHERE f.nic_id = s.nic_id AND f.address = s.address AND f.state = 'open' LIMIT 1) AS finding
         FROM (SELECT * FROM standing WHERE ${overlaps('address', '$1::inet')} LIMIT $2) s JOIN nic n ON n.id = s.nic_id JOIN guest g ON g.id = n.guest_id ORDER BY s.severity DESC, s.address`,
      [term.kind === 'ip' ? term.ip : term.prefix, HITS_MAX],
    )
    return rows.map((row) => ({
      kind: 'address',
      title: row.address,
      detail: `${row.standing}, ${row.guest} ${row.nic}`,
      href: row.finding ? `/findings/${row.finding}` : `/guests/${row.guestId}`,
    }))
  }
  if (term.kind === 'mac' || term.kind === 'mac-part') {
    const { rows } = await pool().query<{ mac: string; guest: string; nic: string; guestId: number }>(
      'SELECT n.mac, g.name AS guest, n.name AS nic, g.id AS "guestId" FROM nic n JOIN guest g ON g.id = n.guest_id WHERE n.mac LIKE $1 LIMIT $2',
      [`%${term.kind === 'mac' ? term.mac : term.part}%`, HITS_MAX],
    )
    return rows.map((row) => ({
      kind: 'guest',
      title: row.mac,
      detail: `${row.guest} ${row.nic}`,
      href: `/guests/${row.guestId}`,
    }))
  }
  const like = `%${term.name.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await pool().query<SearchHit>(
    `(SELECT 'guest' AS kind, g.name AS title, coalesce(g.hostname, v.name) AS detail, '/guests/' || g.id AS href FROM guest g JOIN vpc v ON v.id = g.vpc_id WHERE g.name ILIKE $1 OR g.hostname ILIKE $1 LIMIT $2)
     UNION ALL (SELECT 'host', name, coalesce(host(management_ip), ''), '/hosts/' || id FROM host WHERE name ILIKE $1 LIMIT $2)
     UNION ALL (SELECT 'HAVIP', name, host(address), '/havips/' || id FROM havip WHERE name ILIKE $1 LIMIT $2)
     UNION ALL (SELECT 'VPC', name, note, '/vpcs/' || id FROM vpc WHERE name ILIKE $1 LIMIT $2)`,
    [like, HITS_MAX],
  )
  return rows
}
