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
  private readonly byMasks = new Map<number, Tuple[]>()
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
    const tuple = this.tupleFor(rule)
    tuple.add(rule)
    this.isSorted = false
  }

  private tupleFor({ match: { tests } }: ClassifiedRule): Tuple {
    const hash = Tuple.hashMasks(tests)
    const alike = this.byMasks.get(hash)
    if (alike) for (const tuple of alike) if (tuple.looksAt(tests)) return tuple
    const tuple = new Tuple(tests)
    if (alike) alike.push(tuple)
    else this.byMasks.set(hash, [tuple])
    this.tuples.push(tuple)
    return tuple
  }

  /** The rule that decides for a flow; `seen` gathers the bits looked at. */
  lookUp(flow: Flow, seen: Flow | null): Lookup {
    const lookup = this.search(flow, seen, true)
    if (this.unclear.length === 0) return lookup
    const { found, ambiguous } = lookup
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

  private search(flow: Flow, seen: Flow | null, mayConjoin: boolean): Lookup {
    let hard: ClassifiedRule | null = null
    let priority = -1
    let others: readonly ClassifiedRule[] = NONE
    let soft: (readonly ClassifiedRule[])[] | null = null
    for (const tuple of this.sorted()) {
      if (tuple.priorityMax < priority) break
      const same = tuple.find(flow, tuple.priorityMax > priority ? seen : null)
      const first = same[0]
      if (!first || first.rule.priority < priority) continue
      if (first.clauses) {
        if (mayConjoin && first.rule.priority > priority) {
          soft ??= []
          soft.push(same)
        }
      } else if (first.rule.priority > priority) {
        hard = first
        priority = first.rule.priority
        others = same[1]?.rule.priority === priority ? [same[1]] : NONE
      } else others = [...others, first]
    }
    if (!soft) return { found: hard, ambiguous: others, undecided: null }
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
          others = NONE
        }
      }
      soft = next.filter((same) => (same[0]?.rule.priority ?? -1) > priority)
    }
    return { found: hard, ambiguous: others, undecided: null }
  }
}

const NONE: readonly ClassifiedRule[] = []

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
