import { type Action, parseActions } from './parse-actions'
import { type FlowRule, parseDumpFlows } from './parse-dump-flows'
import { type Match, type MatchField, parseMatch, splitTopLevel } from './parse-match'

/**
 * A classifier finds the rule of highest priority that matches a packet. Rules of one table that look at the same bits
 * of the same fields form a tuple, kept as a hash table; a look-up asks each tuple once, best priority first
 * (tuple-space search, Srinivasan et al. 1999, as Open vSwitch does).
 */
export type ClassifiedRule = {
  readonly rule: FlowRule
  readonly match: Match
  readonly actions: readonly Action[]
  readonly order: number
}
type Tuple = {
  readonly fields: readonly MatchField[]
  readonly rules: Map<string, ClassifiedRule[]>
  priorityMax: number
}

/** `hasVlan`: the port is an access or trunk port, which decides what NORMAL does with a packet. */
export type BridgePort = {
  readonly ofport: number
  readonly name: string
  readonly type: string
  readonly remote: string | null
  readonly hasVlan?: boolean
}
export type Pipeline = {
  readonly bridge: string
  readonly rules: readonly ClassifiedRule[]
  readonly ports: readonly BridgePort[] // empty: not known
  readonly tables: ReadonlyMap<number | string, readonly Tuple[]>
}

/** Builds the classifier of a dump once; a look-up costs one hash access a tuple, however many rules there are. */
export function buildPipeline(bridge: string, dump: string, ports: readonly BridgePort[]): Pipeline {
  const names = new Map(ports.map((port) => [port.name, port.ofport]))
  const rules = parseDumpFlows(dump).value.map(
    (rule, order): ClassifiedRule => ({
      rule,
      match: parseMatch(splitTopLevel(rule.match), names),
      actions: parseActions(rule.actions),
      order,
    }),
  )
  const tables = new Map<number | string, Map<string, Tuple>>()
  for (const entry of rules) {
    const tuples = tables.get(entry.rule.table) ?? new Map<string, Tuple>()
    tables.set(entry.rule.table, tuples)
    const signature = entry.match.fields.map((one) => `${one.field}/${one.mask}`).join()
    const tuple = tuples.get(signature) ?? { fields: entry.match.fields, rules: new Map(), priorityMax: -1 }
    tuples.set(signature, tuple)
    tuple.priorityMax = Math.max(tuple.priorityMax, entry.rule.priority)
    const key = entry.match.fields.map((one) => one.value).join()
    const same = tuple.rules.get(key)
    if (same) same.push(entry)
    else tuple.rules.set(key, [entry])
  }
  const sorted = new Map(
    [...tables].map(([table, tuples]) => [table, [...tuples.values()].sort((a, b) => b.priorityMax - a.priorityMax)]),
  )
  return { bridge, rules, ports, tables: sorted }
}

/** Fields of a packet by name, as unsigned integers; a field that the packet does not have is absent. */
export type Packet = Readonly<Record<string, bigint>>

export type Lookup = {
  readonly found: ClassifiedRule | null
  readonly ambiguous: readonly ClassifiedRule[]
  readonly undecided: ClassifiedRule | null
}

/**
 * The rule that decides in a table. `undecided`: a rule of at least that priority asks for something we do not know, so
 * nothing can be said. `ambiguous`: others of equal priority match too (Open vSwitch leaves the choice undefined).
 */
export function lookUp(pipeline: Pipeline, table: number | string, packet: Packet): Lookup {
  const hits: ClassifiedRule[] = []
  let best = -1
  for (const tuple of pipeline.tables.get(table) ?? []) {
    if (tuple.priorityMax < best) break
    let key = ''
    let isPresent = true
    for (const [i, one] of tuple.fields.entries()) {
      const value = packet[one.field] ?? (isImplicit(one.field) ? 0n : null)
      if (value === null) {
        isPresent = false
        break
      }
      key += i === 0 ? `${value & one.mask}` : `,${value & one.mask}`
    }
    if (!isPresent) continue
    for (const entry of tuple.rules.get(key) ?? []) {
      hits.push(entry)
      if (entry.match.unknown.length === 0) best = Math.max(best, entry.rule.priority)
    }
  }
  const sure = hits
    .filter((hit) => hit.match.unknown.length === 0 && hit.rule.priority === best)
    .sort((a, b) => a.order - b.order)
  const undecided = hits.find((hit) => hit.match.unknown.length > 0 && hit.rule.priority >= best) ?? null
  return { found: sure[0] ?? null, ambiguous: sure.slice(1), undecided }
}

/** Registers and metadata are zero until something sets them, in every packet. */
export const isImplicit = (field: string): boolean =>
  /^(reg\d+|metadata|tun_id|pkt_mark|vlan_tci|nw_tos|nw_ecn|nw_frag|tun_src|tun_dst)$/.test(field)
