import { JoinedLines } from '../../../../text/joined-lines'
import { type JsonNode, readJsonTree } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import { LineLog, type Reading } from '../../../capture'
import type { Firewall } from '../../../packet-filter'
import { type NftRule, type NftTable, nftFilter, plainTables } from './nft-ruleset'
import { elementsOr, type NftSets } from './read-nft-rule'
import { NftRuleBuilder } from './rule-builder'

const NESTED_MAX = 8

/** Whether a value is what `nft -j list ruleset` prints. */
export const isNftJson = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'nftables' in json && Array.isArray(json.nftables)

/**
 * `nft -j list ruleset` (libnftables-json(5)) prints one object after the other; a rule is a list of expressions:
 *
 *     {"nftables": [{"table": {"family": "inet", "name": "filter"}}, {"rule": {"family": "inet", "table": "filter", "chain": "input",
 *       "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "10.0.0.1"}}, {"drop": null}]}}]}
 */
export function parseNftJson(lines: readonly Line[]): Reading<Firewall> {
  const joined = new JoinedLines(lines)
  const log = new LineLog()
  const { values, problems } = readJsonTree(joined.text)
  for (const { span, reason, text } of problems)
    log.problems.push({ span: joined.spanOf(span.start, span.end), reason, text })
  const tables = new Map<string, NftTable>()
  const tableOf = (node: JsonNode, name = textOf(get(node, 'table'))): NftTable => {
    const family = textOf(get(node, 'family')) ?? 'ip'
    const key = `${family} ${name ?? ''}`
    const known = tables.get(key) ?? { family, table: name ?? '', chains: [], rules: [] }
    tables.set(key, known)
    return known
  }
  const objects = values.flatMap((value) => itemsOf(get(value, 'nftables')))
  const sets = new Map<string, Map<string, string[]>>()
  for (const object of objects) {
    const set = get(object, 'set')
    if (!set) continue
    const { family, table } = tableOf(set)
    const own = sets.get(`${family} ${table}`) ?? new Map<string, string[]>()
    sets.set(`${family} ${table}`, own)
    own.set(
      textOf(get(set, 'name')) ?? '',
      itemsOf(get(set, 'elem')).flatMap((one) => wordsOf(one)),
    )
  }
  for (const object of objects) {
    const table = get(object, 'table')
    const chain = get(object, 'chain')
    const rule = get(object, 'rule')
    if (table) tableOf(table, textOf(get(table, 'name')))
    if (chain) {
      const text = (key: string) => textOf(get(chain, key))
      tableOf(chain).chains.push({
        chain: text('name') ?? '',
        type: text('type'),
        hook: text('hook'),
        priority: text('prio'),
        device: text('dev'),
        policy: text('policy'),
      })
    }
    if (rule) {
      const home = tableOf(rule)
      home.rules.push(readRule(rule, joined, sets.get(`${home.family} ${home.table}`) ?? new Map()))
      const line = joined.lineAt(rule.span.start)
      if (line) log.fact(line, `rule of ${textOf(get(rule, 'chain'))}`)
    }
  }
  for (const line of lines) log.known(line, 'JSON')
  const all = [...tables.values()]
  return log.reading({ plain: plainTables(all), filter: nftFilter(all) })
}

function readRule(rule: JsonNode, joined: JoinedLines, sets: NftSets): NftRule {
  const builder = new NftRuleBuilder()
  const expr = get(rule, 'expr')
  for (const expression of itemsOf(expr)) readExpression(expression, builder, sets, joined.text)
  const of = (field: 'source' | 'destination' | 'protocol' | 'in' | 'out') => builder.fields.get(field) ?? null
  return {
    chain: textOf(get(rule, 'chain')) ?? '',
    target: builder.target,
    source: of('source'),
    destination: of('destination'),
    protocol: of('protocol'),
    in: of('in'),
    out: of('out'),
    negated: builder.negated,
    packets: builder.packets,
    bytes: builder.bytes,
    raw: expr ? joined.text.slice(expr.span.start, expr.span.end).replace(/\s*\n\s*/g, ' ') : '',
    decides: builder.decides(),
    span: joined.spanOf(rule.span.start, rule.span.end),
  }
}

function readExpression(node: JsonNode, builder: NftRuleBuilder, sets: NftSets, text: string): void {
  const [name, value] = node.kind === 'object' ? ([...node.members][0] ?? []) : []
  if (name === undefined || value === undefined) return
  if (name === 'match') return readMatch(value, builder, sets)
  if (name === 'counter') {
    builder.packets = numberOf(get(value, 'packets'))
    builder.bytes = numberOf(get(value, 'bytes'))
  } else if (name === 'jump' || name === 'goto') builder.verdict(name, textOf(get(value, 'target')))
  else if (/^(accept|drop|reject|return|continue|queue|masquerade|snat|dnat|redirect|tproxy)$/.test(name))
    builder.verdict(name, null)
  else if (name === 'vmap') {
    const key = keyOf(get(value, 'key'))
    const pairs = itemsOf(get(get(value, 'data'), 'set'))
    if (pairs.length === 0) builder.verdict('vmap', null)
    for (const pair of pairs) {
      const [of, verdict] = itemsOf(pair)
      const [word = '', target] = verdict?.kind === 'object' ? ([...verdict.members][0] ?? []) : []
      if (of) for (const one of wordsOf(of)) builder.mapped(key, one, word, textOf(get(target, 'target')))
    }
  } else if (!/^(log|comment|mangle|notrack|flow|dup|fwd|synproxy|secmark|ct helper|ct timeout|set)$/.test(name))
    builder.unknown(text.slice(node.span.start, node.span.end))
}

function readMatch(match: JsonNode, builder: NftRuleBuilder, sets: NftSets): void {
  const right = get(match, 'right')
  const operator = textOf(get(match, 'op')) ?? '=='
  const key = keyOf(get(match, 'left'))
  const words = right ? wordsOf(right) : []
  const printed = words.length === 1 ? (words[0] ?? '') : `{ ${words.join(', ')} }`
  if (key === '' || !/^(==|!=|in)$/.test(operator)) return builder.unknown(`${key} ${operator} ${printed}`)
  const values = words.flatMap((word) => (word.startsWith('@') ? elementsOr(sets, word) : [word]))
  builder.match(key, values, operator === '!=', printed)
}

/** `{"payload": {"protocol": "ip", "field": "saddr"}}` as `ip saddr`, `{"meta": {"key": "iifname"}}` as `iifname`. */
function keyOf(left: JsonNode | undefined): string {
  const payload = get(left, 'payload')
  if (payload) {
    const protocol = textOf(get(payload, 'protocol')) ?? ''
    const field = textOf(get(payload, 'field')) ?? ''
    return `${protocol} ${protocol === 'arp' && /^[sd]addr$/.test(field) ? `${field} ip` : field.replace(/ ip$/, ' ip')}`
  }
  const meta = textOf(get(get(left, 'meta'), 'key'))
  if (meta !== null) return meta
  const ct = get(left, 'ct')
  return ct && !get(ct, 'dir') ? `ct ${textOf(get(ct, 'key')) ?? ''}` : ''
}

/** A value, or each of a set or list, as nft's own language writes it. */
function wordsOf(node: JsonNode, depth = 0): string[] {
  const text = textOf(node)
  if (text !== null) return [text]
  if (depth > NESTED_MAX) return ['?']
  if (node.kind === 'array') return node.items.flatMap((item) => wordsOf(item, depth + 1))
  const prefix = get(node, 'prefix')
  if (prefix) return [`${textOf(get(prefix, 'addr')) ?? ''}/${textOf(get(prefix, 'len')) ?? ''}`]
  const range = itemsOf(get(node, 'range')).map((one) => textOf(one) ?? '')
  if (range.length === 2) return [range.join('-')]
  const inner = get(node, 'set') ?? get(get(node, 'elem'), 'val')
  return inner ? wordsOf(inner, depth + 1) : ['?']
}

const get = (node: JsonNode | undefined, key: string): JsonNode | undefined =>
  node?.kind === 'object' ? node.members.get(key) : undefined
const itemsOf = (node: JsonNode | undefined): readonly JsonNode[] => (node?.kind === 'array' ? node.items : [])
const textOf = (node: JsonNode | undefined): string | null =>
  node?.kind === 'string' || node?.kind === 'number' ? String(node.value) : null
const numberOf = (node: JsonNode | undefined): number | null => (node?.kind === 'number' ? node.value : null)
