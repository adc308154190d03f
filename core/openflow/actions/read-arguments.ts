import type { FieldScope } from '../fields/field-scope'
import { splitTopLevel } from '../match/split-top-level'
import type { Action, TableRef } from './action'

/** The arguments of an action: `name:whole`, `name(a,b)`, `name(key=value,flag)`, or none. */
export type Arguments = {
  readonly delimiter: string | null
  readonly whole: string
  readonly list: readonly string[] // parts between commas, empty ones left out
  readonly positions: readonly string[] // parts between commas, empty ones kept
  readonly named: ReadonlyMap<string, string>
}

/** Makes an action of its arguments; null when they are none of it. `text` is the whole action. */
export type ReadAction = (args: Arguments, scope: FieldScope, depth: number, text: string) => Action | Action[] | null

/** Reads what follows the name and its delimiter; `start` is the offset after the delimiter. */
export function readArguments(text: string, start: number, delimiter: string | undefined): Arguments {
  const isCall = delimiter === '('
  const end = isCall && text.endsWith(')') ? text.length - 1 : text.length
  const whole = delimiter === undefined ? '' : text.slice(start, end).trim()
  const list = splitTopLevel(whole)
  const named = new Map<string, string>()
  for (const part of list) {
    const equals = part.indexOf('=')
    if (equals > 0) named.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim())
  }
  const positions = whole === '' ? [] : whole.split(',').map((part) => part.trim())
  return { delimiter: delimiter ?? null, whole, list, positions, named }
}

export function readNumber(text: string | undefined): number | null {
  return text !== undefined && /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : null
}

/** A table's number, or its name where the dump shows names. */
export const readTable = (text: string): TableRef =>
  /^\d+$/.test(text) ? Number(text) : text.replace(/^"(.*)"$/, '$1')
