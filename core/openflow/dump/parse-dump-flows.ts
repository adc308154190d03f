import { type Line, spanOf, splitLines } from '../../text/lines'
import type { Parsed, Problem } from '../../text/span'
import type { FlowRule } from './flow-rule'

const COUNTED = new Set(['duration', 'idle_timeout', 'hard_timeout', 'idle_age', 'hard_age', 'importance'])
const FLAGS = new Set(['send_flow_rem', 'check_overlap', 'reset_counts', 'no_packet_counts', 'no_byte_counts'])
const HEADER = /^(NXST|OFPST)_FLOW(_DESC)? reply\b/
const PRIORITY_DEFAULT = 32_768

/**
 * `ovs-ofctl dump-flows`, with or without statistics and names, in the words of any OpenFlow version:
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
    if (body === '' || body.startsWith('#') || HEADER.test(body)) continue
    const read = readRule(line)
    if (typeof read !== 'string') value.push(read)
    else
      problems.push({
        span: spanOf(line, line.text.length - line.text.trimStart().length),
        reason: read,
        text: body.slice(0, 200),
      })
  }
  return { value, problems }
}

type Draft = { -readonly [K in keyof FlowRule]: FlowRule[K] } & { extra: Record<string, string | number | string[]> }

/** One rule, or a sentence about what is wrong with the line. */
function readRule(line: Line): FlowRule | string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals colour a dump with these
  const text = line.text.includes('\u001b') ? line.text.replace(/\u001b\[[\d;]*m/g, '') : line.text
  const at = findActions(text)
  if (at < 0) return 'not a flow rule: it has no actions'
  const match: string[] = []
  const draft: Draft = {
    table: 0,
    priority: PRIORITY_DEFAULT,
    cookie: '0x0',
    nPackets: null,
    nBytes: null,
    match: '',
    actions: text.slice(text.indexOf('=', at) + 1).trim(),
    extra: {},
    line: line.number,
    span: spanOf(line),
  }
  for (const token of splitTokens(text.slice(0, at))) {
    const bad = readToken(token, draft, match)
    if (bad) return bad
  }
  draft.match = match.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(',')
  return draft
}

/** Where `actions=` begins, outside brackets and quotes. */
function findActions(text: string): number {
  const at = /(^|[\s,])actions?=/.exec(text)
  return at ? at.index + (at[1]?.length ?? 0) : -1
}

function readToken(token: string, draft: Draft, match: string[]): string | null {
  const equals = token.indexOf('=')
  const name = equals < 0 ? token : token.slice(0, equals)
  const value = token.slice(equals + 1)
  if (equals < 0 && FLAGS.has(name)) draft.extra.flags = [...((draft.extra.flags as string[]) ?? []), name]
  else if (equals < 0) match.push(token)
  else if (name === 'table' || name === 'table_id')
    draft.table = /^\d+$/.test(value) ? Number(value) : value.replace(/^"(.*)"$/, '$1')
  else if (name === 'priority') {
    if (!/^\d+$/.test(value)) return `priority is no number: ${value}`
    draft.priority = Number(value)
  } else if (name === 'cookie') draft.cookie = value.split('/')[0] ?? value
  else if (name === 'n_packets') draft.nPackets = Number(value)
  else if (name === 'n_bytes') draft.nBytes = Number(value)
  else if (name === 'flags') draft.extra.flags = [...((draft.extra.flags as string[]) ?? []), value]
  else if (COUNTED.has(name)) draft.extra[name] = Number(name === 'duration' ? value.replace(/s$/, '') : value)
  else match.push(token)
  return null
}

/** Tokens are parted by commas and blanks outside brackets and quotes. */
function splitTokens(text: string): string[] {
  const tokens: string[] = []
  let depth = 0
  let start = 0
  let isQuoted = false
  for (let i = 0; i <= text.length; i++) {
    const character = text[i]
    if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === '(' || character === '[' || character === '{') depth++
    else if (character === ')' || character === ']' || character === '}') depth--
    const isEnd =
      i === text.length || (depth <= 0 && !isQuoted && (character === ',' || character === ' ' || character === '\t'))
    if (!isEnd) continue
    if (i > start) tokens.push(text.slice(start, i))
    start = i + 1
  }
  return tokens
}
