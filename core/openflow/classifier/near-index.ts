import type { Flow } from '../fields/flow-layout'
import type { ClassifiedRule } from './classified-rule'
import { isDrop } from './classified-rule'

/**
 * Finds the rules of a tuple that would match a flow but for one or two fields: a hash table for each choice of fields
 * to leave out, made when it is first asked for. What it costs does not grow with the number of rules.
 */
export class NearIndex {
  private readonly units: readonly ReadonlySet<number>[] // the words of each field that the tuple looks at
  private readonly tables = new Map<string, Map<number, ClassifiedRule[]>>()
  private readonly rules: readonly ClassifiedRule[]

  constructor(rules: readonly ClassifiedRule[]) {
    this.rules = rules.filter((rule) => !isDrop(rule))
    this.units = this.rules[0] ? unitsOf(this.rules[0]) : []
  }

  /** Candidates that may differ in `count` fields, the highest priorities first; the caller compares. */
  find(flow: Flow, count: 1 | 2): ClassifiedRule[] {
    const found: ClassifiedRule[] = []
    const { units } = this
    if (units.length < count || units.length > UNITS_MAX) return found
    for (let i = 0; i < units.length; i++)
      for (let j = count === 1 ? i : i + 1; j < (count === 1 ? i + 1 : units.length); j++) {
        const leftOut = new Set([...(units[i] ?? []), ...(units[j] ?? [])])
        found.push(...(this.table(`${i} ${j}`, leftOut).get(this.hash(flow, leftOut)) ?? []))
      }
    return found
  }

  private table(key: string, leftOut: ReadonlySet<number>): Map<number, ClassifiedRule[]> {
    let table = this.tables.get(key)
    if (table) return table
    table = new Map()
    this.tables.set(key, table)
    for (const rule of this.rules) {
      let hash = SEED
      for (const test of rule.match.tests) if (!leftOut.has(test.at)) hash = mix(hash, test.value)
      const same = table.get(hash)
      if (same) insert(same, rule)
      else table.set(hash, [rule])
    }
    return table
  }

  private hash(flow: Flow, leftOut: ReadonlySet<number>): number {
    let hash = SEED
    for (const test of this.rules[0]?.match.tests ?? [])
      if (!leftOut.has(test.at)) hash = mix(hash, ((flow[test.at] as number) & test.mask) >>> 0)
    return hash
  }
}

const KEPT_MAX = 8
const UNITS_MAX = 12
const SEED = 0x811c9dc5
const mix = (hash: number, value: number): number => {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

/** Keeps the few highest priorities; of equal ones the first. */
function insert(list: ClassifiedRule[], rule: ClassifiedRule): void {
  const isLess = (one: ClassifiedRule): boolean => one.rule.priority < rule.rule.priority
  if (list.length >= KEPT_MAX && !isLess(list[KEPT_MAX - 1] as ClassifiedRule)) return
  const at = list.findIndex(isLess)
  list.splice(at < 0 ? list.length : at, 0, rule)
  if (list.length > KEPT_MAX) list.pop()
}

/** The words of each field of a match; fields that share a word go together. */
function unitsOf({ match }: ClassifiedRule): Set<number>[] {
  const units: Set<number>[] = []
  for (const { definition } of match.fields) {
    const { word, words } = definition.place
    const own = Array.from({ length: words }, (_, i) => word + i)
    const shared = units.find((unit) => own.some((at) => unit.has(at)))
    if (shared) for (const at of own) shared.add(at)
    else units.push(new Set(own))
  }
  return units
}
