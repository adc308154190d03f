import type { ClassifiedRule } from '../classifier/classified-rule'
import type { WordTest } from '../match/match'

/** Rules of one table that look at the same bits, found by the values they ask for; highest priority first. */
export type RuleGroup = {
  readonly masks: readonly { readonly at: number; readonly mask: number }[]
  readonly rules: readonly ClassifiedRule[]
  readonly byValue: ReadonlyMap<number, readonly ClassifiedRule[]>
  readonly priorityMax: number
}

export function groupRules(rules: readonly ClassifiedRule[]): RuleGroup[] {
  const bySignature = new Map<string, ClassifiedRule[]>()
  for (const rule of rules) {
    let signature = ''
    for (const test of rule.match.tests) signature += `${test.at}/${test.mask},`
    const same = bySignature.get(signature)
    if (same) same.push(rule)
    else bySignature.set(signature, [rule])
  }
  return [...bySignature.values()].map(toGroup).sort((a, b) => b.priorityMax - a.priorityMax)
}

function toGroup(same: ClassifiedRule[]): RuleGroup {
  const rules = same.sort((a, b) => b.rule.priority - a.rule.priority || a.order - b.order)
  const byValue = new Map<number, ClassifiedRule[]>()
  for (const rule of rules) {
    const hash = hashTests(rule.match.tests)
    const bucket = byValue.get(hash)
    if (bucket) bucket.push(rule)
    else byValue.set(hash, [rule])
  }
  const masks = (rules[0]?.match.tests ?? []).map(({ at, mask }) => ({ at, mask }))
  return { masks, rules, byValue, priorityMax: rules[0]?.rule.priority ?? -1 }
}

const SEED = 0x811c9dc5
export const mixHash = (hash: number, value: number): number => {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
const hashTests = (tests: readonly WordTest[]): number => tests.reduce((hash, { value }) => mixHash(hash, value), SEED)

/** Values under masks that are all among the tests' own; both in the order of words. Null: a test looks at less. */
export function hashUnder(tests: readonly WordTest[], masks: RuleGroup['masks']): number | null {
  let hash = SEED
  let i = 0
  for (const { at, mask } of masks) {
    while (i < tests.length && (tests[i] as WordTest).at < at) i++
    const test = tests[i]
    if (!test || test.at !== at || (mask & ~test.mask) !== 0) return null
    hash = mixHash(hash, (test.value & mask) >>> 0)
  }
  return hash
}

/** Whether every packet that meets `inner` meets `outer`; both in the order of words. */
export function covers(outer: readonly WordTest[], inner: readonly WordTest[]): boolean {
  let i = 0
  for (const { at, mask, value } of outer) {
    while (i < inner.length && (inner[i] as WordTest).at < at) i++
    const test = inner[i]
    if (!test || test.at !== at || (mask & ~test.mask) !== 0 || ((test.value ^ value) & mask) !== 0) return false
  }
  return true
}

/** What packets that meet both tests meet; null when there can be none. */
export function bothTests(a: readonly WordTest[], b: readonly WordTest[]): WordTest[] | null {
  const both: WordTest[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const one = a[i]
    const other = b[j]
    if (one && (!other || one.at < other.at)) {
      both.push(one)
      i++
    } else if (other && (!one || other.at < one.at)) {
      both.push(other)
      j++
    } else if (one && other) {
      if ((one.mask & other.mask & (one.value ^ other.value)) !== 0) return null
      both.push({ at: one.at, mask: (one.mask | other.mask) >>> 0, value: (one.value | other.value) >>> 0 })
      i++
      j++
    }
  }
  return both
}

/** Rules that decide by themselves: no clause of a conjunction, and nothing in them that is not understood. */
export const isPlain = (rule: ClassifiedRule): boolean => rule.clauses === null && rule.match.unknown.length === 0

/** The rule of highest priority above `priority` that every packet of the tests matches. `steps.left` is used up. */
export function findCover(
  groups: readonly RuleGroup[],
  tests: readonly WordTest[],
  priority: number,
  steps: { left: number },
): ClassifiedRule | null {
  let best: ClassifiedRule | null = null
  for (const group of groups) {
    if (group.priorityMax <= Math.max(priority, best?.rule.priority ?? -1) || steps.left <= 0) break
    steps.left--
    const hash = hashUnder(tests, group.masks)
    if (hash === null) continue
    const found = group.byValue
      .get(hash)
      ?.find((rule) => isPlain(rule) && rule.rule.priority > priority && covers(rule.match.tests, tests))
    if (found && found.rule.priority > (best?.rule.priority ?? -1)) best = found
  }
  return best
}
