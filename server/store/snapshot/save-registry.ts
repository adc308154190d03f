import type { Snapshot } from '../../../core/registry/snapshot'
import type { Sql } from '../database'

/** HAVIPs with their members, and registrations, of a snapshot whose topology is stored. */
export async function saveRegistry(sql: Sql, vpcId: number, snapshot: Snapshot, now: Date): Promise<void> {
  await saveHaVips(sql, vpcId, snapshot, now)
  await saveRegistrations(sql, vpcId, snapshot, now)
}

async function saveHaVips(sql: Sql, vpcId: number, { havips }: Snapshot, now: Date): Promise<void> {
  const wanted = JSON.stringify(havips)
  const table = 'jsonb_to_recordset($2::jsonb) AS w(name text, address inet, subnet text, members jsonb, master text)'
  const members = `SELECT h.id AS havip_id, n.id AS nic_id FROM ${table} JOIN havip h ON h.vpc_id = $1 AND h.address = w.address
      CROSS JOIN LATERAL jsonb_array_elements_text(w.members) AS m(mac) JOIN nic n ON n.vpc_id = $1 AND n.mac = m.mac`
  const gone = `SELECT h.id FROM havip h WHERE h.vpc_id = $1 AND NOT EXISTS (SELECT 1 FROM ${table} WHERE w.address = h.address)`
  await sql.query(`INSERT INTO touched_nic SELECT m.nic_id FROM havip_member m WHERE m.havip_id IN (${gone})`, [
    vpcId,
    wanted,
  ])
  await sql.query(`UPDATE registration SET havip_id = NULL WHERE havip_id IN (${gone})`, [vpcId, wanted])
  await sql.query(`DELETE FROM havip WHERE id IN (${gone})`, [vpcId, wanted])
  await sql.query(
    `INSERT INTO havip AS h (vpc_id, subnet_id, name, address, owned)
     SELECT DISTINCT ON (w.address) $1, s.id, w.name, w.address, false FROM ${table} JOIN subnet s ON s.vpc_id = $1 AND s.name = w.subnet ORDER BY w.address
     ON CONFLICT (vpc_id, address) DO UPDATE SET name = excluded.name, subnet_id = excluded.subnet_id
       WHERE (h.name, h.subnet_id) IS DISTINCT FROM (excluded.name, excluded.subnet_id)`,
    [vpcId, wanted],
  )
  await sql.query(
    `WITH fresh AS (INSERT INTO havip_member (havip_id, nic_id) SELECT DISTINCT havip_id, nic_id FROM (${members}) w ON CONFLICT DO NOTHING RETURNING nic_id)
     INSERT INTO touched_nic SELECT nic_id FROM fresh`,
    [vpcId, wanted],
  )
  await sql.query(
    `WITH lost AS (
       DELETE FROM havip_member d USING havip h WHERE h.id = d.havip_id AND h.vpc_id = $1
          AND NOT EXISTS (SELECT 1 FROM (${members}) w WHERE w.havip_id = d.havip_id AND w.nic_id = d.nic_id) RETURNING d.nic_id)
     INSERT INTO touched_nic SELECT nic_id FROM lost`,
    [vpcId, wanted],
  )
  await sql.query(
    `WITH moved AS (
       UPDATE havip h SET master_nic_id = n.id FROM ${table} LEFT JOIN nic n ON n.vpc_id = $1 AND n.mac = w.master
        WHERE h.vpc_id = $1 AND h.address = w.address AND h.master_nic_id IS DISTINCT FROM n.id RETURNING h.id)
     INSERT INTO touched_nic SELECT m.nic_id FROM havip_member m JOIN moved ON moved.id = m.havip_id`,
    [vpcId, wanted],
  )
  await saveParents(sql, vpcId, now)
}

/** Whom the fabric names is kept with the time of the reading that first said so, and of the one that no longer did. */
async function saveParents(sql: Sql, vpcId: number, now: Date): Promise<void> {
  await sql.query(
    `UPDATE havip_parent p SET valid_to = greatest($2, p.valid_from) FROM havip h
      WHERE h.vpc_id = $1 AND p.havip_id = h.id AND p.valid_to IS NULL AND p.nic_id IS DISTINCT FROM h.master_nic_id`,
    [vpcId, now],
  )
  await sql.query(
    `INSERT INTO havip_parent (havip_id, nic_id, valid_from) SELECT h.id, h.master_nic_id, $2 FROM havip h
      WHERE h.vpc_id = $1 AND h.master_nic_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM havip_parent p WHERE p.havip_id = h.id AND p.valid_to IS NULL)`,
    [vpcId, now],
  )
}

async function saveRegistrations(sql: Sql, vpcId: number, { registrations }: Snapshot, now: Date): Promise<void> {
  const wanted = JSON.stringify(registrations)
  const table = 'jsonb_to_recordset($2::jsonb) AS w(mac text, kind text, address inet, "otherMac" text)'
  const same = `r.nic_id = n.id AND r.address = w.address AND r.kind = w.kind AND r.mac IS NOT DISTINCT FROM w."otherMac"`
  await sql.query(
    `WITH ended AS (
       UPDATE registration r SET valid_to = greatest($3, r.valid_from) WHERE r.vpc_id = $1 AND r.valid_to IS NULL
          AND NOT EXISTS (SELECT 1 FROM ${table} JOIN nic n ON n.vpc_id = $1 AND n.mac = w.mac WHERE ${same}) RETURNING r.nic_id)
     INSERT INTO touched_nic SELECT nic_id FROM ended`,
    [vpcId, wanted, now],
  )
  await sql.query(
    `WITH fresh AS (
       INSERT INTO registration (vpc_id, nic_id, kind, address, mac, havip_id, owned, claimant, source, valid_from)
       SELECT DISTINCT ON (n.id, w.address, w."otherMac") $1, n.id, w.kind, w.address, w."otherMac", h.id, false, coalesce(-h.id, n.guest_id), f.name, $3
         FROM ${table} JOIN nic n ON n.vpc_id = $1 AND n.mac = w.mac JOIN vpc v ON v.id = $1 JOIN fabric f ON f.id = v.fabric_id
         LEFT JOIN havip h ON h.vpc_id = $1 AND h.address = w.address AND w.kind = 'havip'
        WHERE NOT EXISTS (SELECT 1 FROM registration r WHERE ${same} AND r.valid_to IS NULL)
        ORDER BY n.id, w.address, w."otherMac", w.kind
       RETURNING nic_id)
     INSERT INTO touched_nic SELECT nic_id FROM fresh`,
    [vpcId, wanted, now],
  )
}
