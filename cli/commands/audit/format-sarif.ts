import type { AuditRow } from './audit-files'

const LEVELS: Readonly<Record<string, string>> = { critical: 'error', warning: 'warning', info: 'note' }
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/** Findings in SARIF 2.1.0 (OASIS), which code hosts show at the lines that a finding rests on. */
export function formatSarif(rows: readonly AuditRow[]) {
  const rules = [...new Set(rows.flatMap((row) => row.findings.map((finding) => finding.rule)))].sort()
  const results = rows.flatMap(({ nic, mac, address, configured, registered, programmed, standing, findings }) =>
    findings.map(({ rule, severity, sentence, explanation, evidence }) => ({
      ruleId: rule,
      ruleIndex: rules.indexOf(rule),
      level: LEVELS[severity] ?? 'none',
      message: { text: `${sentence} ${explanation}` },
      locations: evidence.slice(0, 1).map(toLocation),
      relatedLocations: evidence.slice(1).map((one, index) => ({ id: index + 1, ...toLocation(one) })),
      partialFingerprints: { 'pair/v1': [rule, mac ?? nic ?? '', address ?? ''].join(' ') },
      properties: { nic, mac, address, configured, registered, programmed, standing, severity },
    })),
  )
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'rollcall', rules: rules.map((id) => ({ id, name: id })) } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  }
}

type Citation = AuditRow['findings'][number]['evidence'][number]

const toLocation = ({ file, line, column, text }: Citation) => ({
  physicalLocation: {
    artifactLocation: { uri: toUri(file) },
    region: { startLine: line, startColumn: column, snippet: { text } },
  },
})

/** A path as a reference of RFC 3986; `/` stays what it is. */
const toUri = (file: string): string => file.split(/[\\/]/).map(encodeURIComponent).join('/')
