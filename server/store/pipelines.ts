import { type BridgePort, buildPipeline, type Pipeline } from '../../core/openflow/build-pipeline'
import { getBlob } from './blobs'
import type { Sql } from './database'

const CACHED_MAX = 32
const cache = new Map<string, Pipeline>()

export type HostPipeline = {
  readonly pipeline: Pipeline
  readonly dumpId: number
  readonly takenAt: Date
  readonly host: string
}

/** The classifier of a host's bridge as last read; built once per dump and set of ports. Null: no flow table. */
export async function findPipeline(sql: Sql, hostId: number, bridge: string | null): Promise<HostPipeline | null> {
  const { rows } = await sql.query<{
    id: number
    bridge: string
    hash: Buffer
    takenAt: Date
    host: string
    ports: BridgePort[]
  }>(
    `SELECT d.id, d.bridge, d.hash, d.taken_at AS "takenAt", h.name AS host,
            coalesce((SELECT json_agg(json_build_object('ofport', p.ofport, 'name', p.name, 'type', p.type, 'remote', host(p.remote)) ORDER BY p.ofport)
              FROM bridge_port p WHERE p.host_id = d.host_id AND p.bridge = d.bridge), '[]') AS ports
       FROM flow_dump d JOIN host h ON h.id = d.host_id
      WHERE d.host_id = $1 AND d.is_current AND ($2::text IS NULL OR d.bridge = $2) ORDER BY d.taken_at DESC LIMIT 1`,
    [hostId, bridge],
  )
  const dump = rows[0]
  if (!dump) return null
  const key = `${dump.hash.toString('hex')} ${JSON.stringify(dump.ports)}`
  let pipeline = cache.get(key)
  if (!pipeline) {
    pipeline = buildPipeline(dump.bridge, await getBlob(sql, dump.hash), dump.ports)
    cache.set(key, pipeline)
    if (cache.size > CACHED_MAX) cache.delete(cache.keys().next().value ?? '')
  }
  return { pipeline, dumpId: dump.id, takenAt: dump.takenAt, host: dump.host }
}
