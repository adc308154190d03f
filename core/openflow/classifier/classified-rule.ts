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

export function classify(rule: FlowRule, match: Match, actions: readonly Action[], order: number): ClassifiedRule {
  const clauses = actions.flatMap((action) =>
    action.kind === 'conjunction' ? [{ id: action.id, clause: action.clause, clauses: action.clauses }] : [],
  )
  return { rule, match, actions, order, clauses: clauses.length > 0 ? clauses : null }
}
