import { parseActions } from '../actions/parse-actions'
import type { FieldScope } from '../fields/field-scope'
import { parseInteger } from '../fields/field-value'
import { parseMatch } from '../match/parse-match'
import type { FlowCommand, TypedFlow } from './added-flow'
import { canonicalActions, splitWords, type Word } from './split-words'

/** What a line could not be read for: the sentence, and where the word stands in the line. */
export type LineProblem = { readonly reason: string; readonly at: number; readonly text: string }
export type ReadLine = { readonly flow: TypedFlow | null; readonly problems: readonly LineProblem[] }

const COMMANDS: Readonly<Record<string, FlowCommand>> = {
  add: 'ADD',
  modify: 'MOD',
  modify_strict: 'MOD_STRICT',
  delete: 'DEL',
  delete_strict: 'DEL_STRICT',
}
const FLAGS = ['send_flow_rem', 'check_overlap', 'reset_counts', 'no_packet_counts', 'no_byte_counts']
const LIMITS = { idle_timeout: 0xffff, hard_timeout: 0xffff, importance: 0xffff } as const
/** What dumps print and ovs-ofctl passes over, so that a dump can be fed back. */
const PASSED_OVER = new Set(['duration', 'n_packets', 'n_bytes', 'idle_age', 'hard_age'])
const PRIORITY_MAX = 0xffff
const COOKIE_MAX = 0xffffffffffffffffn

/** One rule in the syntax of `ovs-ofctl add-flow`; "Flow Syntax" of ovs-ofctl(8). */
export function parseTypedFlow(text: string, line: number, scope: FieldScope): ReadLine {
  const problems: LineProblem[] = []
  const actionsAt = findActions(text)
  const head = splitWords(actionsAt < 0 ? text : text.slice(0, actionsAt))
  const first = head[0]?.text.toLowerCase() ?? ''
  const isNamed = Object.hasOwn(COMMANDS, first)
  const command = isNamed ? (COMMANDS[first] as FlowCommand) : 'ADD'
  const draft = {
    command,
    table: null as TypedFlow['table'],
    priority: null as number | null,
    cookie: null as bigint | null,
    timeouts: { idle_timeout: 0, hard_timeout: 0, importance: 0 },
    flags: [] as string[],
    outPort: null as string | null,
    line,
  }
  const match: Word[] = []
  for (const word of isNamed ? head.slice(1) : head) {
    const reason = readWord(word, draft, match)
    if (reason !== null) problems.push({ reason, at: word.at, text: word.text })
  }
  if (actionsAt < 0 && !command.startsWith('DEL'))
    problems.push({ reason: 'the rule has no actions', at: 0, text: text.trim() })
  const asked = parseMatch(
    match.map((word) => word.text),
    scope,
  )
  for (const unknown of asked.unknown)
    problems.push({
      reason: `unknown or malformed match field: ${unknown}`,
      at: match.find((word) => word.text === unknown)?.at ?? 0,
      text: unknown,
    })
  const equals = text.indexOf('=', actionsAt)
  const actions = actionsAt < 0 ? null : parseActions(canonicalActions(text.slice(equals + 1).trim()), scope)
  for (const action of actions ?? [])
    if (action.kind === 'unknown')
      problems.push({ reason: `unknown or malformed action: ${action.text}`, at: equals + 1, text: action.text })
  if (actionsAt < 0 && !command.startsWith('DEL') && match.length === 0) return { flow: null, problems }
  return { flow: { ...draft, match: asked, actions }, problems }
}

/** Where `actions=` or `action=` begins, at the start or after a comma or blank; -1 where nothing is said of actions. */
export function findActions(text: string): number {
  for (let at = text.indexOf('action'); at >= 0; at = text.indexOf('action', at + 1)) {
    const before = text[at - 1]
    const after = text.slice(at + 6, at + 8)
    if ((before === undefined || /[\s,]/.test(before)) && (after.startsWith('=') || after === 's=')) return at
  }
  return -1
}

type Draft = {
  table: TypedFlow['table']
  priority: number | null
  cookie: bigint | null
  timeouts: Record<keyof typeof LIMITS, number>
  flags: string[]
  outPort: string | null
}

/** Takes one word; a match field waits until all are known. Answers what is wrong with it. */
function readWord(word: Word, draft: Draft, match: Word[]): string | null {
  const cut = word.text.search(/[=:]/)
  const name = cut < 0 ? word.text : word.text.slice(0, cut)
  const value = cut < 0 ? '' : word.text.slice(cut + 1)
  if (PASSED_OVER.has(name)) return null
  if (FLAGS.includes(name) && cut < 0) {
    if (!draft.flags.includes(name)) draft.flags.push(name)
    return null
  }
  if (name === 'table') {
    const number = parseInteger(value)
    if (number !== null && number > 0xfen) return `there is no table ${value}`
    draft.table = number === null ? value.replace(/^"(.*)"$/, '$1') : Number(number)
    return value === '' ? 'table needs a number or a name' : null
  }
  if (name === 'priority') {
    const number = parseInteger(value)
    if (number === null || number > BigInt(PRIORITY_MAX)) return `priority is no number up to ${PRIORITY_MAX}: ${value}`
    draft.priority = Number(number)
    return null
  }
  if (name === 'cookie') {
    const number = parseInteger(value.split('/')[0] ?? '')
    if (number === null || number > COOKIE_MAX) return `cookie is no 64-bit number: ${value}`
    draft.cookie = number
    return null
  }
  if (Object.hasOwn(LIMITS, name)) {
    const number = parseInteger(value)
    if (number === null || number > BigInt(LIMITS[name as keyof typeof LIMITS]))
      return `${name} is no 16-bit number: ${value}`
    draft.timeouts[name as keyof typeof LIMITS] = Number(number)
    return null
  }
  if (name === 'out_port' || name === 'out_group') {
    draft.outPort = word.text
    return null
  }
  match.push(cut < 0 || word.text[cut] === '=' ? word : { text: `${name}=${value}`, at: word.at })
  return null
}
