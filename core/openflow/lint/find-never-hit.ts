import type { ClassifiedRule } from '../classifier/classified-rule'
import { toAnswerRule } from '../trace-packet'
import { bounded, type Found, type LintFinding, sayRule } from './lint-finding'

/** Rules that have counted nothing while other rules of their table have. What has no counters is not judged. */
export function findNeverHit(table: number | string, rules: readonly ClassifiedRule[]): Found {
  let busiest: ClassifiedRule | null = null
  for (const rule of rules) if ((rule.rule.nPackets ?? 0) > (busiest?.rule.nPackets ?? 0)) busiest = rule
  if (!busiest) return { findings: [], bounds: [] }
  const other = toAnswerRule(busiest)
  const count = busiest.rule.nPackets
  const findings = rules
    .filter((rule) => rule.rule.nPackets === 0 && rule.clauses === null)
    .map(
      (rule): LintFinding => ({
        name: 'never-hit',
        isVerdict: false,
        sentence: `In table ${table}, ${sayRule(rule)} has counted no packet, while ${sayRule(busiest)} has counted ${count}.`,
        table,
        rule: toAnswerRule(rule),
        other,
      }),
    )
  return bounded(findings, `rules of table ${table} that have counted nothing`)
}
