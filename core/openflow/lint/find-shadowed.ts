import { actionsKey } from '../diff/normalise-rule'
import { toAnswerRule } from '../trace-packet'
import { bounded, type Found, type LintFinding, sayRule } from './lint-finding'
import { findCover, type RuleGroup } from './rule-index'

/** Rules that no packet can reach, because another of higher priority takes every packet they ask for. */
export function findShadowed(table: number | string, groups: readonly RuleGroup[], steps: { left: number }): Found {
  const findings: LintFinding[] = []
  for (const group of groups)
    for (const rule of group.rules) {
      const cover = findCover(groups, rule.match.tests, rule.rule.priority, steps)
      if (!cover) continue
      const isSame =
        cover.rule.actions === rule.rule.actions || actionsKey(cover.rule.actions) === actionsKey(rule.rule.actions)
      findings.push({
        name: 'shadowed',
        isVerdict: !isSame,
        sentence: `In table ${table}, ${sayRule(rule)} is never reached: ${sayRule(cover)} takes every packet it asks for${isSame ? ', and does the same' : ', and does something else'}.`,
        table,
        rule: toAnswerRule(rule),
        other: toAnswerRule(cover),
      })
    }
  findings.sort((a, b) => Number(b.isVerdict) - Number(a.isVerdict) || (a.rule?.line ?? 0) - (b.rule?.line ?? 0))
  return bounded(findings, `shadowed rules of table ${table}`, tooMany(table, 'shadowed rules', steps))
}

export const tooMany = (table: number | string, what: string, steps: { left: number }): string[] =>
  steps.left > 0
    ? []
    : [`table ${table} was not searched to the end for ${what}: its rules look at too many different fields`]
