import type { Sql } from '../database'
import { listNicsOnHost, saveDump } from '../flows'
import { saveBridgePorts } from './save-topology'

/** A host's switch as it was read: flow tables by bridge, and ports with the interface behind each, where that is known. */
type Reading = {
  readonly tables: readonly { readonly bridge: string; readonly dump: string }[]
  readonly ports: readonly {
    readonly bridge: string
    readonly ofport: number
    readonly name: string
    readonly type: string
    readonly remote: string | null
    readonly ifaceId: string | null
  }[]
}

/** Stores what a host's switch has. Answers the interfaces whose rules or port changed. */
export async function saveHostReading(
  sql: Sql,
  host: string,
  { tables, ports }: Reading,
  source: string,
  now: Date,
): Promise<number[]> {
  const { rows: hosts } = await sql.query<{ id: number }>('SELECT id FROM host WHERE name = $1', [host])
  const hostId = hosts[0]?.id
  if (hostId === undefined) return []
  const touched: number[] = []
  if (ports.length > 0) {
    await saveBridgePorts(
      sql,
      ports.map((port) => ({ ...port, host })),
    )
    await sql.query(
      `DELETE FROM bridge_port p WHERE p.host_id = $1 AND p.bridge = ANY($3) AND NOT EXISTS (
         SELECT 1 FROM jsonb_to_recordset($2::jsonb) AS w(bridge text, ofport int) WHERE w.bridge = p.bridge AND w.ofport = p.ofport)`,
      [hostId, JSON.stringify(ports), tables.map((table) => table.bridge)],
    )
    const { rows: moved } = await sql.query<{ id: number }>(
      `UPDATE nic n SET bridge = w.bridge, ofport = w.ofport
         FROM jsonb_to_recordset($2::jsonb) AS w(bridge text, ofport int, "ifaceId" text), guest g
        WHERE g.id = n.guest_id AND g.host_id = $1 AND n.name = w."ifaceId" AND (n.bridge, n.ofport) IS DISTINCT FROM (w.bridge, w.ofport) RETURNING n.id`,
      [hostId, JSON.stringify(ports)],
    )
    touched.push(...moved.map((row) => row.id))
  }
  for (const { bridge, dump } of tables) {
    const saved = await saveDump(sql, { hostId, bridge, text: dump, takenAt: now, source })
    if (saved.isNew) touched.push(...(await listNicsOnHost(sql, hostId)))
  }
  return touched
}
