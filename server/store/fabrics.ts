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

export async function listFabricIds(sql: Sql): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>("SELECT id FROM fabric WHERE kind <> 'export' ORDER BY id")
  return rows.map((row) => row.id)
}

/** Removes the demo: its VPC with everything in it, its hosts and fabric. The log of changes stays. */
export async function deleteDemo(sql: Sql): Promise<number> {
  await sql.query(
    `DELETE FROM finding_event WHERE finding_id IN (SELECT f.id FROM finding f JOIN vpc v ON v.id = f.vpc_id WHERE v.is_demo)`,
  )
  for (const table of ['finding', 'standing', 'claim', 'capture', 'registration', 'havip'])
    await sql.query(`DELETE FROM ${table} WHERE vpc_id IN (SELECT id FROM vpc WHERE is_demo)`)
  await sql.query(
    'DELETE FROM probe WHERE nic_id IN (SELECT n.id FROM nic n JOIN vpc v ON v.id = n.vpc_id WHERE v.is_demo)',
  )
  await sql.query(
    'DELETE FROM listing WHERE nic_id IN (SELECT n.id FROM nic n JOIN vpc v ON v.id = n.vpc_id WHERE v.is_demo)',
  )
  await sql.query('DELETE FROM nic WHERE vpc_id IN (SELECT id FROM vpc WHERE is_demo)')
  const { rows } = await sql.query<{ fabric_id: number | null }>('DELETE FROM vpc WHERE is_demo RETURNING fabric_id')
  const fabrics = rows.flatMap((row) => row.fabric_id ?? [])
  await sql.query('DELETE FROM host WHERE fabric_id = ANY($1)', [fabrics])
  await sql.query(
    'DELETE FROM fabric f WHERE f.id = ANY($1) AND NOT EXISTS (SELECT 1 FROM vpc v WHERE v.fabric_id = f.id)',
    [fabrics],
  )
  await sql.query(
    'DELETE FROM blob b WHERE NOT EXISTS (SELECT 1 FROM capture c WHERE c.hash = b.hash) AND NOT EXISTS (SELECT 1 FROM flow_dump d WHERE d.hash = b.hash)',
  )
  return rows.length
}
