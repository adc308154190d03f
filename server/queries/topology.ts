import 'server-only'
import type { SmallWorld } from '../../core/topology/build-map'
import { pool } from '../store/database'

export const DRAWN_MAX = 60 // objects a lane draws one by one

export type HostCell = {
  readonly id: number
  readonly name: string
  readonly guests: number
  readonly severity: number
  readonly silent: boolean
}
export type LargeWorld = {
  readonly vpc: { readonly id: number; readonly name: string }
  readonly subnets: readonly {
    readonly id: number
    readonly name: string
    readonly cidr: string
    readonly nics: number
  }[]
  readonly hosts: readonly HostCell[]
  readonly offending: readonly {
    readonly nicId: number
    readonly address: string
    readonly standing: string
    readonly severity: number
    readonly guestId: number
    readonly guest: string
    readonly host: string | null
    readonly findingId: number | null
  }[]
  readonly counts: {
    readonly hosts: number
    readonly guests: number
    readonly nics: number
    readonly addresses: number
    readonly subnets: number
  }
}
export type TopologyView =
  | { readonly kind: 'small'; readonly world: SmallWorld }
  | { readonly kind: 'large'; readonly world: LargeWorld }

const HOSTS_MAX = 10_000
const OFFENDING_MAX = 200

/** One VPC: every object while they are few; above that hosts as cells, counts, and the offending ones by name. */
export async function readTopology(vpcId: number): Promise<TopologyView | null> {
  const { rows } = await pool().query<{
    id: number
    name: string
    vni: number | null
    guests: number
    addresses: number
  }>(
    `SELECT id, name, vni, (SELECT count(*)::int FROM (SELECT 1 FROM guest WHERE vpc_id = v.id LIMIT $2) g) AS guests,
            (SELECT count(*)::int FROM (SELECT 1 FROM standing WHERE vpc_id = v.id LIMIT $2) s) AS addresses FROM vpc v WHERE id = $1`,
    [vpcId, DRAWN_MAX + 1],
  )
  const vpc = rows[0]
  if (!vpc) return null
  return vpc.guests <= DRAWN_MAX && vpc.addresses <= DRAWN_MAX
    ? { kind: 'small', world: await readSmall(vpc) }
    : { kind: 'large', world: await readLarge(vpc) }
}

async function readSmall(vpc: { id: number; name: string; vni: number | null }): Promise<SmallWorld> {
  const sql = pool()
  const worst = (where: string) =>
    `coalesce((SELECT max(s.severity) FROM standing s JOIN nic n ON n.id = s.nic_id JOIN guest g ON g.id = n.guest_id WHERE ${where}), 0)::int AS severity`
  const [subnets, hosts, guests, nics, addresses] = await Promise.all([
    sql.query<SmallWorld['subnets'][number]>(
      `SELECT u.id, u.name, u.cidr::text AS cidr, (SELECT count(DISTINCT s.address)::int FROM standing s WHERE s.vpc_id = u.vpc_id AND s.address <<= u.cidr) AS used,
              (2::float8 ^ ((CASE family(u.cidr) WHEN 4 THEN 32 ELSE 128 END) - masklen(u.cidr))) AS size, ${worst('n.subnet_id = u.id')} FROM subnet u WHERE u.vpc_id = $1 ORDER BY u.cidr`,
      [vpc.id],
    ),
    sql.query<SmallWorld['hosts'][number]>(
      `SELECT h.id, h.name, host(h.management_ip) AS "managementIp", (SELECT rule_count FROM flow_dump d WHERE d.host_id = h.id AND d.is_current LIMIT 1) AS rules, ${worst('g.host_id = h.id')}
         FROM host h WHERE h.id IN (SELECT host_id FROM guest WHERE vpc_id = $1) ORDER BY h.name`,
      [vpc.id],
    ),
    sql.query<SmallWorld['guests'][number]>(
      `SELECT o.id, o.name, o.host_id AS "hostId", o.hostname, ${worst('g.id = o.id')} FROM guest o WHERE o.vpc_id = $1 ORDER BY o.name`,
      [vpc.id],
    ),
    sql.query<SmallWorld['nics'][number]>(
      `SELECT o.id, o.name, o.guest_id AS "guestId", o.subnet_id AS "subnetId", o.mac, ${worst('n.id = o.id')} FROM nic o WHERE o.vpc_id = $1 ORDER BY o.name`,
      [vpc.id],
    ),
    sql.query<SmallWorld['addresses'][number]>(
      `SELECT s.nic_id AS "nicId", host(s.address) AS address, s.standing, s.severity, (SELECT id FROM finding f WHERE f.nic_id = s.nic_id AND f.address = s.address AND f.state = 'open' LIMIT 1) AS "findingId"
         FROM standing s WHERE s.vpc_id = $1 ORDER BY s.address`,
      [vpc.id],
    ),
  ])
  const severity = Math.max(0, ...guests.rows.map((guest) => guest.severity))
  return {
    vpc: { ...vpc, severity },
    subnets: subnets.rows,
    hosts: hosts.rows,
    guests: guests.rows,
    nics: nics.rows,
    addresses: addresses.rows,
  }
}

async function readLarge(vpc: { id: number; name: string }): Promise<LargeWorld> {
  const sql = pool()
  const [subnets, hosts, offending, counts] = await Promise.all([
    sql.query<LargeWorld['subnets'][number]>(
      'SELECT u.id, u.name, u.cidr::text AS cidr, (SELECT count(*)::int FROM nic n WHERE n.subnet_id = u.id) AS nics FROM subnet u WHERE u.vpc_id = $1 ORDER BY u.cidr LIMIT 200',
      [vpc.id],
    ),
    sql.query<HostCell>(
      `SELECT h.id, h.name, g.guests, coalesce(w.severity, 0)::int AS severity, NOT EXISTS (SELECT 1 FROM flow_dump d WHERE d.host_id = h.id AND d.is_current) AS silent
         FROM (SELECT host_id, count(*)::int AS guests FROM guest WHERE vpc_id = $1 AND host_id IS NOT NULL GROUP BY host_id LIMIT $2) g JOIN host h ON h.id = g.host_id
         LEFT JOIN (SELECT gg.host_id, max(s.severity) AS severity FROM standing s JOIN nic n ON n.id = s.nic_id JOIN guest gg ON gg.id = n.guest_id WHERE s.vpc_id = $1 AND s.severity > 0 GROUP BY gg.host_id) w ON w.host_id = h.id
        ORDER BY h.name`,
      [vpc.id, HOSTS_MAX],
    ),
    sql.query<LargeWorld['offending'][number]>(
      `SELECT s.nic_id AS "nicId", host(s.address) AS address, s.standing, s.severity, g.id AS "guestId", g.name AS guest, h.name AS host,
              (SELECT id FROM finding f WHERE f.nic_id = s.nic_id AND f.address = s.address AND f.state = 'open' LIMIT 1) AS "findingId"
         FROM (SELECT * FROM standing WHERE vpc_id = $1 AND severity >= 2 ORDER BY severity DESC, address, nic_id LIMIT $2) s JOIN nic n ON n.id = s.nic_id JOIN guest g ON g.id = n.guest_id LEFT JOIN host h ON h.id = g.host_id`,
      [vpc.id, OFFENDING_MAX],
    ),
    sql.query<LargeWorld['counts']>(
      `SELECT (SELECT count(DISTINCT host_id)::int FROM guest WHERE vpc_id = $1) AS hosts, (SELECT count(*)::int FROM guest WHERE vpc_id = $1) AS guests,
              (SELECT count(*)::int FROM nic WHERE vpc_id = $1) AS nics, (SELECT count(*)::int FROM standing WHERE vpc_id = $1) AS addresses,
              (SELECT count(*)::int FROM subnet WHERE vpc_id = $1) AS subnets`,
      [vpc.id],
    ),
  ])
  return {
    vpc,
    subnets: subnets.rows,
    hosts: hosts.rows,
    offending: offending.rows,
    counts: counts.rows[0] ?? { hosts: 0, guests: 0, nics: 0, addresses: 0, subnets: 0 },
  }
}
