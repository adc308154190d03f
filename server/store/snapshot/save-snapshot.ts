import type { Snapshot } from '../../../core/registry/snapshot'
import type { Sql } from '../database'
import { saveRegistry } from './save-registry'
import { saveTopology } from './save-topology'

export type SavedSnapshot = {
  readonly vpcId: number
  /** Interfaces of which anything changed that a judgement may rest on. */
  readonly touchedNicIds: readonly number[]
}

/**
 * Stores what a fabric says of one VPC as facts: what it names is made or updated, what it no longer names ends. Written
 * are differences only, set by set.
 */
export async function saveSnapshot(
  sql: Sql,
  fabric: { readonly id: number; readonly name: string; readonly isDemo: boolean },
  snapshot: Snapshot,
  now: Date,
): Promise<SavedSnapshot> {
  const vpcId = await saveVpc(sql, fabric, snapshot)
  await sql.query('CREATE TEMP TABLE IF NOT EXISTS touched_nic (nic_id int) ON COMMIT DROP')
  await sql.query('TRUNCATE touched_nic')
  await saveTopology(sql, vpcId, fabric.id, snapshot)
  await saveRegistry(sql, vpcId, snapshot, now)
  const { rows } = await sql.query<{ nicId: number }>(
    'SELECT DISTINCT t.nic_id AS "nicId" FROM touched_nic t JOIN nic n ON n.id = t.nic_id',
  )
  return { vpcId, touchedNicIds: rows.map((row) => row.nicId) }
}

/** A name that somebody else's VPC has is taken with the fabric's name before it. */
async function saveVpc(
  sql: Sql,
  fabric: { readonly id: number; readonly name: string; readonly isDemo: boolean },
  { vpc }: Snapshot,
): Promise<number> {
  for (const name of [vpc.name, `${fabric.name}: ${vpc.name}`]) {
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
