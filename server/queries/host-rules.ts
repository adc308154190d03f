import 'server-only'
import type { FlowRule } from '../../core/openflow/dump/flow-rule'
import { formatAddFlowCommand } from '../../core/openflow/dump/format-add-flow'
import { type FieldScope, makeScope } from '../../core/openflow/fields/field-scope'
import { compileFilter } from '../../core/openflow/filter/compile-filter'
import type { FilterProblem } from '../../core/openflow/filter/filter'
import { parseFilter } from '../../core/openflow/filter/parse-filter'
import { mapPipeline, outcomeKey, type PipelineMap } from '../../core/openflow/pipeline-map/map-pipeline'
import { nameStages, type Stages } from '../../core/openflow/stages/name-stages'
import { ok, type Result } from '../../core/result'
import { NO_PRIORITY } from '../../core/vfp/list-as-rules'
import { pool } from '../store/database'
import { type ReadDump, readDump } from '../store/dumps'
import type { TraceView } from './host-trace'

export type RuleRow = {
  readonly line: number
  readonly table: number | string
  readonly priority: number | null // null: the default of a layer, which comes last
  readonly cookie: string
  readonly packets: number | null
  readonly bytes: number | null
  readonly since: number | null // packets since the dump before
  readonly match: string
  readonly actions: string
  readonly printed: string // the line of the dump
  readonly command: string | null // of ovs-ofctl that adds it
}
/** Some rows of those that a filter lets through, from `from` on, in the order they are tried. */
export type RulePage = {
  readonly from: number
  readonly total: number
  readonly rows: readonly RuleRow[]
  readonly names: Readonly<Record<string, string>> // `port 1`, `mac 00:16:…`, `ip 10.0.0.1` → who that is
}
export type OpenDump = {
  readonly read: ReadDump
  readonly bridge: string
  readonly kind: 'openflow' | 'vfp'
  readonly hostId: number
  readonly scope: FieldScope
  readonly portNames: ReadonlyMap<number, string>
  readonly before: ReadDump | null // the dump it is compared with for counters
}

/** A kept dump with what the names in it stand for; `beforeId`: a dump to count from. Null: it is not kept any more. */
export async function openDump(dumpId: number, beforeId: number | null = null): Promise<OpenDump | null> {
  const { rows } = await pool().query<{
    id: number
    hash: Buffer
    bridge: string
    kind: 'openflow' | 'vfp'
    hostId: number
    ports: { ofport: number; name: string }[]
  }>(
    `SELECT d.id, d.hash, d.bridge, d.kind, d.host_id AS "hostId",
            coalesce((SELECT json_agg(json_build_object('ofport', p.ofport, 'name', p.name) ORDER BY p.ofport)
              FROM bridge_port p WHERE p.host_id = d.host_id AND p.bridge = d.bridge), '[]') AS ports
       FROM flow_dump d WHERE d.id = ANY($1)`,
    [[dumpId, beforeId]],
  )
  const dump = rows.find((row) => row.id === dumpId)
  if (!dump) return null
  const before = rows.find((row) => row.id === beforeId && row.hostId === dump.hostId && row.bridge === dump.bridge)
  return {
    read: await readDump(pool(), dump.hash),
    bridge: dump.bridge,
    kind: dump.kind,
    hostId: dump.hostId,
    scope: makeScope(new Map(dump.ports.map((port) => [port.name, port.ofport])), []),
    portNames: new Map(dump.ports.map((port) => [port.ofport, port.name])),
    before: before ? await readDump(pool(), before.hash) : null,
  }
}

const FILTERS_MAX = 16
const filtered = new WeakMap<ReadDump, Map<string, Uint32Array>>()

/** The places of the rules a filter lets through; kept for the filters last asked of a dump. */
function findPlaces({ read, scope }: OpenDump, text: string): Result<Uint32Array, FilterProblem> {
  const known = filtered.get(read) ?? new Map<string, Uint32Array>()
  filtered.set(read, known)
  const key = `${text}\n${[...scope.ports].join(' ')}`
  const held = known.get(key)
  if (held) return ok(held)
  const filter = parseFilter(text)
  if (!filter.ok) return filter
  const test = filter.value && compileFilter(filter.value, scope)
  const places: number[] = []
  for (const [i, rule] of read.rules.entries()) if (!test || test(rule)) places.push(i)
  const found = Uint32Array.from(places)
  known.set(key, found)
  if (known.size > FILTERS_MAX) known.delete(known.keys().next().value ?? '')
  return ok(found)
}

export type RuleQuestion = { readonly filter: string; readonly from: number; readonly count: number }

/** One page of rules. A filter that is not understood answers where and why. */
export async function listRules(dump: OpenDump, question: RuleQuestion): Promise<Result<RulePage, FilterProblem>> {
  const places = findPlaces(dump, question.filter)
  if (!places.ok) return places
  const from = Math.max(0, Math.min(question.from, places.value.length - 1))
  const counted = countersOf(dump.before)
  const rules = [...places.value.slice(from, from + question.count)].flatMap((place) => dump.read.rules[place] ?? [])
  return ok({
    from,
    total: places.value.length,
    rows: rules.map((rule) => ({
      line: rule.line,
      table: rule.table,
      priority: rule.priority === NO_PRIORITY ? null : rule.priority,
      cookie: rule.cookie,
      packets: rule.nPackets,
      bytes: rule.nBytes,
      since: counted && sinceThen(rule, counted),
      match: rule.match,
      actions: rule.actions,
      printed: dump.read.text.slice(rule.span.start, rule.span.end).trim(),
      command: dump.kind === 'openflow' ? formatAddFlowCommand(dump.bridge, rule) : null,
    })),
    names: await nameTokens(dump, rules),
  })
}

/** Where among the filtered rules the rule of a line stands; null when it is not among them. */
export function findRulePlace(dump: OpenDump, filter: string, line: number): number | null {
  const places = findPlaces(dump, filter)
  if (!places.ok) return null
  const at = places.value.findIndex((place) => dump.read.rules[place]?.line === line)
  return at < 0 ? null : at
}

/** The pipeline drawn together; heat counts from the dump before, where there is one. */
export function mapDump(dump: OpenDump): PipelineMap {
  const counted = countersOf(dump.before)
  return mapPipeline(dump.read.rules, dump.scope, counted ? (rule) => sinceThen(rule, counted) : undefined)
}

/** The layers of a filtering platform in the order in which a packet meets them. */
export type LayerRow = { readonly table: string; readonly rules: number; readonly packets: number | null }

export function listLayers({ read }: OpenDump): LayerRow[] {
  const layers = new Map<string, { table: string; rules: number; packets: number | null }>()
  for (const { table, nPackets } of read.rules) {
    const layer = layers.get(String(table)) ?? { table: String(table), rules: 0, packets: null }
    layers.set(layer.table, layer)
    layer.rules++
    if (nPackets !== null) layer.packets = (layer.packets ?? 0) + nPackets
  }
  return [...layers.values()]
}

const stages = new WeakMap<ReadDump, Stages>()

/** What the tables of a dump are for, as the fabric names them whose rules these are. */
export function nameDumpStages({ read }: Pick<OpenDump, 'read'>): Stages {
  const known = stages.get(read) ?? nameStages(read.rules)
  stages.set(read, known)
  return known
}

/** The fields that rules of a dump ask for, for completing a filter. */
export function listUsedFields({ read }: OpenDump): string[] {
  const used = new Set<string>()
  for (const { match } of read.rules)
    for (const token of match.split(',')) {
      const equals = token.indexOf('=')
      used.add(equals < 0 ? token : token.slice(0, equals))
    }
  return [...used].slice(0, 200)
}

type Counters = ReadonlyMap<string, number>
const counters = new WeakMap<ReadDump, Counters>()
/** Table, priority and match say which rule it is; a switch holds no two that share them. */
const identityOf = (rule: FlowRule): string => `${rule.table} ${rule.priority} ${rule.match}`

function countersOf(dump: ReadDump | null): Counters | null {
  if (!dump) return null
  const held = counters.get(dump) ?? new Map(dump.rules.map((rule) => [identityOf(rule), rule.nPackets ?? 0]))
  counters.set(dump, held)
  return held
}

/** A counter that is lower than before began anew: the rule was removed and added again. */
function sinceThen(rule: FlowRule, counted: Counters): number | null {
  const then = counted.get(identityOf(rule)) ?? 0
  return rule.nPackets === null ? null : rule.nPackets >= then ? rule.nPackets - then : rule.nPackets
}

const PORT = /\b(?:in_port=|output:|enqueue:)"?(\d+)/g
const MAC = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/g
const IPV4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b(?!\/)/g

/** Who stands behind the ports, MACs and addresses in these rules. */
async function nameTokens(dump: OpenDump, rules: readonly FlowRule[]): Promise<Record<string, string>> {
  const text = rules.map((rule) => `${rule.match} ${rule.actions}`).join('\n')
  const all = (pattern: RegExp, group = 0): string[] => [
    ...new Set([...text.matchAll(pattern)].map((found) => found[group] ?? '')),
  ]
  const ports = all(PORT, 1).map(Number)
  const { rows } = await pool().query<{ kind: string; key: string; name: string; all: number }>(
    `WITH v AS (SELECT DISTINCT vpc_id AS id FROM guest WHERE host_id = $1)
     SELECT kind, key, min(name) AS name, count(DISTINCT name)::int AS all FROM (
       SELECT 'port' AS kind, n.ofport::text AS key, g.name || ' ' || n.name AS name FROM guest g JOIN nic n ON n.guest_id = g.id
        WHERE g.host_id = $1 AND n.ofport = ANY($2) AND (n.bridge IS NULL OR n.bridge = $3)
       UNION ALL SELECT 'mac', n.mac, g.name || ' ' || n.name FROM v JOIN nic n ON n.vpc_id = v.id AND n.mac = ANY($4) JOIN guest g ON g.id = n.guest_id
       UNION ALL SELECT 'ip', host(r.address), g.name || ' ' || n.name FROM v JOIN registration r ON r.vpc_id = v.id AND r.valid_to IS NULL AND r.address = ANY($5::inet[])
         JOIN nic n ON n.id = r.nic_id JOIN guest g ON g.id = n.guest_id) t GROUP BY kind, key`,
    [
      dump.hostId,
      ports,
      dump.bridge,
      all(MAC),
      all(IPV4).filter((ip) => ip.split('.').every((part) => Number(part) < 256)),
    ],
  )
  const names: Record<string, string> = {}
  for (const port of ports) {
    const name = dump.portNames.get(port)
    if (name) names[`port ${port}`] = name
  }
  for (const row of rows) {
    const key = `${row.kind} ${row.key}`
    const who = row.all === 1 ? row.name : `${row.all} interfaces`
    names[key] = names[key] ? `${names[key]}, ${who}` : who
  }
  return names
}

/** The way of a trace on the map of a dump: the group of rules that decided in each table of its bridge. */
export function pathOf(
  { bridge, scope }: OpenDump,
  trace: Pick<TraceView, 'steps' | 'verdict'>,
): { table: number | string; group: string | null; line: number; isStop: boolean }[] {
  return trace.steps
    .filter((step) => step.bridge === bridge)
    .map((step, i, all) => ({
      table: step.table,
      group: step.rule && outcomeKey(step.rule.actions, step.table, scope),
      line: step.rule?.line ?? -1,
      isStop: trace.verdict === 'drop' && i === all.length - 1,
    }))
}
