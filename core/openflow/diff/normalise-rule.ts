import type { Action } from '../actions/action'
import { parseActions } from '../actions/parse-actions'
import type { FlowRule } from '../dump/flow-rule'
import { EMPTY_SCOPE } from '../fields/field-scope'
import { parseMatch } from '../match/parse-match'
import { splitTopLevel } from '../match/split-top-level'

/**
 * What a rule asks, in one spelling: two rules with the same key are the same rule to a switch (a flow is identified by
 * table, priority and match: OpenFlow 1.3, 6.4). Tokens that no table of fields knows stand as they are written.
 */
export function matchKey(match: string): string {
  const { tests, unknown } = parseMatch(splitTopLevel(match), EMPTY_SCOPE)
  const known = tests.map(({ at, mask, value }) => `${at}/${mask.toString(16)}=${value.toString(16)}`)
  return [...known, ...[...unknown].sort()].join(',')
}

export const ruleKey = (rule: FlowRule): string => `${rule.table} ${rule.priority} ${matchKey(rule.match)}`

/** What a rule does, in one spelling; `drop` is the empty list. */
export function actionsKey(actions: string): string {
  return JSON.stringify(parseActions(actions, EMPTY_SCOPE).map(withoutSpelling), (_key, value) =>
    typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
  )
}

/** set_field, load and mod_ say the same when field, value and mask are the same. */
const withoutSpelling = (action: Action): unknown =>
  action.kind === 'set'
    ? { kind: 'set', field: action.field.name, value: action.value, mask: action.mask }
    : 'field' in action
      ? { ...action, field: action.field.name }
      : action
