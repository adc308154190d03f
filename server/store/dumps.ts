import type { FlowRule } from '../../core/openflow/dump/flow-rule'
import { readRuleText } from '../../core/openflow/formats/read-rule-text'
import { compareTables } from '../../core/openflow/pipeline-map/map-pipeline'
import { getBlob } from './blobs'
import type { Sql } from './database'

/** The rules of a dump in the order in which they are tried: by table, then by priority, then as listed. */
export type ReadDump = { readonly digest: string; readonly text: string; readonly rules: readonly FlowRule[] }

const RULES_MAX = 600_000 // some 300 MB
const held = globalThis as unknown as { rollcallDumps?: Map<string, ReadDump> }

/** Parses a kept dump once; the least recently asked for go when together they have too many rules. */
export async function readDump(sql: Sql, hash: Buffer): Promise<ReadDump> {
  held.rollcallDumps ??= new Map()
  const cache = held.rollcallDumps
  const digest = hash.toString('hex')
  const known = cache.get(digest)
  cache.delete(digest)
  const dump = known ?? parse(digest, await getBlob(sql, hash))
  cache.set(digest, dump)
  let total = 0
  for (const one of cache.values()) total += one.rules.length
  for (const [key, one] of cache) {
    if (total <= RULES_MAX || key === digest) break
    total -= one.rules.length
    cache.delete(key)
  }
  return dump
}

function parse(digest: string, text: string): ReadDump {
  const { kind, rules } = readRuleText(text)
  return { digest, text, rules: kind === 'openflow' ? inOrder(rules) : rules }
}

function inOrder(rules: FlowRule[]): FlowRule[] {
  const tables = [...new Set(rules.map((rule) => rule.table))].sort(compareTables)
  const rank = new Map(tables.map((table, i) => [table, i]))
  return rules.sort((a, b) => (rank.get(a.table) ?? 0) - (rank.get(b.table) ?? 0) || b.priority - a.priority)
}
