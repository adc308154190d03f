import { type ExportedFacts, type KeptExport, listExportedFacts } from '../../../core/registry/exports/exported-facts'
import type { Sql } from '../database'
import { placeSubnets } from './place-subnets'
import { saveExportedHaVips, saveExportedRegistrations } from './save-registrations'

/** What exports came to in a VPC. */
export type RebuiltRegistry = { readonly nics: number; readonly leftOut: ExportedFacts['leftOut'] }

/**
 * Derives the registry of a VPC again from the exports that stand, in the order of their time. Guests and interfaces stay
 * once they are known; of an interface that no export mentions the registry says nothing. Without any export left the
 * VPC has Rollcall's own registry again, and nothing in it.
 */
export async function rebuildRegistry(sql: Sql, vpcId: number, now: Date): Promise<RebuiltRegistry> {
  const { rows: kept } = await sql.query<KeptExport & { at: Date }>(
    `SELECT id AS "captureId", format, value->'exported' AS exported, captured_at AS at FROM capture
      WHERE vpc_id = $1 AND kind = 'registry' AND withdrawn_at IS NULL ORDER BY captured_at, id`,
    [vpcId],
  )
  const facts = listExportedFacts(kept)
  const fabricId = await saveExportFabric(sql, vpcId, kept.at(-1)?.at ?? null)
  await saveNics(sql, vpcId, fabricId, facts)
  await saveExportedHaVips(sql, vpcId, facts)
  await saveExportedRegistrations(sql, vpcId, facts, now)
  await placeSwitchInterfaces(sql, vpcId, kept)
  return { nics: facts.nics.length, leftOut: facts.leftOut }
}

/** The fabric that stands for the exports of a VPC: nobody speaks to it. Its time is that of the latest export. */
async function saveExportFabric(sql: Sql, vpcId: number, readAt: Date | null): Promise<number | null> {
  if (readAt === null) {
    await sql.query(
      "UPDATE vpc v SET fabric_id = NULL FROM fabric f WHERE f.id = v.fabric_id AND v.id = $1 AND f.kind = 'export'",
      [vpcId],
    )
    return null
  }
  const { rows: held } = await sql.query<{ id: number }>(
    "UPDATE fabric f SET read_at = $2 FROM vpc v WHERE v.id = $1 AND f.id = v.fabric_id AND f.kind = 'export' RETURNING f.id",
    [vpcId, readAt],
  )
  if (held[0]) return held[0].id
  const { rows } = await sql.query<{ id: number }>(
    `INSERT INTO fabric (name, kind, endpoint, can_write, read_at) SELECT name || ', as exported', 'export', '', false, $2 FROM vpc WHERE id = $1
     ON CONFLICT (name) DO UPDATE SET read_at = excluded.read_at RETURNING id`,
    [vpcId, readAt],
  )
  await sql.query('UPDATE vpc SET fabric_id = $2 WHERE id = $1', [vpcId, rows[0]?.id])
  return rows[0]?.id ?? null
}

async function saveNics(sql: Sql, vpcId: number, fabricId: number | null, facts: ExportedFacts): Promise<void> {
  const subnets = await placeSubnets(sql, vpcId, facts)
  const names = new Set<string>()
  const rows = facts.nics.flatMap((nic) => {
    const subnet = subnets.ofNic.get(nic.mac)
    if (subnet === undefined) return []
    const called = `${nic.guest}\n${nic.name}`
    const name = names.has(called) ? `${nic.name} ${nic.mac}` : nic.name
    names.add(called)
    return [{ mac: nic.mac, name, guest: nic.guest, host: nic.host, subnet_id: subnet, is_whole: nic.isWhole }]
  })
  const json = JSON.stringify(rows)
  const said =
    'jsonb_to_recordset($2::jsonb) AS t(mac text, name text, guest text, host text, subnet_id int, is_whole boolean)'
  await sql.query(
    `INSERT INTO host (name, fabric_id) SELECT DISTINCT t.host, $1::int FROM ${said} WHERE t.host IS NOT NULL ON CONFLICT (name) DO NOTHING`,
    [fabricId, json],
  )
  await sql.query(
    `INSERT INTO guest (vpc_id, name) SELECT DISTINCT $1::int, t.guest FROM ${said}
      WHERE NOT EXISTS (SELECT 1 FROM nic n WHERE n.vpc_id = $1 AND n.mac = t.mac) ON CONFLICT (vpc_id, name) DO NOTHING`,
    [vpcId, json],
  )
  await sql.query(
    `INSERT INTO nic (vpc_id, guest_id, subnet_id, name, mac, is_registry_whole)
     SELECT $1, g.id, t.subnet_id, CASE WHEN EXISTS (SELECT 1 FROM nic x WHERE x.guest_id = g.id AND x.name = t.name AND x.mac <> t.mac) THEN t.name || ' ' || t.mac ELSE t.name END, t.mac, t.is_whole
       FROM ${said} JOIN guest g ON g.vpc_id = $1 AND g.name = t.guest
     WHERE NOT EXISTS (SELECT 1 FROM nic n WHERE n.vpc_id = $1 AND n.mac = t.mac)`,
    [vpcId, json],
  )
  await sql.query(
    `UPDATE nic n SET is_registry_whole = coalesce((SELECT t.is_whole FROM ${said} WHERE t.mac = n.mac), $3) WHERE n.vpc_id = $1`,
    [vpcId, json, fabricId === null],
  )
  await sql.query(
    `UPDATE guest g SET host_id = h.id FROM nic n, host h, ${said} WHERE n.vpc_id = $1 AND n.mac = t.mac AND g.id = n.guest_id AND h.name = t.host AND g.host_id IS NULL`,
    [vpcId, json],
  )
}

/** A virtual switch says which port of which bridge an interface is on, by the MAC that is attached to it. */
async function placeSwitchInterfaces(sql: Sql, vpcId: number, kept: readonly KeptExport[]): Promise<void> {
  const rows = kept.flatMap(({ exported }) =>
    exported.switchInterfaces.flatMap((one) =>
      one.attachedMac !== null && one.ofport !== null && one.ofport > 0
        ? [{ mac: one.attachedMac, ofport: one.ofport, bridge: one.bridge }]
        : [],
    ),
  )
  await sql.query(
    `UPDATE nic n SET ofport = t.ofport, bridge = coalesce(t.bridge, n.bridge)
       FROM jsonb_to_recordset($2::jsonb) AS t(mac text, ofport int, bridge text) WHERE n.vpc_id = $1 AND n.mac = t.mac`,
    [vpcId, JSON.stringify(rows)],
  )
}
