import { err, ok, type Result } from '../../result'
import { PROTOCOL_WORDS } from '../match/protocol-words'
import type { Filter, FilterProblem, Operator } from './filter'
import { FILTER_KEYS, findFault, findKey } from './filter-keys'
import { type FilterToken, tokenizeFilter } from './tokenize-filter'

const LENGTH_MAX = 4000
const NESTING_MAX = 50

/**
 * A filter over the rules of a dump; null for one that is empty:
 *
 *     table=10 && arp_spa=172.17.20.0/24 && actions~drop
 *     (nw_src=10.0.0.5 || arp_spa=10.0.0.5) && !(packets > 0)
 *
 * `=` of an address field: the rule's value lies in this prefix; `~`: contains, for an address "would admit it". What
 * stands side by side must hold together. A word that is no key is looked for in match, actions and cookie.
 */
export function parseFilter(text: string): Result<Filter | null, FilterProblem> {
  if (text.length > LENGTH_MAX)
    return err({ column: LENGTH_MAX + 1, length: 0, reason: `A filter has at most ${LENGTH_MAX} characters.` })
  const tokens = tokenizeFilter(text)
  if (!tokens.ok) return tokens
  if (tokens.value.length === 0) return ok(null)
  const reader: Reader = { tokens: tokens.value, next: 0, end: text.length, depth: 0 }
  const filter = readOr(reader)
  if (!filter.ok) return filter
  const rest = reader.tokens[reader.next]
  return rest ? err(problemAt(rest, 'This bracket was never opened.')) : filter
}

type Reader = { readonly tokens: readonly FilterToken[]; next: number; readonly end: number; depth: number }
type Read = Result<Filter, FilterProblem>

const problemAt = (token: FilterToken, reason: string): FilterProblem => ({
  column: token.at + 1,
  length: token.length,
  reason,
})
const problemAtEnd = (reader: Reader, reason: string): FilterProblem => ({ column: reader.end + 1, length: 0, reason })

const join = (kind: 'and' | 'or', parts: readonly Filter[]): Filter =>
  parts.length === 1 && parts[0] ? parts[0] : { kind, parts }

function readOr(reader: Reader): Read {
  const parts: Filter[] = []
  do {
    const part = readAnd(reader)
    if (!part.ok) return part
    parts.push(part.value)
  } while (reader.tokens[reader.next]?.kind === '||' && reader.next++ >= 0)
  return ok(join('or', parts))
}

function readAnd(reader: Reader): Read {
  const parts: Filter[] = []
  for (;;) {
    const part = readNot(reader)
    if (!part.ok) return part
    parts.push(part.value)
    const token = reader.tokens[reader.next]
    if (token?.kind === '&&') reader.next++
    else if (!token || token.kind === '||' || token.kind === ')') return ok(join('and', parts))
  }
}

function readNot(reader: Reader): Read {
  let isNegated = false
  while (reader.tokens[reader.next]?.kind === '!') {
    isNegated = !isNegated
    reader.next++
  }
  const part = readPart(reader)
  return part.ok && isNegated ? ok({ kind: 'not', part: part.value }) : part
}

function readPart(reader: Reader): Read {
  const token = reader.tokens[reader.next]
  if (!token) return err(problemAtEnd(reader, 'Something should follow here, for example table=10.'))
  reader.next++
  if (token.kind === 'word') return readWord(reader, token)
  if (token.kind === 'quoted')
    return token.text === '' ? err(problemAt(token, 'There is nothing to look for.')) : ok(textOf(token))
  if (token.kind !== '(') return err(problemAt(token, `A condition should stand here, not ${token.text}`))
  if (++reader.depth > NESTING_MAX) return err(problemAt(token, `Brackets nest at most ${NESTING_MAX} deep.`))
  const inner = readOr(reader)
  if (!inner.ok) return inner
  reader.depth--
  if (reader.tokens[reader.next]?.kind !== ')') return err(problemAt(token, 'This bracket is never closed.'))
  reader.next++
  return inner
}

const textOf = (token: FilterToken): Filter => ({ kind: 'text', value: token.text })

function readWord(reader: Reader, word: FilterToken): Read {
  const sign = reader.tokens[reader.next]
  const key = findKey(word.text)
  if (sign?.kind !== 'operator') {
    const isField = key?.kind === 'field' || Object.hasOwn(PROTOCOL_WORDS, word.text.toLowerCase())
    return ok(isField ? { kind: 'has', key: word.text.toLowerCase() } : textOf(word))
  }
  reader.next++
  if (!key) {
    const like = findLike(word.text)
    return err(problemAt(word, `There is no field ${word.text}.${like ? ` Did you mean ${like}?` : ''}`))
  }
  const value = reader.tokens[reader.next]
  const hasValue = value?.kind === 'word' || value?.kind === 'quoted'
  if (!hasValue)
    return err({ ...problemAtEnd(reader, `A value is missing after ${word.text}${sign.text}.`), ...at(value) })
  reader.next++
  const operator = sign.text as Operator
  const fault = findFault(key, operator, value.text)
  if (fault) return err(problemAt(fault.isValue ? value : sign, fault.reason))
  return ok({ kind: 'test', key: key.name, operator, value: value.text })
}

const at = (token: FilterToken | undefined): { column?: number; length?: number } =>
  token ? { column: token.at + 1, length: token.length } : {}

/** A key that differs in one letter, or has two exchanged, or begins alike. */
function findLike(name: string): string | null {
  const lower = name.toLowerCase()
  const near = FILTER_KEYS.find((key) => isOneSlipOff(key.name, lower))
  return (near ?? FILTER_KEYS.find((key) => lower.length > 2 && key.name.startsWith(lower)))?.name ?? null
}

function isOneSlipOff(a: string, b: string): boolean {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  const [x, y] = [a.slice(i), b.slice(i)]
  const isSwapped = x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2)
  return isSwapped || x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1)
}
