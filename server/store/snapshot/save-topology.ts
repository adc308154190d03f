import type { Snapshot } from '../../../core/registry/snapshot'
import type { Sql } from '../database'

/** Subnets, hosts, guests and interfaces of a snapshot. */
export async function saveTopology(sql: Sql, vpcId: number, fabricId: number, snapshot: Snapshot): Promise<void> {
  await sql.query(
    `INSERT INTO subnet (vpc_id, name, cidr, gateway, is_guessed, owned)
     SELECT $1, w.name, w.cidr, w.gateway, coalesce(w."isGuessed", false), false FROM jsonb_to_recordset($2::jsonb) AS w(name text, cidr inet, gateway inet, "isGuessed" boolean)
      WHERE NOT EXISTS (SELECT 1 FROM subnet s WHERE s.vpc_id = $1 AND s.name = w.name)`,
    [vpcId, JSON.stringify(snapshot.subnets)],
  )
  await sql.query(
    `UPDATE subnet s SET cidr = w.cidr, gateway = w.gateway, is_guessed = coalesce(w."isGuessed", false)
       FROM jsonb_to_recordset($2::jsonb) AS w(name text, cidr inet, gateway inet, "isGuessed" boolean)
      WHERE s.vpc_id = $1 AND s.name = w.name AND (s.cidr, s.gateway, s.is_guessed) IS DISTINCT FROM (w.cidr, w.gateway, coalesce(w."isGuessed", false))`,
    [vpcId, JSON.stringify(snapshot.subnets)],
  )
  await saveHosts(sql, fabricId, snapshot.hosts)
  await sql.query(
    `INSERT INTO guest AS g (vpc_id, name, hostname, host_id)
     SELECT $1, w.name, w.hostname, h.id FROM jsonb_to_recordset($2::jsonb) AS w(name text, hostname text, host text) LEFT JOIN host h ON h.name = w.host
     ON CONFLICT (vpc_id, name) DO UPDATE SET hostname = coalesce(excluded.hostname, g.hostname), host_id = excluded.host_id
       WHERE (g.hostname, g.host_id) IS DISTINCT FROM (coalesce(excluded.hostname, g.hostname), excluded.host_id)`,
    [vpcId, JSON.stringify(snapshot.guests)],
  )
  await saveNics(sql, vpcId, snapshot)
  await savePorts(sql, snapshot)
}

/** Makes hosts known; an address that is known already stays where the fabric does not say one. */
export async function saveHosts(sql: Sql, fabricId: number, hosts: Snapshot['hosts']): Promise<void> {
  await sql.query(
    `INSERT INTO host AS h (name, fabric_id, management_ip)
     SELECT w.name, $1, w.ip FROM jsonb_to_recordset($2::jsonb) AS w(name text, ip inet)
     ON CONFLICT (name) DO UPDATE SET management_ip = coalesce(excluded.management_ip, h.management_ip), fabric_id = excluded.fabric_id
       WHERE (h.management_ip, h.fabric_id) IS DISTINCT FROM (coalesce(excluded.management_ip, h.management_ip), excluded.fabric_id)`,
    [fabricId, JSON.stringify(hosts.map(({ name, managementIp }) => ({ name, ip: managementIp })))],
  )
}

async function saveNics(sql: Sql, vpcId: number, snapshot: Snapshot): Promise<void> {
  const wanted = JSON.stringify(snapshot.nics)
  const table =
    'jsonb_to_recordset($2::jsonb) AS w(guest text, name text, mac text, subnet text, bridge text, ofport int, filter text, "givenNotAllowed" inet[])'
  await sql.query(
    `WITH gone AS (
       SELECT n.id FROM nic n WHERE n.vpc_id = $1 AND NOT EXISTS (SELECT 1 FROM ${table} WHERE w.mac = n.mac)
     ), ended AS (
       UPDATE registration r SET valid_to = greatest(now(), r.valid_from) FROM gone WHERE r.nic_id = gone.id AND r.valid_to IS NULL RETURNING r.nic_id
     )
     INSERT INTO touched_nic SELECT nic_id FROM ended`,
    [vpcId, wanted],
  )
  // Where the fabric does not say the port's number, what a host's switch said of it stays.
  await sql.query(
    `WITH wanted AS (
       SELECT DISTINCT ON (w.mac) w.*, g.id AS guest_id, s.id AS subnet_id FROM ${table}
         JOIN guest g ON g.vpc_id = $1 AND g.name = w.guest JOIN subnet s ON s.vpc_id = $1 AND s.name = w.subnet ORDER BY w.mac
     ), saved AS (
       INSERT INTO nic AS n (vpc_id, guest_id, subnet_id, name, mac, bridge, ofport, filter, given_not_allowed)
       SELECT $1, guest_id, subnet_id, name, mac, bridge, ofport, filter, coalesce("givenNotAllowed", '{}') FROM wanted
       ON CONFLICT (vpc_id, mac) DO UPDATE SET guest_id = excluded.guest_id, subnet_id = excluded.subnet_id, name = excluded.name,
         bridge = excluded.bridge, ofport = coalesce(excluded.ofport, n.ofport), filter = excluded.filter, given_not_allowed = excluded.given_not_allowed
         WHERE (n.guest_id, n.subnet_id, n.name, n.bridge, n.ofport, n.filter, n.given_not_allowed)
            IS DISTINCT FROM (excluded.guest_id, excluded.subnet_id, excluded.name, excluded.bridge, coalesce(excluded.ofport, n.ofport), excluded.filter, excluded.given_not_allowed)
       RETURNING n.id
     )
     INSERT INTO touched_nic SELECT id FROM saved`,
    [vpcId, wanted],
  )
}

/** The ports that the fabric itself knows the numbers of. */
async function savePorts(sql: Sql, snapshot: Snapshot): Promise<void> {
  const hostOf = new Map(snapshot.guests.map((guest) => [guest.name, guest.host]))
  const ports = [
    ...snapshot.hosts.flatMap(({ name, bridge, tunnelPort }) =>
      tunnelPort ? [{ host: name, bridge, ...tunnelPort }] : [],
    ),
    ...snapshot.nics.flatMap(({ guest, bridge, ofport, port }) => {
      const host = hostOf.get(guest)
      return host && bridge !== null && ofport !== null
        ? [{ host, bridge, ofport, name: port, type: '', remote: null }]
        : []
    }),
  ]
  await saveBridgePorts(sql, ports)
}

export type BridgePortDraft = {
  readonly host: string
  readonly bridge: string
  readonly ofport: number
  readonly name: string
  readonly type: string
  readonly remote: string | null
}

export async function saveBridgePorts(sql: Sql, ports: readonly BridgePortDraft[]): Promise<void> {
  await sql.query(
    `INSERT INTO bridge_port AS p (host_id, bridge, ofport, name, type, remote)
     SELECT h.id, w.bridge, w.ofport, w.name, w.type, w.remote
       FROM jsonb_to_recordset($1::jsonb) AS w(host text, bridge text, ofport int, name text, type text, remote inet) JOIN host h ON h.name = w.host
     ON CONFLICT (host_id, bridge, ofport) DO UPDATE SET name = excluded.name, type = excluded.type, remote = excluded.remote
       WHERE (p.name, p.type, p.remote) IS DISTINCT FROM (excluded.name, excluded.type, excluded.remote)`,
    [JSON.stringify(ports)],
  )
}
