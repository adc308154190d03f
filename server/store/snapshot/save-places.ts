import type { Snapshot } from '../../../core/registry/snapshot'
import type { Sql } from '../database'
import { saveHosts } from './save-topology'

/**
 * Stores where the hosts' switches have the interfaces of a registry that Rollcall keeps; interfaces that it does not know
 * are added, nothing else of the registry is written. Answers the interfaces that moved or are new.
 */
export async function savePlaces(sql: Sql, vpcId: number, fabricId: number, snapshot: Snapshot): Promise<number[]> {
  await saveHosts(sql, fabricId, snapshot.hosts)
  const guests = JSON.stringify(snapshot.guests)
  const nics = JSON.stringify(snapshot.nics)
  const moved = await sql.query<{ id: number }>(
    `WITH moved AS (
       INSERT INTO guest AS g (vpc_id, name, host_id)
       SELECT $1, w.name, h.id FROM jsonb_to_recordset($2::jsonb) AS w(name text, host text) LEFT JOIN host h ON h.name = w.host
        WHERE w.host IS NOT NULL OR EXISTS (SELECT 1 FROM guest k WHERE k.vpc_id = $1 AND k.name = w.name)
       ON CONFLICT (vpc_id, name) DO UPDATE SET host_id = excluded.host_id WHERE g.host_id IS DISTINCT FROM excluded.host_id
       RETURNING g.id)
     SELECT n.id FROM moved JOIN nic n ON n.guest_id = moved.id`,
    [vpcId, guests],
  )
  const table =
    'jsonb_to_recordset($2::jsonb) AS w(guest text, name text, mac text, subnet text, bridge text, ofport int, filter text)'
  const placed = await sql.query<{ id: number }>(
    `UPDATE nic n SET bridge = w.bridge, ofport = w.ofport, filter = w.filter FROM ${table}
      WHERE n.vpc_id = $1 AND n.mac = w.mac AND (n.bridge, n.ofport, n.filter) IS DISTINCT FROM (w.bridge, w.ofport, w.filter) RETURNING n.id`,
    [vpcId, nics],
  )
  const added = await sql.query<{ id: number }>(
    `INSERT INTO nic (vpc_id, guest_id, subnet_id, name, mac, bridge, ofport, filter)
     SELECT $1, g.id, s.id, w.name, w.mac, w.bridge, w.ofport, w.filter FROM ${table}
       JOIN guest g ON g.vpc_id = $1 AND g.name = w.guest JOIN subnet s ON s.vpc_id = $1 AND s.name = w.subnet
      WHERE NOT EXISTS (SELECT 1 FROM nic n WHERE n.vpc_id = $1 AND (n.mac = w.mac OR n.guest_id = g.id AND n.name = w.name))
     RETURNING id`,
    [vpcId, nics],
  )
  return [...new Set([moved, placed, added].flatMap(({ rows }) => rows.map((row) => row.id)))]
}
