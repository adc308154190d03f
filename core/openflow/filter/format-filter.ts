import type { Filter, Operator } from './filter'
import { findKey } from './filter-keys'

const PLAIN = /^[\w.:/+-]+$/
const WORDS = /^(and|or|not)$/i
const quoted = (value: string): string => (PLAIN.test(value) && !WORDS.test(value) ? value : `"${value}"`)

/** Writes a filter as `parseFilter` reads it. */
export function formatFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.parts.map((part) => (isJoined(part) ? `(${formatFilter(part)})` : formatFilter(part))).join(' && ')
    case 'or':
      return filter.parts
        .map((part) => (part.kind === 'or' ? `(${formatFilter(part)})` : formatFilter(part)))
        .join(' || ')
    case 'not':
      return isJoined(filter.part) || filter.part.kind === 'not'
        ? `!(${formatFilter(filter.part)})`
        : `!${formatFilter(filter.part)}`
    case 'test':
      return `${filter.key}${filter.operator}${quoted(filter.value)}`
    case 'has':
      return filter.key
    case 'text':
      return `"${filter.value}"`
  }
}

const isJoined = (filter: Filter): boolean => filter.kind === 'and' || filter.kind === 'or'

const VERBS: Readonly<Record<Operator, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is below',
  '<=': 'is at most',
  '>': 'is above',
  '>=': 'is at least',
  '~': 'contains',
  '!~': 'does not contain',
}

/** What a filter asks for, in words: "table is 10, and arp_spa lies in 172.17.20.0/24, and actions contains drop". */
export function explainFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
      return filter.parts
        .map((part) => (part.kind === 'or' ? `either ${explainFilter(part)}` : explainFilter(part)))
        .join(', and ')
    case 'or':
      return filter.parts.map((part) => explainFilter(part)).join(', or ')
    case 'not':
      return `not (${explainFilter(filter.part)})`
    case 'test':
      return explainTest(filter.key, filter.operator, filter.value)
    case 'has':
      return `the rule asks for ${filter.key}`
    case 'text':
      return `“${filter.value}” stands in match, actions or cookie`
  }
}

function explainTest(key: string, operator: Operator, value: string): string {
  const found = findKey(key)
  const isNot = operator.startsWith('!')
  const format = found?.field?.format
  if (found?.kind === 'port')
    return `the rule ${isNot ? 'does not enter or leave' : 'enters or leaves'} by port ${value}`
  if (found?.kind === 'mac') return `the rule ${isNot ? 'does not name' : 'names'} ${value}`
  if (key === 'to') return `the rule ${isNot ? 'does not hand' : 'hands'} the packet to table ${value}`
  if (found?.kind === 'ip')
    return operator.endsWith('~')
      ? `the rule ${isNot ? 'asks for no address that admits' : 'asks for an address that admits'} ${value}`
      : `the rule ${isNot ? 'names no address' : 'names an address'} in ${value}`
  if (format === 'ipv4' || format === 'ipv6') {
    if (operator.endsWith('~')) return `${key} ${isNot ? 'does not admit' : 'admits'} ${value}`
    return value.includes('/')
      ? `${key} ${isNot ? 'does not lie' : 'lies'} in ${value}`
      : `${key} ${VERBS[operator]} ${value}`
  }
  return `${key} ${VERBS[operator]} ${value}`
}
