import type { ClassifiedRule } from '../classifier/classified-rule'
import { toAnswerRule } from '../trace-packet'
import { bounded, type Found, type LintFinding, sayRule } from './lint-finding'
import type { Reach } from './list-jumps'

/**
 * Jumps to a table without rules. Where the packet ends there, it is dropped without a rule that says so; where more is
 * done after it, the jump does nothing. Tables into which some rule learns fill up by themselves.
 */
export function findDanglingJumps(
  byTable: ReadonlyMap<number | string, readonly ClassifiedRule[]>,
  reachOf: (rule: ClassifiedRule) => Reach,
): Found {
  const learned = new Set<number | string>()
  for (const rules of byTable.values())
    for (const rule of rules) for (const table of reachOf(rule).learns) learned.add(table)
  const findings: LintFinding[] = []
  for (const [table, rules] of byTable)
    for (const rule of rules)
      for (const jump of reachOf(rule).jumps) {
        if (byTable.has(jump.table) || learned.has(jump.table)) continue
        findings.push({
          name: 'dangling-jump',
          isVerdict: jump.endsThere,
          sentence: `In table ${table}, ${sayRule(rule)} jumps to table ${jump.table}, which has no rules: ${jump.endsThere ? 'the packet is dropped there' : 'the jump does nothing'}.`,
          table,
          rule: toAnswerRule(rule),
          other: null,
        })
      }
  findings.sort((a, b) => Number(b.isVerdict) - Number(a.isVerdict) || (a.rule?.line ?? 0) - (b.rule?.line ?? 0))
  return bounded(findings, 'jumps to tables without rules')
}
