import type { ClassifiedRule } from '../classifier/classified-rule'
import type { Classifier } from '../classifier/classifier'
import { FLOW_WORDS, type Flow } from '../fields/flow-layout'

/**
 * The rules of a table that some packet of a set could match. Rules that look at the same bits are kept together, as in
 * a classifier; of those, the ones that agree with the fixed bits are found by hash, whichever words are free.
 */
export class SymbolicTable {
  private readonly groups: Group[]
  private readonly size: number

  private constructor(rules: readonly ClassifiedRule[]) {
    this.size = rules.length
    const bySignature = new Map<string, ClassifiedRule[]>()
    for (const rule of rules) {
      let signature = ''
      for (const test of rule.match.tests) signature += `${test.at}/${test.mask},`
      const same = bySignature.get(signature)
      if (same) same.push(rule)
      else bySignature.set(signature, [rule])
    }
    this.groups = [...bySignature.values()].map((same) => new Group(same)).sort((a, b) => b.priorityMax - a.priorityMax)
  }

  /** The table of a classifier, made once and again when rules were added to it. */
  static of(classifier: Classifier): SymbolicTable {
    let table = TABLES.get(classifier)
    if (!table || table.size !== classifier.rules.length) {
      table = new SymbolicTable(classifier.rules)
      TABLES.set(classifier, table)
    }
    return table
  }

  /** Calls `visit` with candidates of at least `floor`'s priority; it answers the priority below which nothing matters. */
  visit(flow: Flow, free: Uint32Array, visit: (rule: ClassifiedRule, floor: number) => number): void {
    let floor = -1
    for (const group of this.groups) {
      if (group.priorityMax < floor) break
      for (const rule of group.candidates(flow, free)) {
        if (rule.rule.priority < floor) break
        floor = visit(rule, floor)
      }
    }
  }
}

const TABLES = new WeakMap<Classifier, SymbolicTable>()

class Group {
  readonly priorityMax: number
  private readonly words: readonly number[]
  private readonly masks: readonly number[]
  private readonly rules: readonly ClassifiedRule[]
  private readonly indexes = new Map<string, ReadonlyMap<number, readonly ClassifiedRule[]>>()

  constructor(rules: readonly ClassifiedRule[]) {
    this.rules = [...rules].sort((a, b) => b.rule.priority - a.rule.priority || a.order - b.order)
    this.priorityMax = this.rules[0]?.rule.priority ?? -1
    const tests = this.rules[0]?.match.tests ?? []
    this.words = tests.map((test) => test.at)
    this.masks = tests.map((test) => test.mask)
  }

  /** Highest priority first; the free words of those found are still to be looked at. */
  candidates(flow: Flow, free: Uint32Array): readonly ClassifiedRule[] {
    let key = ''
    let hash = SEED
    for (let i = 0; i < this.words.length; i++) {
      const at = this.words[i] as number
      const mask = this.masks[i] as number
      if ((mask & (free[at] as number)) !== 0) key += `${i},`
      else hash = mix(hash, ((flow[at] as number) & mask) >>> 0)
    }
    let index = this.indexes.get(key)
    if (!index) {
      index = this.indexBy(new Set(key.split(',').slice(0, -1).map(Number)))
      this.indexes.set(key, index)
    }
    return index.get(hash) ?? NONE
  }

  private indexBy(left: ReadonlySet<number>): ReadonlyMap<number, readonly ClassifiedRule[]> {
    const index = new Map<number, ClassifiedRule[]>()
    for (const rule of this.rules) {
      let hash = SEED
      for (const [i, test] of rule.match.tests.entries()) if (!left.has(i)) hash = mix(hash, test.value)
      const same = index.get(hash)
      if (same) same.push(rule)
      else index.set(hash, [rule])
    }
    return index
  }
}

const NONE: readonly ClassifiedRule[] = []
const SEED = 0x811c9dc5
const mix = (hash: number, value: number): number => {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

export const newFreeWords = (): Uint32Array => new Uint32Array(FLOW_WORDS)
