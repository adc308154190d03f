import type { Action } from '../actions/action'
import type { FlowRule } from '../dump/flow-rule'
import type { Match } from '../match/match'

/** A rule made ready for evaluation: what it asks as tests on words, what it does as steps. */
export type ClassifiedRule = {
  readonly rule: FlowRule
  readonly match: Match
  readonly actions: readonly Action[]
  readonly order: number
  /** The clauses of conjunctions this rule is; such a rule is never executed (ovs-fields(7), "Conjunctive Match Fields"). */
  readonly clauses: readonly Clause[] | null
}
export type Clause = { readonly id: number; readonly clause: number; readonly clauses: number }

/** `actions`: the list, or what reads it when it is first asked for; most rules of a large table never are. */
export function classify(
  rule: FlowRule,
  match: Match,
  actions: readonly Action[] | ReadActions,
  order: number,
): ClassifiedRule {
  return new Entry(rule, match, actions, order, clausesOf(rule, actions))
}

export type ReadActions = (text: string) => readonly Action[]

class Entry implements ClassifiedRule {
  constructor(
    readonly rule: FlowRule,
    readonly match: Match,
    private list: readonly Action[] | ReadActions,
    readonly order: number,
    readonly clauses: readonly Clause[] | null,
  ) {}

  get actions(): readonly Action[] {
    if (typeof this.list === 'function') this.list = this.list(this.rule.actions)
    return this.list
  }
}

function clausesOf(rule: FlowRule, actions: readonly Action[] | ReadActions): Clause[] | null {
  if (typeof actions === 'function' && !rule.actions.includes('conjunction')) return null
  const list = typeof actions === 'function' ? actions(rule.actions) : actions
  const clauses = list.flatMap((action) =>
    action.kind === 'conjunction' ? [{ id: action.id, clause: action.clause, clauses: action.clauses }] : [],
  )
  return clauses.length > 0 ? clauses : null
}

/** A rule that does nothing to a packet but let it end. */
export const isDrop = ({ rule }: ClassifiedRule): boolean => rule.actions === 'drop' || rule.actions === ''
