import { parseActions } from '../actions/parse-actions'
import type { FlowRule } from '../dump/flow-rule'
import { EMPTY_SCOPE, type FieldScope } from '../fields/field-scope'
import { FIELDS, type Field } from '../fields/field-table'
import { allOnes, type FieldValue, parseFieldValue, parseInteger } from '../fields/field-value'
import { PROTOCOL_WORDS } from '../match/protocol-words'
import { findJumps } from '../pipeline-map/find-jumps'
import type { Filter, Operator } from './filter'
import { findKey, readPrefix } from './filter-keys'
import { valueFinder } from './find-match-value'

/** What a filter looks at. */
export type FilterRule = Pick<
  FlowRule,
  'table' | 'priority' | 'cookie' | 'nPackets' | 'nBytes' | 'match' | 'actions' | 'line'
>
export type RuleTest = (rule: FilterRule) => boolean

/** Makes a filter ready to be asked of many rules; `scope` says what the names of ports stand for. */
export function compileFilter(filter: Filter, scope: FieldScope = EMPTY_SCOPE): RuleTest {
  switch (filter.kind) {
    case 'and': {
      const tests = filter.parts.map((part) => compileFilter(part, scope))
      return (rule) => tests.every((test) => test(rule))
    }
    case 'or': {
      const tests = filter.parts.map((part) => compileFilter(part, scope))
      return (rule) => tests.some((test) => test(rule))
    }
    case 'not': {
      const test = compileFilter(filter.part, scope)
      return (rule) => !test(rule)
    }
    case 'has':
      return compileHas(filter.key)
    case 'text':
      return compileText(filter.value)
    case 'test': {
      if (filter.operator === '!=' || filter.operator === '!~') {
        const test = compileTest(filter.key, filter.operator === '!=' ? '=' : '~', filter.value, scope)
        return (rule) => !test(rule)
      }
      return compileTest(filter.key, filter.operator, filter.value, scope)
    }
  }
}

const never: RuleTest = () => false
const contains = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted)

function compileText(value: string): RuleTest {
  const wanted = value.toLowerCase()
  return (rule) => contains(rule.match, wanted) || contains(rule.actions, wanted) || contains(rule.cookie, wanted)
}

function compileHas(key: string): RuleTest {
  const protocol = PROTOCOL_WORDS[key]
  if (protocol) {
    const [type, number] = [fieldTest('dl_type', String(protocol[0])), protocol[1]]
    const proto = number === undefined ? null : fieldTest('nw_proto', String(number))
    return (rule) => type(rule) && (proto === null || proto(rule))
  }
  const field = findKey(key)?.field
  if (!field) return never
  const find = valueFinder(field)
  return (rule) => find(rule.match) !== null
}

const fieldTest = (key: string, value: string): RuleTest => compileTest(key, '=', value, EMPTY_SCOPE)

function compileTest(name: string, operator: Operator, value: string, scope: FieldScope): RuleTest {
  const key = findKey(name)
  if (!key) return never
  const wanted = value.toLowerCase()
  const number = operator === '~' ? null : Number(value)
  const counted = (read: (rule: FilterRule) => number | null): RuleTest => {
    if (number === null) return (rule) => String(read(rule) ?? '').includes(value)
    return (rule) => {
      const held = read(rule)
      return held !== null && holds(held, operator, number)
    }
  }
  switch (key.name) {
    case 'priority':
      return counted((rule) => rule.priority)
    case 'packets':
      return counted((rule) => rule.nPackets)
    case 'bytes':
      return counted((rule) => rule.nBytes)
    case 'line':
      return counted((rule) => rule.line)
    case 'table':
      return (rule) => isTable(rule.table, operator, value)
    case 'to': {
      const jumps = memo((text) => findJumps(parseActions(text, scope)).map((jump) => jump.table))
      return (rule) => jumps(rule.actions).some((table) => isTable(table ?? rule.table, operator, value))
    }
    case 'cookie':
      return compileCookie(operator, wanted)
    case 'match':
      return operator === '~' ? (rule) => contains(rule.match, wanted) : (rule) => rule.match === value
    case 'actions':
      return operator === '~' ? (rule) => contains(rule.actions, wanted) : (rule) => rule.actions === value
    case 'port':
      return compilePort(value, scope)
    case 'mac':
      return compileMac(wanted)
    case 'ip':
      return compileIp(operator, value)
    default:
      return key.field ? compileField(key.field, operator, value, scope) : never
  }
}

function holds<T extends number | bigint>(held: T, operator: Operator, wanted: T): boolean {
  if (operator === '=') return held === wanted
  if (operator === '<') return held < wanted
  if (operator === '<=') return held <= wanted
  return operator === '>' ? held > wanted : held >= wanted
}

function isTable(table: number | string, operator: Operator, value: string): boolean {
  if (operator === '~') return String(table).includes(value)
  if (operator === '=') return String(table) === value
  return typeof table === 'number' && holds(table, operator, Number(value))
}

function memo<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>()
  return (text) => {
    let held = made.get(text)
    if (held === undefined) {
      held = make(text)
      made.set(text, held)
    }
    return held
  }
}

function compileCookie(operator: Operator, wanted: string): RuleTest {
  if (operator === '~') return (rule) => contains(rule.cookie, wanted)
  const [value, mask] = wanted.split('/').map((part) => parseInteger(part))
  if (value === null || value === undefined || mask === null) return never
  const bits = mask ?? allOnes(64)
  const cookies = memo((text) => (parseInteger(text) ?? -1n) & bits)
  return (rule) => cookies(rule.cookie) === (value & bits)
}

/** The rule's value must lie within the wanted one: every bit that is asked for is fixed, and to the same. */
const liesIn = (held: FieldValue, wanted: FieldValue): boolean =>
  (held.mask & wanted.mask) === wanted.mask && (held.value & wanted.mask) === wanted.value
/** There is a packet that fits both. */
const overlaps = (held: FieldValue, wanted: FieldValue): boolean =>
  ((held.value ^ wanted.value) & held.mask & wanted.mask) === 0n

function compileField(field: Field, operator: Operator, value: string, scope: FieldScope): RuleTest {
  const find = valueFinder(field)
  const read = memo((text) => parseFieldValue(field, text, scope.ports))
  const wanted = parseFieldValue(field, value, scope.ports)
  const isAddress = field.format === 'ipv4' || field.format === 'ipv6'
  const lower = value.toLowerCase()
  return (rule) => {
    const text = find(rule.match)
    if (text === null) return false
    if (operator === '~' && !(isAddress && wanted)) return contains(text, lower)
    const held = read(text)
    if (!held || !wanted) return operator === '=' && unquoted(text) === value
    if (operator === '~') return overlaps(held, wanted)
    if (operator === '=') return liesIn(held, wanted)
    return held.mask === allOnes(field.bits) && holds(held.value, operator, wanted.value)
  }
}

const unquoted = (text: string): string => text.replaceAll('"', '')
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Enters by the port, or sends out of it; the port by number and by name. */
function compilePort(value: string, scope: FieldScope): RuleTest {
  const ports = scope.ports
  const number = ports.get(value) ?? (/^\d+$/.test(value) ? Number(value) : null)
  const names = [value, ...(number === null ? [] : [String(number)])]
  for (const [name, ofport] of ports) if (ofport === number) names.push(name)
  const any = [...new Set(names)].map(escaped).join('|')
  const enters = new RegExp(`(?:^|,)in_port(?:_oxm)?="?(?:${any})"?(?:,|$)`)
  const leaves = new RegExp(`(?:^|[,:(])(?:output:|enqueue:|output\\(port=)"?(?:${any})(?=["),:]|$)`)
  return (rule) => enters.test(rule.match) || leaves.test(rule.actions)
}

/** Colon form in match and actions; `load` and `set_field` of a register print it as one number. */
function compileMac(wanted: string): RuleTest {
  const canonical = wanted
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':')
  const hex = new RegExp(`0x0*${canonical.replaceAll(':', '').replace(/^0+/, '')}(?![0-9a-f])`)
  return (rule) =>
    contains(rule.match, canonical) || contains(rule.actions, canonical) || hex.test(rule.actions.toLowerCase())
}

const ADDRESS_FIELDS = FIELDS.filter((field) => field.format === 'ipv4' || field.format === 'ipv6')

function compileIp(operator: Operator, value: string): RuleTest {
  const wanted = readPrefix(value)
  const lower = value.toLowerCase()
  if (!wanted) return (rule) => contains(rule.match, lower) || contains(rule.actions, lower)
  const bits = wanted.family === 'ipv4' ? 32 : 128
  const finders = ADDRESS_FIELDS.filter((field) => field.format === wanted.family).map((field) => ({
    find: valueFinder(field),
    read: memo((text) => parseFieldValue(field, text)),
  }))
  const fits = operator === '~' ? overlaps : liesIn
  const inActions = wanted.mask === allOnes(bits) ? mentions(wanted.family, lower, wanted.value) : null
  return (rule) => {
    for (const { find, read } of finders) {
      const text = find(rule.match)
      const held = text === null ? null : read(text)
      if (held && held.mask !== 0n && fits(held, wanted)) return true
    }
    return inActions?.test(rule.actions.toLowerCase()) ?? false
  }
}

/** The address as text, or as the number that `load` puts into a register; not as a part of another. */
function mentions(family: 'ipv4' | 'ipv6', text: string, value: bigint): RegExp {
  const number = `0x0*${value.toString(16)}(?!\\w)`
  return family === 'ipv4'
    ? new RegExp(`(?<![\\w.])(?:${escaped(text)}(?!\\w|\\.\\d)|${number})`)
    : new RegExp(`(?<!\\w|\\b[\\da-f]{1,4}:|::)(?:${escaped(text)}(?![\\w:])|${number})`)
}
