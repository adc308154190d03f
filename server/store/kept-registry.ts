import type { Snapshot, SnapshotNic, SnapshotRegistration } from '../../core/registry/snapshot'
import type { Sql } from './database'

/** The VPC whose registry is Rollcall's own and is installed on hosts by this fabric. */
export async function findProgrammedVpc(sql: Sql, fabricId: number): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM vpc WHERE programmed_by = $1', [fabricId])
  return rows[0]?.id ?? null
}

/** A VPC that a fabric may be told to install: with Rollcall's own registry, and no other fabric's. */
export async function findOwnVpcByName(
  sql: Sql,
  name: string,
): Promise<{ id: number; isOwn: boolean; programmedBy: number | null } | null> {
  const { rows } = await sql.query<{ id: number; isOwn: boolean; programmedBy: number | null }>(
    'SELECT id, fabric_id IS NULL AS "isOwn", programmed_by AS "programmedBy" FROM vpc WHERE name = $1',
    [name],
  )
  return rows[0] ?? null
}

export async function programVpc(sql: Sql, vpcId: number, fabricId: number): Promise<void> {
  await sql.query('UPDATE vpc SET programmed_by = NULL WHERE programmed_by = $1 AND id <> $2', [fabricId, vpcId])
  await sql.query('UPDATE vpc SET programmed_by = $2 WHERE id = $1', [vpcId, fabricId])
}

/** The registry of a VPC that Rollcall keeps, in the words of a fabric's snapshot. */
export async function loadKeptRegistry(sql: Sql, vpcId: number): Promise<Snapshot | null> {
  const vpc = await sql.query<Snapshot['vpc']>(
    'SELECT name, vni, ARRAY(SELECT c.cidr::text FROM vpc_cidr c WHERE c.vpc_id = vpc.id ORDER BY c.cidr) AS cidrs FROM vpc WHERE id = $1',
    [vpcId],
  )
  if (!vpc.rows[0]) return null
  const subnets = await sql.query<Snapshot['subnets'][number]>(
    'SELECT name, cidr::text AS cidr, host(gateway) AS gateway FROM subnet WHERE vpc_id = $1 ORDER BY cidr, id',
    [vpcId],
  )
  const guests = await sql.query<Snapshot['guests'][number]>(
    'SELECT g.name, g.hostname, h.name AS host FROM guest g LEFT JOIN host h ON h.id = g.host_id WHERE g.vpc_id = $1 ORDER BY g.id',
    [vpcId],
  )
  const nics = await sql.query<SnapshotNic>(
    `SELECT g.name AS guest, n.name, n.mac, s.name AS subnet, n.bridge, n.ofport, coalesce(p.name, '') AS port
       FROM nic n JOIN guest g ON g.id = n.guest_id JOIN subnet s ON s.id = n.subnet_id
       LEFT JOIN bridge_port p ON p.host_id = g.host_id AND p.bridge = n.bridge AND p.ofport = n.ofport
      WHERE n.vpc_id = $1 ORDER BY n.id`,
    [vpcId],
  )
  const registrations = await sql.query<SnapshotRegistration>(
    `SELECT n.mac, r.kind, abbrev(r.address) AS address, r.mac AS "otherMac" FROM registration r JOIN nic n ON n.id = r.nic_id
      WHERE r.vpc_id = $1 AND r.valid_to IS NULL ORDER BY r.id`,
    [vpcId],
  )
  const havips = await sql.query<Snapshot['havips'][number]>(
    `SELECT h.name, host(h.address) AS address, s.name AS subnet,
            ARRAY(SELECT n.mac FROM havip_member m JOIN nic n ON n.id = m.nic_id WHERE m.havip_id = h.id ORDER BY n.mac) AS members
       FROM havip h JOIN subnet s ON s.id = h.subnet_id WHERE h.vpc_id = $1 ORDER BY h.address`,
    [vpcId],
  )
  return {
    revision: '',
    vpc: vpc.rows[0],
    subnets: subnets.rows,
    hosts: [],
    guests: guests.rows,
    nics: nics.rows,
    registrations: registrations.rows,
    havips: havips.rows,
  }
}
