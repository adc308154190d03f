import 'server-only'
import { pool } from '../store/database'

/** A flow table that is kept: the current one of its bridge, or one from before. */
export type DumpLine = {
  readonly id: number
  readonly bridge: string
  readonly takenAt: string
  readonly source: string
  readonly ruleCount: number
  readonly problems: number
  readonly isCurrent: boolean
  readonly kind: 'openflow' | 'vfp'
}
export type HostGuest = {
  readonly id: number
  readonly name: string
  readonly nicId: number
  readonly nic: string
  readonly mac: string
  readonly bridge: string | null
  readonly ofport: number | null
  readonly worst: number
  readonly addresses: readonly string[] // that it has or may have
}
export type HostPort = {
  readonly bridge: string
  readonly ofport: number
  readonly name: string
  readonly type: string
  readonly remote: string | null
}
export type HostPage = {
  readonly id: number
  readonly name: string
  readonly version: string
  readonly managementIp: string | null
  readonly fabric: string | null
  readonly dumps: readonly DumpLine[] // newest first
  readonly ports: readonly HostPort[]
  readonly guests: readonly HostGuest[]
}

const GUESTS_MAX = 1000

/** A host with what is kept of it. Null: there is no such host. */
export async function findHost(id: number): Promise<HostPage | null> {
  const { rows } = await pool().query(
    'SELECT h.id, h.name, h.xmin::text AS version, host(h.management_ip) AS "managementIp", f.name AS fabric FROM host h LEFT JOIN fabric f ON f.id = h.fabric_id WHERE h.id = $1',
    [id],
  )
  if (!rows[0]) return null
  const [dumps, ports, guests] = await Promise.all([
    listDumps(id),
    pool().query<HostPort>(
      'SELECT bridge, ofport, name, type, host(remote) AS remote FROM bridge_port WHERE host_id = $1 ORDER BY bridge, ofport LIMIT 4096',
      [id],
    ),
    pool().query<HostGuest>(
      `SELECT g.id, g.name, n.id AS "nicId", n.name AS nic, n.mac, n.bridge, n.ofport,
              coalesce(s.worst, 0)::int AS worst, coalesce(s.addresses, '{}') AS addresses
         FROM guest g JOIN nic n ON n.guest_id = g.id
         LEFT JOIN LATERAL (SELECT max(severity) AS worst, array_agg(host(address) ORDER BY severity DESC, address) AS addresses
           FROM (SELECT address, severity FROM standing WHERE nic_id = n.id ORDER BY severity DESC, address LIMIT 20) t) s ON true
        WHERE g.host_id = $1 ORDER BY g.name, n.name LIMIT $2`,
      [id, GUESTS_MAX],
    ),
  ])
  return { ...rows[0], dumps, ports: ports.rows, guests: guests.rows }
}

async function listDumps(hostId: number): Promise<DumpLine[]> {
  const { rows } = await pool().query<Omit<DumpLine, 'takenAt'> & { takenAt: Date }>(
    'SELECT id, bridge, taken_at AS "takenAt", source, rule_count AS "ruleCount", jsonb_array_length(problems) AS problems, is_current AS "isCurrent", kind FROM flow_dump WHERE host_id = $1 ORDER BY taken_at DESC, id DESC LIMIT 200',
    [hostId],
  )
  return rows.map((row) => ({ ...row, takenAt: row.takenAt.toISOString() }))
}

/** The dump a page is about: the one that is asked for, else the current one of the bridge, else the newest current. */
export function chooseDump(
  host: Pick<HostPage, 'dumps'>,
  asked: { readonly dump?: string | undefined; readonly bridge?: string | undefined },
): DumpLine | null {
  const current = host.dumps.filter((dump) => dump.isCurrent)
  return (
    host.dumps.find((dump) => String(dump.id) === asked.dump) ??
    current.find((dump) => dump.bridge === asked.bridge) ??
    current[0] ??
    host.dumps[0] ??
    null
  )
}
