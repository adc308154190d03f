import { sayCounterDelta } from '../../../core/openflow/diff/compare-counters'
import { type DumpDiff, diffDumps } from '../../../core/openflow/diff/diff-dumps'
import type { FlowRule } from '../../../core/openflow/dump/flow-rule'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { positionOf, splitLines } from '../../../core/text/lines'
import { type Command, refuse } from '../../command'
import { readArguments } from '../../input/read-arguments'
import { readText } from '../../input/read-text'
import { print, printJson } from '../../output/print'

const OPTIONS = { json: { type: 'boolean' }, pretty: { type: 'boolean' }, text: { type: 'boolean' } } as const
const PROBLEMS_SHOWN_MAX = 10

/** `rollcall diff`: what differs between two dumps. */
export const diff: Command = {
  name: 'diff',
  summary: 'what differs between two dumps of flow rules, and what was counted',
  help: `rollcall diff [OPTIONS] OLD NEW

Compares two dumps of a host, or those of two hosts. Rules are paired by table, priority and what they match, in any
spelling; cookies, ages and counters make no difference. Counters of paired rules are compared apart, drops first.

  --text                for people: + added, - removed, ! changed, and what was counted
  --json, --pretty      {"added", "removed", "changed": [{"before", "after", "parts"}],
                         "counters": [{"sentence", "packets", "bytes", "isReset", "isDrop", "rule"}], "same"}
`,
  async run(args) {
    const read = readArguments(args, OPTIONS)
    if (typeof read === 'string') return refuse(`diff: ${read}`)
    const { options, rest } = read
    if (options.text && (options.json || options.pretty)) return refuse('diff: --text or --json, not both')
    const [before, after, ...more] = rest
    if (before === undefined || after === undefined || more.length > 0) return refuse('diff takes two files: OLD NEW')
    const old = readRules(before)
    if (typeof old === 'string') return refuse(old)
    const fresh = readRules(after)
    if (typeof fresh === 'string') return refuse(fresh)
    const found = diffDumps(old, fresh)
    if (options.text) await print(say(found))
    else await printJson(documentOf(found), options.pretty)
    return 0
  },
}

function readRules(file: string): FlowRule[] | string {
  const found = readText(file)
  if ('error' in found) return found.error
  const { value, problems } = parseDumpFlows(found.text)
  const lines = splitLines(found.text)
  for (const { span, reason } of problems.slice(0, PROBLEMS_SHOWN_MAX)) {
    const { line, column } = positionOf(lines, span.start)
    process.stderr.write(`rollcall: ${file}, line ${line}, column ${column}: ${reason}\n`)
  }
  if (problems.length > PROBLEMS_SHOWN_MAX)
    process.stderr.write(`rollcall: ${file}: ${problems.length - PROBLEMS_SHOWN_MAX} more lines were not understood\n`)
  if (value.length === 0 && problems.length > 0) return `${file} holds no flow rule`
  return value
}

const shown = ({ line, table, priority, cookie, nPackets, nBytes, match, actions }: FlowRule) => ({
  line,
  table,
  priority,
  cookie,
  n_packets: nPackets,
  n_bytes: nBytes,
  match,
  actions,
})

const documentOf = ({ added, removed, changed, counters, sameCount }: DumpDiff) => ({
  added: added.map(shown),
  removed: removed.map(shown),
  changed: changed.map(({ before, after, parts }) => ({ before: shown(before), after: shown(after), parts })),
  counters: counters.map((delta) => ({
    sentence: sayCounterDelta(delta),
    packets: delta.packets,
    bytes: delta.bytes,
    isReset: delta.isReset,
    isDrop: delta.isDrop,
    rule: shown(delta.after),
  })),
  same: sameCount,
})

const sayRule = ({ table, priority, match, actions }: FlowRule): string =>
  `table=${table}, priority=${priority}${match && `,${match}`} actions=${actions}`

function say({ added, removed, changed, counters, sameCount }: DumpDiff): string {
  const lines = [
    ...removed.map((rule) => `- ${sayRule(rule)}`),
    ...added.map((rule) => `+ ${sayRule(rule)}`),
    ...changed.flatMap(({ before, after, parts }) => [
      `! ${parts.join(', ')}: ${sayRule(before)}`,
      `  now ${sayRule(after)}`,
    ]),
    ...counters.map(sayCounterDelta),
    `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${sameCount} as before`,
  ]
  return `${lines.join('\n')}\n`
}
