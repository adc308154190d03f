import type { ClassifiedRule } from '../classifier/classified-rule'
import { toAnswerRule } from '../trace-packet'
import { type Found, type LintFinding, sayRule } from './lint-finding'
import type { Reach } from './list-jumps'

/** Tables with rules that no jump leads to, beginning with table 0, where every packet enters. */
export function findUnreachableTables(
  byTable: ReadonlyMap<number | string, readonly ClassifiedRule[]>,
  reachOf: (rule: ClassifiedRule) => Reach,
): Found {
  const reached = new Set<number | string>([firstTable(byTable)])
  const bounds: string[] = []
  let usesUnknownGroup = false
  for (const table of reached)
    for (const rule of byTable.get(table) ?? []) {
      const reach = reachOf(rule)
      if (reach.usesUnknownGroup) usesUnknownGroup = true
      for (const jump of reach.jumps) reached.add(jump.table)
    }
  const lost = [...byTable.keys()].filter((table) => !reached.has(table))
  if (lost.length > 0 && usesUnknownGroup)
    return {
      findings: [],
      bounds: [`tables ${lost.join(', ')} may be reached through groups, which are not known`],
    }
  const findings = lost.map((table): LintFinding => {
    const rules = byTable.get(table) ?? []
    const [first] = rules
    const from = jumpFromLost(table, lost, byTable, reachOf)
    return {
      name: 'unreachable-table',
      isVerdict: false,
      sentence: `No packet reaches table ${table} with its ${rules.length} rule${rules.length === 1 ? '' : 's'}: ${from ? `only ${sayRule(from)} of table ${from.rule.table} jumps there, which is not reached either` : 'no rule jumps there'}.`,
      table,
      rule: first ? toAnswerRule(first) : null,
      other: from && toAnswerRule(from),
    }
  })
  return { findings, bounds }
}

/** With table names, the one of table 0 is not to be known; the table of the first rule stands first in every dump. */
function firstTable(byTable: ReadonlyMap<number | string, unknown>): number | string {
  return byTable.has(0) ? 0 : ([...byTable.keys()].find((table) => typeof table === 'string') ?? 0)
}

function jumpFromLost(
  table: number | string,
  lost: readonly (number | string)[],
  byTable: ReadonlyMap<number | string, readonly ClassifiedRule[]>,
  reachOf: (rule: ClassifiedRule) => Reach,
): ClassifiedRule | null {
  for (const other of lost)
    if (other !== table)
      for (const rule of byTable.get(other) ?? [])
        if (reachOf(rule).jumps.some((jump) => jump.table === table)) return rule
  return null
}
