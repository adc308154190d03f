import { actionsKey, matchKey, ruleKey } from '../../openflow/diff/normalise-rule'
import type { FlowRule } from '../../openflow/dump/flow-rule'
import { formatAddFlow } from '../../openflow/dump/format-add-flow'
import { splitTopLevel } from '../../openflow/match/split-top-level'
import type { CompiledRule } from '../compile-registrations'
import { ENTRY_PRIORITY, GUARD_COOKIE, GUARD_REGISTER, type GuardTables } from './compile-guard'

/** How the rules of a bridge differ from those that should guard it. */
export type GuardDrift = {
  readonly missing: readonly CompiledRule[] // not there, or there with other actions
  readonly extra: readonly FlowRule[] // carrying the guard's cookie without belonging to it
}

/** The registers that share their bits with the one that marks checked packets. */
const MARKS = /\b(reg15|xreg7|xxreg3|NXM_NX_REG15|OXM_OF_PKT_REG7|NXM_NX_XXREG3)\b/i
const COOKIE = BigInt(GUARD_COOKIE)

export const isGuardRule = (rule: { readonly cookie: string }): boolean => BigInt(rule.cookie) === COOKIE

/**
 * Why a guard may not be put on a bridge: a rule of somebody else is in its tables, uses its mark, or would be tried
 * beside its entry. A rule with equal table, priority and match replaces another whatever the cookies, so that looking
 * comes before writing. Null: nothing of others is in the way.
 */
export function findStranger(
  rules: readonly FlowRule[],
  wanted: readonly CompiledRule[],
  { first }: GuardTables,
): string | null {
  const entered = new Set(wanted.flatMap((rule) => (rule.table === 0 ? (portOf(rule.match) ?? []) : [])))
  for (const rule of rules) {
    if (isGuardRule(rule)) continue
    const called = `table ${rule.table}, priority ${rule.priority}${rule.match ? `, ${rule.match}` : ''} (cookie ${rule.cookie})`
    if (rule.table === first || rule.table === first + 1)
      return `there is a rule of somebody else in the tables given to Rollcall: ${called}`
    if (MARKS.test(rule.match) || MARKS.test(rule.actions))
      return `a rule of somebody else uses ${GUARD_REGISTER}, which marks checked packets: ${called}`
    if (rule.table === 0 && rule.priority === ENTRY_PRIORITY) {
      const port = portOf(rule.match)
      if (port === null || entered.has(port))
        return `a rule of somebody else has the priority at which guarded ports are caught: ${called}`
    }
  }
  return null
}

const portOf = (match: string): string | null =>
  splitTopLevel(match)
    .find((token) => token.startsWith('in_port='))
    ?.slice('in_port='.length) ?? null

/** Compares what a bridge has with what should be there; rules of others are not looked at. */
export function compareGuard(rules: readonly FlowRule[], wanted: readonly CompiledRule[]): GuardDrift {
  const held = new Map(rules.filter(isGuardRule).map((rule) => [ruleKey(rule), rule]))
  const missing: CompiledRule[] = []
  for (const rule of wanted) {
    const key = `${rule.table} ${rule.priority} ${matchKey(rule.match)}`
    const found = held.get(key)
    if (!found || actionsKey(found.actions) !== actionsKey(rule.actions)) missing.push(rule)
    held.delete(key)
  }
  return { missing, extra: [...held.values()] }
}

export const isInLine = ({ missing, extra }: GuardDrift): boolean => missing.length + extra.length === 0

/** The drift as lines for `ovs-ofctl --bundle add-flows`: what goes and what comes, in one step. */
export const writeBundle = ({ missing, extra }: GuardDrift): string =>
  [
    ...extra.map((rule) => {
      const match = rule.match === '' ? '' : `,${rule.match}`
      return `delete_strict cookie=${GUARD_COOKIE}/-1,table=${rule.table},priority=${rule.priority}${match}`
    }),
    ...missing.map((rule) => `add ${formatAddFlow({ ...rule, extra: {} })}`),
    '',
  ].join('\n')
