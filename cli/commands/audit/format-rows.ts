import type { AuditRow } from './audit-files'

/** The rows for people: what is wrong first, the worst before the rest, then how many pairs stand how. */
export function* formatRows(rows: readonly AuditRow[]): Generator<string> {
  for (const severity of ['critical', 'warning', 'info'] as const)
    for (const row of rows)
      for (const finding of row.findings) {
        if (finding.severity !== severity) continue
        yield `${severity}: ${finding.sentence} [${finding.rule}]`
        for (const { file, line, text } of finding.evidence) yield `    ${file}:${line}: ${text.trim()}`
      }
  const counts = new Map<string, number>()
  for (const { standing } of rows) if (standing) counts.set(standing, (counts.get(standing) ?? 0) + 1)
  yield counts.size === 0
    ? 'No pair of interface and address was found.'
    : [...counts].map(([standing, count]) => `${count} ${standing}`).join(', ')
}
