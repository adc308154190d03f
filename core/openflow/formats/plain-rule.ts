import type { Action } from '../actions/action'
import { parseActions } from '../actions/parse-actions'
import type { FlowRule } from '../dump/flow-rule'
import { type FieldScope, makeScope } from '../fields/field-scope'
import { formatFieldValue } from '../fields/field-value'
import { NO_NAMES } from '../fields/port-names'
import { parseMatch } from '../match/parse-match'
import { splitTopLevel } from '../match/split-top-level'

/** A rule as `parse flows` prints it. */
export const plainRule = ({ table, priority, cookie, nPackets, nBytes, match, actions, extra }: FlowRule) => ({
  table,
  priority,
  cookie,
  n_packets: nPackets,
  n_bytes: nBytes,
  match,
  actions,
  ...(Object.keys(extra).length > 0 && { extra }),
})

/** The same rule taken apart: fields by one name with value and mask, actions as a tree, and what is not understood as text. */
export function plainTyped(match: string, actions: string, scope: FieldScope) {
  const typed = parseMatch(splitTopLevel(match), scope)
  const whole = (bits: number): bigint => (1n << BigInt(bits)) - 1n
  return {
    match: typed.fields.map(({ field, definition, value, mask }) => ({
      field,
      value: formatFieldValue(definition, value),
      mask: mask === whole(definition.bits) ? null : `0x${mask.toString(16)}`,
    })),
    unknown: typed.unknown,
    actions: parseActions(actions, scope).map(plainAction),
  }
}

/** An action without what JSON cannot say: fields by name, wide numbers as hexadecimal text. */
export const plainAction = (action: Action): unknown => plain(action)

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if ('place' in value && 'name' in value) return value.name
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

/** Tunnel options that a text speaks of; a dump does not say how wide each is. */
export function scopeOfText(text: string): FieldScope {
  const found = new Set<number>()
  for (const [, index] of text.matchAll(/tun_metadata(\d{1,2})/gi)) found.add(Number(index))
  return makeScope(
    NO_NAMES,
    [],
    [...found].sort((a, b) => a - b),
  )
}
