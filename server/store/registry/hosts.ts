import type { HostDraft, PortDraft } from '../../../core/registry/validate-host'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import type { Sql } from '../database'

export type HostRow = {
  readonly id: number
  readonly name: string
  readonly fabric: string | null
  readonly managementIp: string | null
  readonly ports: PortDraft[]
  readonly version: string
}

/** The host about to be edited, locked; one that a fabric reports is refused. */
export async function getOwnHost(sql: Sql, id: number): Promise<Result<HostRow, AppError>> {
  await sql.query('SELECT 1 FROM host WHERE id = $1 FOR UPDATE', [id])
  const { rows } = await sql.query<HostRow>(
    `SELECT h.id, h.name, f.name AS fabric, host(h.management_ip) AS "managementIp", h.xmin::text AS version,
       coalesce((SELECT json_agg(json_build_object('bridge', p.bridge, 'ofport', p.ofport, 'name', p.name, 'type', p.type, 'remote', host(p.remote)) ORDER BY p.bridge, p.ofport)
         FROM bridge_port p WHERE p.host_id = h.id), '[]') AS ports
     FROM host h LEFT JOIN fabric f ON f.id = h.fabric_id WHERE h.id = $1`,
    [id],
  )
  const host = rows[0]
  if (!host) return err({ kind: 'not-found', what: 'This host' })
  if (host.fabric !== null)
    return err({
      kind: 'refused',
      reason: `Host ${host.name} is reported by fabric ${host.fabric}; it is edited there.`,
    })
  return ok(host)
}

export async function findHostIdByName(sql: Sql, name: string): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>('SELECT id FROM host WHERE name = $1', [name])
  return rows[0]?.id ?? null
}

export async function createHost(sql: Sql, draft: HostDraft): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO host (name, management_ip) VALUES ($1, $2) RETURNING id',
    [draft.name, draft.managementIp],
  )
  const id = rows[0]?.id ?? 0
  await savePorts(sql, id, draft.ports)
  return id
}

export async function saveHost(sql: Sql, id: number, draft: HostDraft): Promise<void> {
  await sql.query('UPDATE host SET name = $2, management_ip = $3 WHERE id = $1', [id, draft.name, draft.managementIp])
  await sql.query('DELETE FROM bridge_port WHERE host_id = $1', [id])
  await savePorts(sql, id, draft.ports)
}

async function savePorts(sql: Sql, id: number, ports: readonly PortDraft[]): Promise<void> {
  await sql.query(
    `INSERT INTO bridge_port (host_id, bridge, ofport, name, type, remote)
     SELECT $1, bridge, ofport, name, type, remote FROM jsonb_to_recordset($2::jsonb) AS t(bridge text, ofport int, name text, type text, remote inet)`,
    [id, JSON.stringify(ports)],
  )
}

/** The guests placed on a host: their interfaces, and the first few names for a sentence. */
export async function findPlaced(sql: Sql, id: number): Promise<{ guests: number; names: string[]; nicIds: number[] }> {
  const { rows } = await sql.query<{ guests: number; names: string[]; nicIds: number[] }>(
    `SELECT (SELECT count(*)::int FROM guest WHERE host_id = $1) AS guests, ARRAY(SELECT name FROM guest WHERE host_id = $1 ORDER BY name LIMIT 3) AS names,
       ARRAY(SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.host_id = $1) AS "nicIds"`,
    [id],
  )
  return rows[0] ?? { guests: 0, names: [], nicIds: [] }
}

export async function deleteHost(sql: Sql, id: number): Promise<void> {
  await sql.query('DELETE FROM host WHERE id = $1', [id])
}
