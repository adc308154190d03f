import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { print } from '../../output/print'
import { auditNamedFiles } from './audit-files'
import { formatJunit } from './format-junit'
import { formatRows } from './format-rows'
import { formatSarif } from './format-sarif'
import { printRows, printText } from './print-rows'

const OPTIONS = {
  junit: { type: 'boolean' },
  sarif: { type: 'boolean' },
  text: { type: 'boolean' },
  pretty: { type: 'boolean' },
  'at-end': { type: 'boolean' },
  'fail-on': { type: 'string' },
} as const
const LEVELS: readonly string[] = ['critical', 'warning', 'info']

/** `rollcall check FILES…`: an audit as a gate. */
export const check: Command = {
  name: 'check',
  summary: 'the same as a gate for CI: --junit, --sarif',
  help: `rollcall check [--junit|--sarif|--text] [--fail-on SEVERITY] [--at-end] FILE…

Audits files as "rollcall audit" does, and prints the same rows, or:
  --junit               a JUnit report: a test case a pair, failed by its findings
  --sarif               SARIF 2.1.0: a result a finding, at the lines it rests on
  --text                sentences for people
  --fail-on SEVERITY    critical (usual), warning or info: from which severity on a finding fails
  --at-end              judge terminals as they end
Exit status: 0 passed, 1 failed, 2 when a file cannot be read.
`,
  async run(args) {
    const read = readArguments(args, OPTIONS)
    if (typeof read === 'string') return refuse(`check: ${read}`)
    const { options, rest } = read
    if ([options.junit, options.sarif, options.text, options.pretty].filter(Boolean).length > 1)
      return refuse('check: one of --junit, --sarif, --text, --pretty')
    const level = LEVELS.indexOf(options['fail-on'] ?? 'critical')
    if (level < 0) return refuse(`check --fail-on takes ${LEVELS.join(', ')}`)
    if (rest.length === 0) return refuse('check needs at least one file, or - for standard input')
    const { rows, isRead } = auditNamedFiles(rest, options['at-end'] ?? false)
    const failing = new Set(LEVELS.slice(0, level + 1))
    if (options.junit) await printText(formatJunit(rows, failing))
    else if (options.sarif) await print(`${JSON.stringify(formatSarif(rows))}\n`)
    else if (options.text) await printText(formatRows(rows))
    else await printRows(rows, options.pretty ?? false)
    if (!isRead) return 2
    return rows.some((row) => row.findings.some((finding) => failing.has(finding.severity))) ? 1 : 0
  },
}
