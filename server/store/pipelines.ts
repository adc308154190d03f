import { type BridgePort, buildPipeline, type Pipeline } from '../../core/openflow/build-pipeline'
import { getBlob } from './blobs'
import type { Sql } from './database'

const RULES_MAX = 400_000 // together; some 400 MB
const CACHED_MAX = 256
const held = globalThis as unknown as { rollcallPipelines?: Map<string, Pipeline> }

export type HostPipeline = {
  readonly pipeline: Pipeline
  readonly dumpId: number
  readonly takenAt: Date
  readonly host: string
}
type DumpRow = {
  readonly id: number
  readonly bridge: string
  readonly hash: Buffer
  readonly takenAt: Date
  readonly host: string
  readonly ports: BridgePort[]
}

const SELECT = `SELECT d.id, d.bridge, d.hash, d.taken_at AS "takenAt", h.name AS host,
            coalesce((SELECT json_agg(json_build_object('ofport', p.ofport, 'name', p.name, 'type', p.type, 'remote', host(p.remote)) ORDER BY p.ofport)
              FROM bridge_port p WHERE p.host_id = d.host_id AND p.bridge = d.bridge), '[]') AS ports
       FROM flow_dump d JOIN host h ON h.id = d.host_id`

/** The classifier of a host's bridge as last read; built once per dump and set of ports. Null: no flow table that can be evaluated. */
export async function findPipeline(sql: Sql, hostId: number, bridge: string | null): Promise<HostPipeline | null> {
  const { rows } = await sql.query<DumpRow>(
    `${SELECT} WHERE d.host_id = $1 AND d.is_current AND d.kind = 'openflow' AND ($2::text IS NULL OR d.bridge = $2) ORDER BY d.taken_at DESC LIMIT 1`,
    [hostId, bridge],
  )
  return rows[0] ? open(sql, rows[0]) : null
}

/** All bridges of the host of a dump: that dump for its own bridge, the current ones for the others. It comes first. */
export async function findPipelines(sql: Sql, dumpId: number): Promise<HostPipeline[]> {
  const { rows } = await sql.query<DumpRow>(
    `${SELECT} JOIN flow_dump own ON own.id = $1 AND own.host_id = d.host_id
      WHERE d.kind = 'openflow' AND own.kind = 'openflow' AND (d.id = own.id OR (d.is_current AND d.bridge <> own.bridge)) ORDER BY d.id <> own.id, d.bridge`,
    [dumpId],
  )
  const bridges: HostPipeline[] = []
  for (const row of rows) bridges.push(await open(sql, row))
  return bridges
}

async function open(sql: Sql, dump: DumpRow): Promise<HostPipeline> {
  held.rollcallPipelines ??= new Map()
  const cache = held.rollcallPipelines
  const key = `${dump.hash.toString('hex')} ${dump.bridge} ${JSON.stringify(dump.ports)}`
  const pipeline = cache.get(key) ?? buildPipeline(dump.bridge, await getBlob(sql, dump.hash), dump.ports)
  cache.delete(key)
  cache.set(key, pipeline)
  forget(cache, key)
  return { pipeline, dumpId: dump.id, takenAt: dump.takenAt, host: dump.host }
}

/** The least recently asked for go first; what was asked for just now stays, however large. */
function forget(cache: Map<string, Pipeline>, kept: string): void {
  let total = 0
  for (const one of cache.values()) total += one.rules.length
  for (const [key, one] of cache) {
    if (key === kept || (total <= RULES_MAX && cache.size <= CACHED_MAX)) break
    total -= one.rules.length
    cache.delete(key)
  }
}
