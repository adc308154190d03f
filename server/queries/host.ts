import 'server-only'
import { evaluatePipeline } from '../../core/openflow/evaluate-pipeline'
import { parsePacket } from '../../core/openflow/parse-packet'
import { pool } from '../store/database'
import { findPipeline } from '../store/pipelines'
import { Parameters } from './address-filter'

export type RuleRow = {
  readonly ordinal: number
  readonly line: number
  readonly tableId: number
  readonly priority: number
  readonly cookie: string
  readonly nPackets: number | null
  readonly nBytes: number | null
  readonly match: string
  readonly actions: string
}
export type RuleCursor = { readonly tableId: number; readonly priority: number; readonly ordinal: number }
export type TableLoad = {
  readonly tableId: number
  readonly rules: number
  readonly packets: number
  readonly dropped: number
}
export type HostPage = {
  readonly id: number
  readonly name: string
  readonly version: string
  readonly managementIp: string | null
  readonly fabric: string | null
  readonly dump: {
    readonly id: number
    readonly bridge: string
    readonly takenAt: string
    readonly source: string
    readonly ruleCount: number
    readonly problems: number
  } | null
  readonly ports: readonly {
    readonly bridge: string
    readonly ofport: number
    readonly name: string
    readonly type: string
    readonly remote: string | null
  }[]
  readonly guests: readonly {
    readonly id: number
    readonly name: string
    readonly nic: string
    readonly mac: string
    readonly ofport: number | null
    readonly worst: number
  }[]
  readonly tables: readonly TableLoad[]
}

export async function findHost(id: number): Promise<HostPage | null> {
  const { rows } = await pool().query(
    'SELECT h.id, h.name, h.xmin::text AS version, host(h.management_ip) AS "managementIp", f.name AS fabric FROM host h LEFT JOIN fabric f ON f.id = h.fabric_id WHERE h.id = $1',
    [id],
  )
  if (!rows[0]) return null
  const [dump, ports, guests] = await Promise.all([
    pool().query(
      'SELECT id, bridge, taken_at, source, rule_count AS "ruleCount", jsonb_array_length(problems) AS problems FROM flow_dump WHERE host_id = $1 AND is_current ORDER BY taken_at DESC LIMIT 1',
      [id],
    ),
    pool().query(
      'SELECT bridge, ofport, name, type, host(remote) AS remote FROM bridge_port WHERE host_id = $1 ORDER BY bridge, ofport LIMIT 4096',
      [id],
    ),
    pool().query(
      `SELECT g.id, g.name, n.name AS nic, n.mac, n.ofport, coalesce((SELECT max(severity) FROM standing s WHERE s.nic_id = n.id), 0)::int AS worst
         FROM guest g JOIN nic n ON n.guest_id = g.id WHERE g.host_id = $1 ORDER BY g.name, n.name LIMIT 200`,
      [id],
    ),
  ])
  const held = dump.rows[0]
  const tables = held
    ? await pool().query<TableLoad>(
        `SELECT table_id AS "tableId", count(*)::int AS rules, coalesce(sum(n_packets), 0)::float8 AS packets, coalesce(sum(n_packets) FILTER (WHERE actions = 'drop'), 0)::float8 AS dropped
           FROM flow_rule WHERE dump_id = $1 GROUP BY table_id ORDER BY table_id`,
        [held.id],
      )
    : null
  return {
    ...rows[0],
    ports: ports.rows,
    guests: guests.rows,
    tables: tables?.rows ?? [],
    dump: held
      ? {
          id: held.id,
          bridge: held.bridge,
          takenAt: held.taken_at.toISOString(),
          source: held.source,
          ruleCount: held.ruleCount,
          problems: held.problems,
        }
      : null,
  }
}

export type RuleFilter = {
  readonly q?: string | undefined
  readonly tableId?: number | undefined
  readonly nic?: { readonly mac: string; readonly ofport: number | null } | undefined
}

/** Rules of a dump in the order in which they are tried: by table, then by priority. */
export async function listRules(
  dumpId: number,
  filter: RuleFilter,
  cursor: RuleCursor | null,
  rowsMax = 200,
): Promise<{ rows: RuleRow[]; next: RuleCursor | null }> {
  const parameters = new Parameters()
  const conditions = [`dump_id = ${parameters.add(dumpId)}`]
  if (filter.tableId !== undefined) conditions.push(`table_id = ${parameters.add(filter.tableId)}`)
  if (filter.q) {
    const like = parameters.add(`%${filter.q.replace(/[\\%_]/g, '\\$&')}%`)
    conditions.push(`(match ILIKE ${like} OR actions ILIKE ${like} OR cookie ILIKE ${like})`)
  }
  if (filter.nic) {
    const port = parameters.add(`(^|,)in_port=${filter.nic.ofport ?? -1}(,|$)`)
    conditions.push(`(match LIKE ${parameters.add(`%${filter.nic.mac}%`)} OR match ~ ${port} OR match = '')`)
  }
  if (cursor) {
    const [table, priority, ordinal] = [
      parameters.add(cursor.tableId),
      parameters.add(cursor.priority),
      parameters.add(cursor.ordinal),
    ]
    conditions.push(
      `table_id >= ${table} AND (table_id > ${table} OR priority < ${priority} OR (priority = ${priority} AND ordinal > ${ordinal}))`,
    )
  }
  const { rows } = await pool().query<RuleRow>(
    `SELECT ordinal, line, table_id AS "tableId", priority, cookie, n_packets::float8 AS "nPackets", n_bytes::float8 AS "nBytes", match, actions
       FROM flow_rule WHERE ${conditions.join(' AND ')} ORDER BY table_id, priority DESC, ordinal LIMIT ${parameters.add(rowsMax + 1)}`,
    parameters.values,
  )
  const shown = rows.slice(0, rowsMax)
  const last = shown.at(-1)
  return {
    rows: shown,
    next:
      rows.length > rowsMax && last ? { tableId: last.tableId, priority: last.priority, ordinal: last.ordinal } : null,
  }
}

export type TraceView = {
  readonly verdict: string
  readonly steps: readonly {
    readonly table: string
    readonly line: number | null
    readonly priority: number | null
    readonly cookie: string | null
    readonly match: string
    readonly actions: string
  }[]
  readonly outputs: readonly string[]
  readonly unknown: readonly string[]
}

/** What the rules of a host do with a packet written as for ofproto/trace; a sentence when it cannot be read. */
export async function readTrace(hostId: number, bridge: string, text: string): Promise<TraceView | string> {
  const place = await findPipeline(pool(), hostId, bridge)
  if (!place) return 'There is no flow table to trace through.'
  const packet = parsePacket(text, new Map(place.pipeline.ports.map((port) => [port.name, port.ofport])))
  if (typeof packet === 'string') return packet
  const trace = evaluatePipeline(place.pipeline, packet)
  return {
    verdict: trace.verdict,
    steps: trace.steps.map((step) => ({
      table: String(step.table),
      line: step.rule?.rule.line ?? null,
      priority: step.rule?.rule.priority ?? null,
      cookie: step.rule?.rule.cookie ?? null,
      match: step.rule?.rule.match ?? '',
      actions: step.actions.join(','),
    })),
    outputs: trace.floods
      ? ['floods to every port']
      : trace.outputs.map((one) => `${one.ofport}${one.port ? ` (${one.port})` : ''}`),
    unknown: trace.unknown,
  }
}
