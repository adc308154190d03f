import { createHash } from 'node:crypto'
import type { Snapshot } from '../../../core/registry/snapshot'
import type { Sql } from '../database'
import { saveRegistry } from './save-registry'
import { saveTopology } from './save-topology'

type FabricFacts = { readonly id: number; readonly name: string; readonly isDemo: boolean }
export type SavedSnapshots = {
  readonly vpcIds: readonly number[]
  /** Interfaces of which anything changed that a judgement may rest on. */
  readonly touchedNicIds: readonly number[]
}

const COMPARED_ANYWAY_MINUTES = 10
const MANY = 1_000 // interfaces touched at once, after which the planner should look at the tables again

const hashes = new WeakMap<Snapshot, string>()
/** Of all but its revision; a fabric that hands out the same object again spares the work. */
function hashOf(snapshot: Snapshot): string {
  const before = hashes.get(snapshot)
  if (before) return before
  const { revision: _, ...said } = snapshot
  const hash = createHash('sha256').update(JSON.stringify(said)).digest('base64')
  hashes.set(snapshot, hash)
  return hash
}

/**
 * Stores what a fabric says as facts, a snapshot a VPC: what it names is made or updated, what it no longer names ends.
 * Written are differences only, set by set; what was stored a moment ago and is the same is not compared at all.
 */
export async function saveSnapshots(
  sql: Sql,
  fabric: FabricFacts,
  snapshots: readonly Snapshot[],
  now: Date,
): Promise<SavedSnapshots> {
  const { rows: stored } = await sql.query<{ id: number; name: string; hash: string }>(
    `SELECT id, name, snapshot_hash AS hash FROM vpc WHERE fabric_id = $1 AND snapshot_saved_at >= $2::timestamptz - make_interval(mins => ${COMPARED_ANYWAY_MINUTES})`,
    [fabric.id, now],
  )
  const held = new Map(stored.map(({ id, name, hash }) => [`${hash} ${name}`, id]))
  await sql.query('CREATE TEMP TABLE IF NOT EXISTS touched_nic (nic_id int) ON COMMIT DROP')
  await sql.query('TRUNCATE touched_nic')
  const vpcIds: number[] = []
  for (const snapshot of snapshots) {
    const same = namesOf(fabric, snapshot).flatMap((name) => held.get(`${hashOf(snapshot)} ${name}`) ?? [])[0]
    vpcIds.push(same ?? (await saveSnapshot(sql, fabric, snapshot, now)))
  }
  await endVpcs(sql, fabric.id, vpcIds, now)
  // A first reading fills empty tables, of which the planner thinks nothing yet.
  const { rows: sizes } = await sql.query<{ isLarge: boolean }>(
    'SELECT count(*) > $1 AS "isLarge" FROM (SELECT 1 FROM touched_nic LIMIT $1 + 1) t',
    [MANY],
  )
  if (sizes[0]?.isLarge) await sql.query('ANALYZE guest, nic, registration, subnet')
  const { rows } = await sql.query<{ nicId: number }>(
    'SELECT DISTINCT t.nic_id AS "nicId" FROM touched_nic t JOIN nic n ON n.id = t.nic_id',
  )
  return { vpcIds, touchedNicIds: rows.map((row) => row.nicId) }
}

async function saveSnapshot(sql: Sql, fabric: FabricFacts, snapshot: Snapshot, now: Date): Promise<number> {
  const vpcId = await saveVpc(sql, fabric, snapshot)
  await saveTopology(sql, vpcId, fabric.id, snapshot)
  await saveRegistry(sql, vpcId, snapshot, now)
  await sql.query('UPDATE vpc SET snapshot_hash = $2, snapshot_saved_at = $3 WHERE id = $1', [
    vpcId,
    hashOf(snapshot),
    now,
  ])
  return vpcId
}

/** Of VPCs that the fabric no longer names nothing is registered; what was seen of their guests stays. */
async function endVpcs(sql: Sql, fabricId: number, named: readonly number[], now: Date): Promise<void> {
  await sql.query(
    `WITH gone AS (
       SELECT id FROM vpc WHERE fabric_id = $1 AND id <> ALL($2::int[]) AND snapshot_hash IS NOT NULL
     ), forgotten AS (
       UPDATE vpc SET snapshot_hash = NULL FROM gone WHERE vpc.id = gone.id
     ), ended AS (
       UPDATE registration r SET valid_to = greatest($3, r.valid_from) FROM gone WHERE r.vpc_id = gone.id AND r.valid_to IS NULL RETURNING r.nic_id
     )
     INSERT INTO touched_nic SELECT nic_id FROM ended`,
    [fabricId, named, now],
  )
}

/** A name that somebody else's VPC has is taken with the fabric's name before it. */
const namesOf = (fabric: FabricFacts, { vpc }: Snapshot) => [vpc.name, `${fabric.name}: ${vpc.name}`]

async function saveVpc(sql: Sql, fabric: FabricFacts, snapshot: Snapshot): Promise<number> {
  const { vpc } = snapshot
  for (const name of namesOf(fabric, snapshot)) {
    const { rows } = await sql.query<{ id: number }>(
      `INSERT INTO vpc (name, fabric_id, vni, is_demo) VALUES ($1, $2, $3, $4)
       ON CONFLICT (name) DO UPDATE SET vni = excluded.vni WHERE vpc.fabric_id = excluded.fabric_id RETURNING id`,
      [name, fabric.id, vpc.vni, fabric.isDemo],
    )
    const id = rows[0]?.id
    if (id === undefined) continue
    await sql.query('INSERT INTO vpc_cidr (vpc_id, cidr) SELECT $1, unnest($2::inet[]) ON CONFLICT DO NOTHING', [
      id,
      vpc.cidrs,
    ])
    return id
  }
  throw new Error(`VPCs named ${vpc.name} and ${fabric.name}: ${vpc.name} exist that this fabric does not serve`)
}
