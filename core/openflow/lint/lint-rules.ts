import type { ClassifiedRule } from '../classifier/classified-rule'
import { findAmbiguous } from './find-ambiguous'
import { findDanglingJumps } from './find-dangling-jumps'
import { findNeverHit } from './find-never-hit'
import { findShadowed } from './find-shadowed'
import { findSharedCookies } from './find-shared-cookies'
import { findSpoofingHoles } from './find-spoofing-holes'
import { findUnreachableTables } from './find-unreachable-tables'
import type { Found, LintInput, LintReport } from './lint-finding'
import { listReach, type Reach } from './list-jumps'
import { groupRules } from './rule-index'

const STEPS_PER_TABLE_MAX = 30_000_000

/**
 * Looks through the rules of a bridge for what is not as it should be. Near-linear in the number of rules for each set of
 * fields that rules look at; where that takes too long, the report says what was not searched. Verdicts come first.
 */
export function lintRules(input: LintInput): LintReport {
  const byTable = new Map<number | string, ClassifiedRule[]>()
  for (const rule of input.rules) {
    const same = byTable.get(rule.rule.table)
    if (same) same.push(rule)
    else byTable.set(rule.rule.table, [rule])
  }
  const reaches = new Map<ClassifiedRule, Reach>()
  const reachOf = (rule: ClassifiedRule): Reach => {
    let reach = reaches.get(rule)
    if (!reach) {
      reach = listReach(rule.actions, rule.rule.table, input.groups)
      reaches.set(rule, reach)
    }
    return reach
  }
  const found: Found[] = []
  for (const [table, rules] of byTable) {
    const groups = groupRules(rules)
    found.push(
      findShadowed(table, groups, { left: STEPS_PER_TABLE_MAX }),
      findAmbiguous(table, groups, { left: STEPS_PER_TABLE_MAX }),
      findNeverHit(table, rules),
    )
  }
  found.push(
    findDanglingJumps(byTable, reachOf),
    findUnreachableTables(byTable, reachOf),
    findSharedCookies(input.rules),
    findSpoofingHoles(input),
  )
  const findings = found.flatMap((one) => one.findings)
  return {
    findings: [...findings.filter((one) => one.isVerdict), ...findings.filter((one) => !one.isVerdict)],
    bounds: [...new Set(found.flatMap((one) => one.bounds))],
  }
}
