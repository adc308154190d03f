import { type Line, spanOf, splitLines } from '../text/lines'
import type { Parsed, Problem, Span } from '../text/span'
import { splitTopLevel } from './parse-match'

/** A flow rule as a switch prints it; `match` and `actions` keep the switch's own words. */
export type FlowRule = {
  readonly table: number | string
  readonly priority: number
  readonly cookie: string // "0x…", 64 bits
  readonly nPackets: number | null
  readonly nBytes: number | null
  readonly match: string // tokens sorted by code point, joined with ","
  readonly actions: string
  readonly extra: Readonly<Record<string, string | number | readonly string[]>>
  readonly line: number
  readonly span: Span
}

const COUNTED = new Set(['duration', 'idle_timeout', 'hard_timeout', 'idle_age', 'hard_age', 'importance'])
const FLAGS = new Set(['send_flow_rem', 'check_overlap', 'reset_counts', 'no_packet_counts', 'no_byte_counts'])

/**
 * `ovs-ofctl dump-flows`, with or without statistics:
 *
 *     OFPST_FLOW reply (OF1.3) (xid=0x2):
 *      cookie=0xdead, duration=4.9s, table=10, n_packets=7, n_bytes=466, priority=0 actions=drop
 *
 * Headers are skipped; any other line that is not a rule is a problem.
 */
export function parseDumpFlows(text: string): Parsed<FlowRule[]> {
  const value: FlowRule[] = []
  const problems: Problem[] = []
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (body === '' || body.startsWith('#') || /^(NXST|OFPST)_FLOW reply\b/.test(body)) continue
    const rule = readRule(line)
    if (rule) value.push(rule)
    else problems.push({ span: spanOf(line), reason: 'not a flow rule: it has no actions', text: body.slice(0, 200) })
  }
  return { value, problems }
}

function readRule(line: Line): FlowRule | null {
  const text = line.text
  const at = /(^|[\s,])actions?=/.exec(text)
  if (!at) return null
  const extra: Record<string, string | number | readonly string[]> = {}
  const flags: string[] = []
  const match: string[] = []
  let table: number | string = 0
  let priority = 32_768
  let cookie = '0x0'
  let nPackets: number | null = null
  let nBytes: number | null = null
  for (const token of tokens(text.slice(0, at.index))) {
    const equals = token.indexOf('=')
    const name = equals < 0 ? token : token.slice(0, equals)
    const value = token.slice(equals + 1)
    if (equals < 0 && FLAGS.has(name)) flags.push(name)
    else if (equals < 0) match.push(token)
    else if (name === 'table') table = /^\d+$/.test(value) ? Number(value) : value.replace(/^"(.*)"$/, '$1')
    else if (name === 'priority') priority = Number(value)
    else if (name === 'cookie') cookie = value.split('/')[0] ?? value
    else if (name === 'n_packets') nPackets = Number(value)
    else if (name === 'n_bytes') nBytes = Number(value)
    else if (COUNTED.has(name)) extra[name] = name === 'duration' ? Number(value.replace(/s$/, '')) : Number(value)
    else match.push(token)
  }
  if (!Number.isFinite(priority)) return null
  if (flags.length > 0) extra.flags = flags
  return {
    table,
    priority,
    cookie,
    nPackets,
    nBytes,
    extra,
    match: match.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(','),
    actions: text.slice(at.index + at[0].length).trim(),
    line: line.number,
    span: spanOf(line),
  }
}

/** Attributes are parted by ", ", the match by "," and from them by a blank. */
const tokens = (text: string): string[] =>
  splitTopLevel(text)
    .flatMap((part) => (part.includes('"') ? [part] : part.split(/\s+/)))
    .filter((token) => token !== '')
