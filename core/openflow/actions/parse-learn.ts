import { type FieldScope, findScopedField, parseSubfield, type Subfield } from '../fields/field-scope'
import { parseFieldValue, parseInteger } from '../fields/field-value'
import { splitTopLevel } from '../match/split-top-level'
import type { Learn, LearnSpec, ValueSource } from './action'
import { readNumber, readTable } from './read-arguments'

const PRIORITY_DEFAULT = 32_768

/** `table=1,hard_timeout=60,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0x1->NXM_NX_REG0[],output:NXM_OF_IN_PORT[]` */
export function parseLearn(text: string, scope: FieldScope): Learn | null {
  const numbers = {
    priority: PRIORITY_DEFAULT,
    idle_timeout: 0,
    hard_timeout: 0,
    fin_idle_timeout: 0,
    fin_hard_timeout: 0,
    limit: 0,
  }
  let table: Learn['table'] = 1
  let cookie = '0x0'
  let resultDestination: Subfield | null = null
  const flags: string[] = []
  const specs: LearnSpec[] = []
  for (const part of splitTopLevel(text)) {
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    const value = equals < 0 ? '' : part.slice(equals + 1)
    if (name === 'table') table = readTable(value)
    else if (name === 'cookie') {
      const number = parseInteger(value)
      if (number === null) return null
      cookie = `0x${number.toString(16)}`
    } else if (name === 'send_flow_rem' || name === 'delete_learned') flags.push(name)
    else if (name === 'result_dst') resultDestination = parseSubfield(value, scope)
    else if (Object.hasOwn(numbers, name)) numbers[name as keyof typeof numbers] = readNumber(value) ?? 0
    else {
      const spec = parseSpec(part, scope)
      if (!spec) return null
      specs.push(spec)
    }
  }
  return {
    table,
    priority: numbers.priority,
    idleTimeout: numbers.idle_timeout,
    hardTimeout: numbers.hard_timeout,
    finIdleTimeout: numbers.fin_idle_timeout,
    finHardTimeout: numbers.fin_hard_timeout,
    cookie,
    flags,
    limit: numbers.limit,
    resultDestination,
    specs,
  }
}

function parseSpec(text: string, scope: FieldScope): LearnSpec | null {
  if (text.startsWith('output:')) {
    const source = parseSubfield(text.slice(7), scope)
    return source && { to: 'output', source }
  }
  if (text.startsWith('load:')) {
    const arrow = text.lastIndexOf('->')
    const destination = arrow < 0 ? null : parseSubfield(text.slice(arrow + 2), scope)
    const source = destination && readSource(text.slice(5, arrow), destination, scope)
    return destination && source && { to: 'load', destination, source }
  }
  const equals = text.indexOf('=')
  if (equals < 0) {
    const destination = parseSubfield(text, scope)
    return destination && { to: 'match', destination, source: { subfield: destination } }
  }
  const destination = parseSubfield(text.slice(0, equals).trim(), scope)
  const source = destination && readSource(text.slice(equals + 1).trim(), destination, scope)
  return destination && source && { to: 'match', destination, source }
}

function readSource(text: string, destination: Subfield, scope: FieldScope): ValueSource | null {
  const constant = parseInteger(text)
  if (constant !== null) return { constant }
  const isField = findScopedField(scope, text.replace(/\[.*$/, '')) !== null
  const subfield = isField ? parseSubfield(text, scope) : null
  if (subfield) return { subfield }
  const read = parseFieldValue(destination.field, text, scope.ports)
  return read && { constant: read.value }
}
