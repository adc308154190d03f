import { type Flow, W } from '../fields/flow-layout'
import { matchesFlow } from '../match/match'
import type { ClassifiedRule } from './classified-rule'
import { Tuple } from './tuple-table'

export type Lookup = {
  readonly found: ClassifiedRule | null
  readonly ambiguous: readonly ClassifiedRule[] // others of equal priority that match too: the choice is undefined
  readonly undecided: ClassifiedRule | null // a rule of at least that priority asks for something that is not known
}

/** The rules of one table. Add all rules before the first look-up or between look-ups; order of adding breaks ties. */
export class Classifier {
  private readonly bySignature = new Map<string, Tuple>()
  private tuples: Tuple[] = []
  private isSorted = true
  private readonly unclear: ClassifiedRule[] = []
  readonly rules: ClassifiedRule[] = []

  add(rule: ClassifiedRule): void {
    this.rules.push(rule)
    if (rule.match.unknown.length > 0) {
      this.unclear.push(rule)
      this.unclear.sort((a, b) => b.rule.priority - a.rule.priority)
      return
    }
    let signature = ''
    for (const test of rule.match.tests) signature += `${test.at}/${test.mask},`
    let tuple = this.bySignature.get(signature)
    if (!tuple) {
      tuple = new Tuple(rule.match.tests)
      this.bySignature.set(signature, tuple)
      this.tuples.push(tuple)
    }
    tuple.add(rule)
    this.isSorted = false
  }

  /** The rule that decides for a flow; `seen` gathers the bits looked at. */
  lookUp(flow: Flow, seen: Flow | null): Lookup {
    const { found, ambiguous } = this.search(flow, seen, true)
    const priority = found?.rule.priority ?? -1
    const undecided =
      this.unclear.find((rule) => rule.rule.priority >= priority && matchesFlow(rule.match, flow)) ?? null
    return { found, ambiguous, undecided }
  }

  /** Rules above a priority that may match but for one or two fields. */
  near(flow: Flow, priority: number, count: 1 | 2): ClassifiedRule[] {
    return this.tuples.flatMap((tuple) => (tuple.priorityMax > priority ? tuple.near(flow, count) : []))
  }

  private sorted(): readonly Tuple[] {
    if (!this.isSorted) {
      const order = new Map(this.tuples.map((tuple, i) => [tuple, i]))
      this.tuples = [...this.tuples].sort(
        (a, b) => b.priorityMax - a.priorityMax || (order.get(a) ?? 0) - (order.get(b) ?? 0),
      )
      this.isSorted = true
    }
    return this.tuples
  }

  private search(flow: Flow, seen: Flow | null, mayConjoin: boolean): Omit<Lookup, 'undecided'> {
    let hard: ClassifiedRule | null = null
    let priority = -1
    let others: ClassifiedRule[] = []
    let soft: (readonly ClassifiedRule[])[] = []
    for (const tuple of this.sorted()) {
      if (tuple.priorityMax < priority) break
      const same = tuple.find(flow, tuple.priorityMax > priority ? seen : null)
      const first = same[0]
      if (!first || first.rule.priority < priority) continue
      if (first.clauses) {
        if (mayConjoin && first.rule.priority > priority) soft.push(same)
      } else if (first.rule.priority > priority) {
        hard = first
        priority = first.rule.priority
        others = same[1]?.rule.priority === priority ? [same[1]] : []
      } else others.push(first)
    }
    soft = soft.filter((same) => (same[0]?.rule.priority ?? -1) > priority)
    while (soft.length > 0) {
      const top = Math.max(...soft.map((same) => same[0]?.rule.priority ?? -1))
      const conjunction = findConjunction(soft, top)
      if (conjunction !== null) {
        const held = flow[W.conjId] as number
        flow[W.conjId] = conjunction
        const answer = this.search(flow, seen, false)
        flow[W.conjId] = held
        if (answer.found) return answer
      }
      const next: (readonly ClassifiedRule[])[] = []
      for (const same of soft) {
        if (same[0]?.rule.priority !== top) next.push(same)
        else if (same[1]?.clauses) next.push(same.slice(1))
        else if (same[1] && same[1].rule.priority > priority) {
          hard = same[1]
          priority = hard.rule.priority
          others = []
        }
      }
      soft = next.filter((same) => (same[0]?.rule.priority ?? -1) > priority)
    }
    return { found: hard, ambiguous: others }
  }
}

/** A conjunction all of whose clauses are among the rules of this priority that match; null: none is satisfied. */
function findConjunction(soft: readonly (readonly ClassifiedRule[])[], priority: number): number | null {
  const seen = new Map<number, Set<number>>()
  for (const same of soft) {
    if (same[0]?.rule.priority !== priority) continue
    for (const { id, clause, clauses } of same[0].clauses ?? []) {
      const have = seen.get(id) ?? new Set<number>()
      seen.set(id, have.add(clause))
      if (have.size === clauses) return id
    }
  }
  return null
}
