import type { ClassifiedRule } from '../classifier/classified-rule'
import { toAnswerRule } from '../trace-packet'
import { tooMany } from './find-shadowed'
import { bounded, type Found, type LintFinding, sayRule } from './lint-finding'
import { bothTests, findCover, hashUnder, isPlain, type RuleGroup } from './rule-index'

/**
 * Rules of equal priority that some packet matches both of and that do different things: which of them decides is not
 * defined (OpenFlow 1.3, 5.3). Overlaps that a rule of higher priority takes whole do not count. Each rule is named once.
 */
export function findAmbiguous(table: number | string, groups: readonly RuleGroup[], steps: { left: number }): Found {
  const byPriority = new Map<number, ClassifiedRule[][]>()
  for (const group of groups) {
    const parts = new Map<number, ClassifiedRule[]>()
    for (const rule of group.rules) {
      if (!isPlain(rule)) continue
      const part = parts.get(rule.rule.priority)
      if (part) part.push(rule)
      else parts.set(rule.rule.priority, [rule])
    }
    for (const [priority, part] of parts) {
      const same = byPriority.get(priority)
      if (same) same.push(part)
      else byPriority.set(priority, [part])
    }
  }
  const findings: LintFinding[] = []
  const named = new Set<ClassifiedRule>()
  for (const parts of byPriority.values())
    for (let i = 0; i < parts.length; i++)
      for (let j = i; j < parts.length; j++)
        for (const [rule, other] of overlaps(parts[i] ?? [], parts[j] ?? [], named, groups, steps))
          findings.push({
            name: 'ambiguous-overlap',
            isVerdict: true,
            sentence: `In table ${table}, ${sayRule(rule)} and ${sayRule(other)} overlap and do different things: which one decides is not defined.`,
            table,
            rule: toAnswerRule(rule),
            other: toAnswerRule(other),
          })
  findings.sort((a, b) => (a.rule?.line ?? 0) - (b.rule?.line ?? 0))
  return bounded(findings, `ambiguous overlaps in table ${table}`, tooMany(table, 'ambiguous overlaps', steps))
}

const CANDIDATES_MAX = 4

/** Joins two lists of rules, each looking at the same bits, over the bits that both look at. */
function* overlaps(
  a: readonly ClassifiedRule[],
  b: readonly ClassifiedRule[],
  named: Set<ClassifiedRule>,
  groups: readonly RuleGroup[],
  steps: { left: number },
): Generator<[ClassifiedRule, ClassifiedRule]> {
  const common = commonMasks(a[0], b[0])
  const byValue = new Map<number, ClassifiedRule[]>()
  for (const rule of a) {
    const hash = hashUnder(rule.match.tests, common) ?? 0
    const bucket = byValue.get(hash)
    if (!bucket) byValue.set(hash, [rule])
    // Of those that do the same a few will do: the question is whether there is one that does something else.
    else if (bucket.length < CANDIDATES_MAX || bucket.every((one) => one.rule.actions === bucket[0]?.rule.actions)) {
      if (bucket.length < CANDIDATES_MAX) bucket.push(rule)
      else if (rule.rule.actions !== bucket[0]?.rule.actions) bucket[CANDIDATES_MAX - 1] = rule
    }
  }
  for (const rule of b) {
    if (steps.left-- <= 0) return
    if (named.has(rule)) continue
    for (const other of byValue.get(hashUnder(rule.match.tests, common) ?? 0) ?? []) {
      if (other === rule || other.rule.actions === rule.rule.actions || named.has(other)) continue
      const both = bothTests(rule.match.tests, other.match.tests)
      if (!both || findCover(groups, both, rule.rule.priority, steps)) continue
      named.add(rule).add(other)
      yield rule.rule.line < other.rule.line ? [rule, other] : [other, rule]
      break
    }
  }
}

function commonMasks(a: ClassifiedRule | undefined, b: ClassifiedRule | undefined): RuleGroup['masks'] {
  const masks = new Map((a?.match.tests ?? []).map(({ at, mask }) => [at, mask]))
  return (b?.match.tests ?? [])
    .map(({ at, mask }) => ({ at, mask: ((masks.get(at) ?? 0) & mask) >>> 0 }))
    .filter(({ mask }) => mask !== 0)
}
