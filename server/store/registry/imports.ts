import type { ImportFacts, ImportPlan } from '../../../core/registry/validate-import-world'
import type { Sql } from '../database'

export type ImportKeys = {
  readonly vpcs: readonly string[]
  readonly guests: readonly string[]
  readonly macs: readonly string[]
  readonly addresses: readonly string[]
}

export async function listVpcIds(sql: Sql, names: readonly string[]): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM vpc WHERE name = ANY($1)', [names])
  return rows.map((row) => row.id)
}

/** What is stored about the VPCs, guests, MACs and addresses that an import names, and about nothing else. */
export async function loadImportFacts(sql: Sql, keys: ImportKeys): Promise<ImportFacts> {
  const { rows: vpcs } = await sql.query<ImportFacts['vpcs'][number]>(
    `SELECT v.id, v.name, f.name AS fabric, v.addresses_max AS "addressesMax", ARRAY(SELECT cidr::text FROM vpc_cidr WHERE vpc_id = v.id ORDER BY cidr) AS cidrs
       FROM vpc v LEFT JOIN fabric f ON f.id = v.fabric_id WHERE v.name = ANY($1)`,
    [keys.vpcs],
  )
  const vpcIds = vpcs.map((vpc) => vpc.id)
  const { rows: subnets } = await sql.query<ImportFacts['subnets'][number]>(
    `SELECT id, vpc_id AS "vpcId", name, cidr::text AS cidr, host(gateway) AS gateway, ARRAY(SELECT host(r) FROM unnest(reserved) r) AS reserved FROM subnet WHERE vpc_id = ANY($1)`,
    [vpcIds],
  )
  const { rows: guests } = await sql.query<ImportFacts['guests'][number]>(
    'SELECT g.id, g.vpc_id AS "vpcId", g.name, h.name AS host FROM guest g LEFT JOIN host h ON h.id = g.host_id WHERE g.vpc_id = ANY($1) AND g.name = ANY($2)',
    [vpcIds, keys.guests],
  )
  const { rows: nics } = await sql.query<ImportFacts['nics'][number]>(
    `SELECT n.id, n.vpc_id AS "vpcId", g.name AS guest, n.name, n.mac, s.cidr::text AS subnet,
       (SELECT count(*)::int FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL) AS used,
       (SELECT host(r.address) FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND r.kind = 'primary' AND family(r.address) = family(s.cidr) LIMIT 1) AS primary
     FROM nic n JOIN guest g ON g.id = n.guest_id JOIN subnet s ON s.id = n.subnet_id
     WHERE n.id IN (SELECT id FROM nic WHERE vpc_id = ANY($1) AND mac = ANY($2) UNION SELECT x.id FROM nic x JOIN guest y ON y.id = x.guest_id WHERE y.vpc_id = ANY($1) AND y.name = ANY($3))`,
    [vpcIds, keys.macs, keys.guests],
  )
  const { rows: havips } = await sql.query<ImportFacts['havips'][number]>(
    `SELECT h.id, h.vpc_id AS "vpcId", h.name, host(h.address) AS address, s.cidr::text AS subnet FROM havip h JOIN subnet s ON s.id = h.subnet_id
      WHERE h.vpc_id = ANY($1) AND h.address = ANY($2::inet[])`,
    [vpcIds, keys.addresses],
  )
  const { rows: holders } = await sql.query<ImportFacts['holders'][number]>(
    `SELECT r.vpc_id AS "vpcId", abbrev(r.address) AS address, r.nic_id AS "nicId", r.kind, r.claimant,
       CASE WHEN v.id IS NULL THEN g.name || ' ' || n.name ELSE 'HAVIP ' || v.name END AS by
     FROM registration r JOIN nic n ON n.id = r.nic_id JOIN guest g ON g.id = n.guest_id LEFT JOIN havip v ON v.id = r.havip_id
     WHERE r.valid_to IS NULL AND r.vpc_id = ANY($1) AND r.address = ANY($2::inet[])
     UNION ALL SELECT h.vpc_id, host(h.address), 0, 'havip', -h.id, 'HAVIP ' || h.name FROM havip h WHERE h.vpc_id = ANY($1) AND h.address = ANY($2::inet[])`,
    [vpcIds, keys.addresses],
  )
  return { vpcs, subnets, guests, nics, havips, holders }
}

const MANY = 1000

/** Creates everything a plan names, in a handful of statements; answers the interfaces that it touched. */
export async function applyImport(sql: Sql, plan: ImportPlan, now: Date): Promise<number[]> {
  const rows = (value: readonly unknown[]) => JSON.stringify(value)
  await sql.query(
    `INSERT INTO subnet (vpc_id, name, cidr, reserved) SELECT "vpcId", name, cidr, '{}' FROM jsonb_to_recordset($1::jsonb) AS t("vpcId" int, name text, cidr inet)`,
    [rows(plan.subnets)],
  )
  await sql.query(
    'INSERT INTO host (name) SELECT DISTINCT host FROM jsonb_to_recordset($1::jsonb) AS t(host text) WHERE host IS NOT NULL ON CONFLICT (name) DO NOTHING',
    [rows(plan.guests)],
  )
  await sql.query(
    `INSERT INTO guest (vpc_id, name, host_id) SELECT t."vpcId", t.name, h.id FROM jsonb_to_recordset($1::jsonb) AS t("vpcId" int, name text, host text) LEFT JOIN host h ON h.name = t.host`,
    [rows(plan.guests)],
  )
  // Statistics of before the import, and none of a JSON text, would have the planner read what is large row by row.
  if (plan.guests.length > MANY) await sql.query('ANALYZE guest')
  await sql.query('DROP TABLE IF EXISTS import_nic')
  await sql.query(
    'CREATE TEMP TABLE import_nic (vpc_id int, guest text, subnet inet, name text, mac text) ON COMMIT DROP',
  )
  await sql.query(
    `INSERT INTO import_nic SELECT * FROM jsonb_to_recordset($1::jsonb) AS t("vpcId" int, guest text, subnet inet, name text, mac text)`,
    [rows(plan.nics)],
  )
  await sql.query('ANALYZE import_nic')
  await sql.query(
    `INSERT INTO nic (vpc_id, guest_id, subnet_id, name, mac)
     SELECT t.vpc_id, g.id, s.id, t.name, t.mac FROM import_nic t
       JOIN guest g ON g.vpc_id = t.vpc_id AND g.name = t.guest JOIN subnet s ON s.vpc_id = t.vpc_id AND s.cidr = t.subnet`,
  )
  if (plan.nics.length > MANY) await sql.query('ANALYZE nic')
  await sql.query(
    `INSERT INTO havip (vpc_id, subnet_id, name, address)
     SELECT t."vpcId", s.id, t.name, t.address FROM jsonb_to_recordset($1::jsonb) AS t("vpcId" int, subnet inet, name text, address inet) JOIN subnet s ON s.vpc_id = t."vpcId" AND s.cidr = t.subnet`,
    [rows(plan.havips)],
  )
  const held =
    'jsonb_to_recordset($1::jsonb) AS t("vpcId" int, mac text, kind text, address inet, havip inet) JOIN nic n ON n.vpc_id = t."vpcId" AND n.mac = t.mac LEFT JOIN havip v ON v.vpc_id = t."vpcId" AND v.address = t.havip'
  await sql.query(
    `INSERT INTO havip_member (havip_id, nic_id) SELECT v.id, n.id FROM ${held} WHERE v.id IS NOT NULL ON CONFLICT DO NOTHING`,
    [rows(plan.registrations)],
  )
  await sql.query(
    `INSERT INTO registration (vpc_id, nic_id, kind, address, havip_id, claimant, source, valid_from)
     SELECT t."vpcId", n.id, t.kind, t.address, v.id, coalesce(-v.id, n.guest_id), 'rollcall', $2 FROM ${held}`,
    [rows(plan.registrations), now],
  )
  if (plan.registrations.length > MANY) await sql.query('ANALYZE registration')
  const { rows: touched } = await sql.query<{ id: number }>(
    'SELECT DISTINCT n.id FROM jsonb_to_recordset($1::jsonb) AS t("vpcId" int, mac text) JOIN nic n ON n.vpc_id = t."vpcId" AND n.mac = t.mac',
    [rows([...plan.nics, ...plan.registrations].map(({ vpcId, mac }) => ({ vpcId, mac })))],
  )
  return touched.map((row) => row.id)
}
