import { forgetBlobs } from './blobs'
import type { Sql } from './database'

/** Makes a fabric known, or answers the one of that name. `secretName` names the environment variable with its secret. */
export async function createFabric(
  sql: Sql,
  draft: {
    name: string
    kind: string
    endpoint: string
    secretName: string | null
    options?: Readonly<Record<string, string>>
  },
): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    `INSERT INTO fabric (name, kind, endpoint, secret_name, options) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET endpoint = excluded.endpoint, options = excluded.options RETURNING id`,
    [draft.name, draft.kind, draft.endpoint, draft.secretName, JSON.stringify(draft.options ?? {})],
  )
  return rows[0]?.id ?? 0
}

/** The fabric by which a host is reached. */
export async function findHostFabric(sql: Sql, hostId: number): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>(
    "SELECT f.id FROM host h JOIN fabric f ON f.id = h.fabric_id WHERE h.id = $1 AND f.kind <> 'export'",
    [hostId],
  )
  return rows[0]?.id ?? null
}

const LOCK_CLASS = 7_212

/** One at a time a fabric, whichever process asks: reading it, and changing what it installs. Held until the transaction ends. */
export async function lockFabric(sql: Sql, id: number): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK_CLASS, id])
}

export async function listFabricIds(sql: Sql): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>("SELECT id FROM fabric WHERE kind <> 'export' ORDER BY id")
  return rows.map((row) => row.id)
}

export type StoredFabric = {
  readonly id: number
  readonly name: string
  readonly kind: string
  readonly endpoint: string
  readonly secretName: string | null
  readonly canWrite: boolean
  readonly options: Readonly<Record<string, string>>
  readonly version: string
}

export async function findFabric(sql: Sql, id: number): Promise<StoredFabric | null> {
  const { rows } = await sql.query<StoredFabric>(
    'SELECT id, name, kind, endpoint, secret_name AS "secretName", can_write AS "canWrite", options, xmin::text AS version FROM fabric WHERE id = $1 FOR UPDATE',
    [id],
  )
  return rows[0] ?? null
}

export async function findFabricIdByName(sql: Sql, name: string): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM fabric WHERE name = $1', [name])
  return rows[0]?.id ?? null
}

export async function saveFabric(
  sql: Sql,
  id: number,
  draft: Omit<StoredFabric, 'id' | 'kind' | 'version'>,
): Promise<void> {
  await sql.query(
    'UPDATE fabric SET name = $2, endpoint = $3, can_write = $4, options = $5, secret_name = $6 WHERE id = $1',
    [id, draft.name, draft.endpoint, draft.canWrite, JSON.stringify(draft.options), draft.secretName],
  )
}

/** Removes the demo: its VPC with everything in it, its hosts and fabric. The log of changes stays. */
export async function deleteDemo(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ fabric_id: number | null; id: number }>(
    'SELECT id, fabric_id FROM vpc WHERE is_demo',
  )
  await deleteVpcs(
    sql,
    rows.map((row) => row.id),
  )
  for (const id of new Set(rows.flatMap((row) => row.fabric_id ?? []))) await deleteFabric(sql, id)
  return rows.length
}

/**
 * Forgets a fabric with the VPCs it serves and its hosts. A registry that Rollcall keeps stays, with the hosts of its
 * guests; so does the log of changes.
 */
export async function deleteFabric(sql: Sql, fabricId: number): Promise<void> {
  await sql.query(
    'UPDATE host SET fabric_id = NULL WHERE fabric_id = $1 AND EXISTS (SELECT 1 FROM vpc WHERE programmed_by = $1)',
    [fabricId],
  )
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM vpc WHERE fabric_id = $1', [fabricId])
  const { rows: texts } = await sql.query<{ hash: Buffer }>(
    'SELECT d.hash FROM flow_dump d JOIN host h ON h.id = d.host_id WHERE h.fabric_id = $1',
    [fabricId],
  )
  await deleteVpcs(
    sql,
    rows.map((row) => row.id),
  )
  await sql.query('DELETE FROM host WHERE fabric_id = $1', [fabricId])
  await sql.query('DELETE FROM fabric WHERE id = $1', [fabricId])
  await forgetBlobs(
    sql,
    texts.map((row) => row.hash),
  )
}

async function deleteVpcs(sql: Sql, vpcIds: readonly number[]): Promise<void> {
  await sql.query('DELETE FROM finding_event WHERE finding_id IN (SELECT id FROM finding WHERE vpc_id = ANY($1))', [
    vpcIds,
  ])
  const { rows: texts } = await sql.query<{ hash: Buffer }>('SELECT hash FROM capture WHERE vpc_id = ANY($1)', [vpcIds])
  for (const table of ['finding', 'standing', 'claim', 'capture', 'registration', 'havip'])
    await sql.query(`DELETE FROM ${table} WHERE vpc_id = ANY($1)`, [vpcIds])
  for (const table of ['probe', 'listing'])
    await sql.query(`DELETE FROM ${table} WHERE nic_id IN (SELECT id FROM nic WHERE vpc_id = ANY($1))`, [vpcIds])
  await sql.query('DELETE FROM nic WHERE vpc_id = ANY($1)', [vpcIds])
  await sql.query('DELETE FROM vpc WHERE id = ANY($1)', [vpcIds])
  await forgetBlobs(
    sql,
    texts.map((row) => row.hash),
  )
}
