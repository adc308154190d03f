import type { ExportedFacts } from '../../../core/registry/exports/exported-facts'
import type { Sql } from '../database'

/** Makes the HAVIPs of a VPC those of its exports, with their members. */
export async function saveExportedHaVips(sql: Sql, vpcId: number, { havips }: ExportedFacts): Promise<void> {
  const addresses = havips.map((havip) => havip.address)
  await sql.query(
    'UPDATE registration SET havip_id = NULL WHERE havip_id IN (SELECT id FROM havip WHERE vpc_id = $1 AND NOT owned AND NOT address = ANY($2::inet[]))',
    [vpcId, addresses],
  )
  await sql.query('DELETE FROM havip WHERE vpc_id = $1 AND NOT owned AND NOT address = ANY($2::inet[])', [
    vpcId,
    addresses,
  ])
  for (const havip of havips) {
    const { rows } = await sql.query<{ id: number }>(
      `INSERT INTO havip (vpc_id, subnet_id, name, address, owned, master_nic_id)
       SELECT $1, u.id, $2, $3, false, (SELECT id FROM nic WHERE vpc_id = $1 AND mac = $4)
         FROM (SELECT s.id FROM subnet s LEFT JOIN nic n ON n.subnet_id = s.id AND n.mac = ANY($6)
                WHERE s.vpc_id = $1 ORDER BY s.name IS NOT DISTINCT FROM $5 DESC, s.cidr >>= $3::inet DESC, n.id IS NULL, masklen(s.cidr) DESC, s.id LIMIT 1) u
       ON CONFLICT (vpc_id, address) DO UPDATE SET name = excluded.name, master_nic_id = excluded.master_nic_id RETURNING id`,
      [vpcId, havip.name, havip.address, havip.master, havip.subnet, havip.members],
    )
    if (!rows[0]) continue // a HAVIP lies in a subnet: without any interface nothing says which
    const members = 'SELECT id FROM nic WHERE vpc_id = $2 AND mac = ANY($3)'
    const values = [rows[0].id, vpcId, havip.members]
    await sql.query(`DELETE FROM havip_member WHERE havip_id = $1 AND nic_id NOT IN (${members})`, values)
    await sql.query(`INSERT INTO havip_member SELECT $1, id FROM (${members}) m ON CONFLICT DO NOTHING`, values)
  }
}

/** Makes the current registrations of a VPC those of its exports: facts, each with the characters that say it. */
export async function saveExportedRegistrations(
  sql: Sql,
  vpcId: number,
  { nics }: ExportedFacts,
  now: Date,
): Promise<void> {
  const wanted = nics.flatMap((nic) =>
    nic.registrations.map((one) => ({
      nic_mac: nic.mac,
      kind: one.kind,
      address: one.address,
      mac: one.mac,
      capture_id: one.captureId,
      format: one.format,
      span_start: one.span.start,
      span_end: one.span.end,
    })),
  )
  await sql.query('DROP TABLE IF EXISTS wanted')
  await sql.query(
    `CREATE TEMP TABLE wanted ON COMMIT DROP AS
     SELECT n.id AS nic_id, n.guest_id, w.* FROM jsonb_to_recordset('[]'::jsonb) AS w(nic_mac text, kind text, address inet, mac text, capture_id int, format text, span_start int, span_end int) JOIN nic n ON false`,
  )
  await sql.query(
    `INSERT INTO wanted SELECT n.id, n.guest_id, w.* FROM jsonb_to_recordset($2::jsonb)
       AS w(nic_mac text, kind text, address inet, mac text, capture_id int, format text, span_start int, span_end int) JOIN nic n ON n.vpc_id = $1 AND n.mac = w.nic_mac`,
    [vpcId, JSON.stringify(wanted)],
  )
  const same =
    'w.nic_id = r.nic_id AND w.address = r.address AND w.kind = r.kind AND w.mac IS NOT DISTINCT FROM r.mac AND r.capture_id IS NOT NULL'
  await sql.query(
    `UPDATE registration r SET valid_to = greatest($2, r.valid_from) WHERE r.vpc_id = $1 AND r.valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM wanted w WHERE ${same})`,
    [vpcId, now],
  )
  await sql.query(
    `UPDATE registration r SET capture_id = w.capture_id, span_start = w.span_start, span_end = w.span_end, source = w.format,
            havip_id = (SELECT h.id FROM havip h WHERE h.vpc_id = $1 AND h.address = w.address AND w.kind = 'havip')
       FROM wanted w WHERE r.vpc_id = $1 AND r.valid_to IS NULL AND ${same}`,
    [vpcId],
  )
  await sql.query(
    `INSERT INTO registration (vpc_id, nic_id, kind, address, mac, havip_id, owned, claimant, source, valid_from, capture_id, span_start, span_end)
     SELECT $1, w.nic_id, w.kind, w.address, w.mac, h.id, false, coalesce(-h.id, w.guest_id), w.format, c.captured_at, w.capture_id, w.span_start, w.span_end
       FROM wanted w JOIN capture c ON c.id = w.capture_id LEFT JOIN havip h ON h.vpc_id = $1 AND h.address = w.address AND w.kind = 'havip'
      WHERE NOT EXISTS (SELECT 1 FROM registration r WHERE ${same} AND r.valid_to IS NULL)`,
    [vpcId],
  )
}
