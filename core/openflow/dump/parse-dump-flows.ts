import { type Line, spanOf, splitLines } from '../../text/lines'
import type { Parsed, Problem, Span } from '../../text/span'
import { type FlowToken, readFlowLine } from './flow-line'
import type { FlowRule } from './flow-rule'

/** Words of a printed rule that are no part of its match. */
const KINDS = new Map<string, 'table' | 'priority' | 'cookie' | 'count' | 'flags' | 'extra'>([
  ['table', 'table'],
  ['table_id', 'table'],
  ['priority', 'priority'],
  ['cookie', 'cookie'],
  ['n_packets', 'count'],
  ['n_bytes', 'count'],
  ['flags', 'flags'],
  ...['duration', 'idle_timeout', 'hard_timeout', 'idle_age', 'hard_age', 'importance'].map(
    (name) => [name, 'extra'] as const,
  ),
])
const NO_EXTRA: FlowRule['extra'] = {}
const FLAGS = new Set(['send_flow_rem', 'check_overlap', 'reset_counts', 'no_packet_counts', 'no_byte_counts'])
/** `NXST_FLOW reply (xid=0x4):`, with `flags=[more]` where more parts of the answer follow. */
const HEADER = /^(NXST|OFPST|OFPT|NXT)_FLOW(_STATS|_DESC)? (reply|request)\b/
const OTHER_HEADER = /^(NXST|OFPST|OFPT|NXT)_(GROUP|METER|TLV|PORT|TABLE|QUEUE)[A-Z_]*\b/
const PRIORITY_DEFAULT = 32_768
const PRIORITY_MAX = 65_535

/**
 * `ovs-ofctl dump-flows` and `ovs-appctl bridge/dump-flows`, with or without statistics and names, in the words of any
 * OpenFlow version:
 *
 *     OFPST_FLOW reply (OF1.3) (xid=0x2):
 *      cookie=0xdead, duration=4.9s, table=10, n_packets=7, n_bytes=466, priority=0 actions=drop
 *
 * Headers are skipped, and what stands under those of other listings (split-listings.ts); any other line that is not a
 * rule is a problem.
 */
export function parseDumpFlows(text: string): Parsed<FlowRule[]> {
  const value: FlowRule[] = []
  const problems: Problem[] = []
  let isOther = false
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (body === '' || body.startsWith('#')) continue
    if (HEADER.test(body)) isOther = false
    else if (OTHER_HEADER.test(body)) isOther = true
    else if (!isOther) readLine(line, body, value, problems)
  }
  return { value, problems }
}

function readLine(line: Line, body: string, value: FlowRule[], problems: Problem[]): void {
  const isGroup = body.startsWith('group_id=')
  const rule = isGroup ? null : readRule(line, problems)
  if (rule) value.push(rule)
  else
    problems.push({
      span: spanOf(line, line.text.length - line.text.trimStart().length),
      reason: isGroup ? 'a group, not a flow rule' : 'not a flow rule: it has no actions',
      text: body.slice(0, 200),
    })
}

/** One printed rule that stands somewhere else than on a line of its own, as in JSON. */
export function parsePrintedRule(text: string, line: number, span: Span): Parsed<FlowRule | null> {
  const problems: Problem[] = []
  const rule = readRule({ text, start: span.start, number: line }, problems)
  return { value: rule && { ...rule, span }, problems: problems.map((problem) => ({ ...problem, span })) }
}

type Draft = { -readonly [K in keyof FlowRule]: FlowRule[K] }

function readRule(line: Line, problems: Problem[]): FlowRule | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals colour a dump with these
  const text = line.text.includes('\u001b') ? line.text.replace(/\u001b\[[\d;]*m/g, '') : line.text
  const read = readFlowLine(text)
  if (!read) return null
  const match: string[] = []
  const draft: Draft = {
    table: 0,
    priority: PRIORITY_DEFAULT,
    cookie: '0x0',
    nPackets: null,
    nBytes: null,
    match: '',
    actions: read.actions.text,
    extra: NO_EXTRA,
    line: line.number,
    span: spanOf(line),
  }
  for (const token of read.tokens) {
    const reason = readToken(token, draft, match)
    if (reason !== null)
      problems.push({
        span: spanOf(line, token.start, token.end - token.start),
        reason,
        text: token.text.slice(0, 200),
      })
  }
  draft.match = match.length === 1 ? (match[0] as string) : match.sort().join(',')
  return draft
}

/** Takes one word; answers what is wrong with it. A word that says nothing certain is left out, its rule stays. */
function readToken({ text }: FlowToken, draft: Draft, match: string[]): string | null {
  const equals = text.indexOf('=')
  if (equals < 0) {
    if (FLAGS.has(text)) addFlag(draft, text)
    else match.push(text)
    return null
  }
  const name = text.slice(0, equals)
  const kind = KINDS.get(name)
  if (kind === undefined) {
    match.push(text)
    return null
  }
  const value = text.slice(equals + 1)
  switch (kind) {
    case 'table':
      draft.table = isDigits(value) ? Number(value) : value.replace(/^"(.*)"$/, '$1')
      return null
    case 'priority': {
      const priority = isDigits(value) ? Number(value) : -1
      if (priority < 0 || priority > PRIORITY_MAX) return `priority is no number up to ${PRIORITY_MAX}: ${value}`
      draft.priority = priority
      return null
    }
    case 'cookie': {
      const cookie = value.split('/', 1)[0] ?? ''
      if (!/^(0x[\da-f]{1,16}|\d{1,20})$/i.test(cookie)) return `cookie is no 64-bit number: ${value}`
      draft.cookie = cookie.startsWith('0x') ? cookie.toLowerCase() : `0x${BigInt(cookie).toString(16)}`
      return null
    }
    case 'count':
      if (!isDigits(value)) return `${name} is no number: ${value}`
      draft[name === 'n_packets' ? 'nPackets' : 'nBytes'] = Number(value)
      return null
    case 'flags':
      addFlag(draft, value)
      return null
    case 'extra': {
      const number = /^\d+(\.\d+)?s?$/.test(value) ? Number(value.replace(/s$/, '')) : null
      if (number === null) return `${name} is no number: ${value}`
      extraOf(draft)[name] = number
      return null
    }
  }
}

/** What a rule says beside its match; most rules of a large table say nothing, and share that. */
function extraOf(draft: Draft): Record<string, string | number | readonly string[]> {
  if (draft.extra === NO_EXTRA) draft.extra = {}
  return draft.extra as Record<string, string | number | readonly string[]>
}

function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return text !== ''
}

function addFlag(draft: Draft, flag: string): void {
  const extra = extraOf(draft)
  extra.flags = [...((extra.flags as string[]) ?? []), flag]
}
