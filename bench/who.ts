// Measures what is asked of the flow rules of a whole host: `npm run bench -- who [guests]`. Prints a table in Markdown.
import { performance } from 'node:perf_hooks'
import { buildSwitch } from '../core/openflow/build-switch'
import { diffDumps } from '../core/openflow/diff/diff-dumps'
import { parseDumpFlows } from '../core/openflow/dump/parse-dump-flows'
import { lintRules } from '../core/openflow/lint/lint-rules'
import { readTopology } from '../core/openflow/topology'
import { whoMaySpeak } from '../core/openflow/who/who-may-speak'
import { makeGuardedHost } from './guarded-host'

const rows: string[][] = []
for (const guests of process.argv.slice(2).map(Number)) {
  const { flows, topology: ports } = makeGuardedHost(guests)
  const topology = readTopology(ports)
  if (typeof topology === 'string') throw new Error(topology)
  const seconds = <T>(work: () => T): [T, string] => {
    const since = performance.now()
    const answer = work()
    return [answer, ((performance.now() - since) / 1000).toFixed(2)]
  }
  const [built, building] = seconds(() =>
    buildSwitch(new Map([['br-int', { flows, groups: null, meters: null, tlvMap: null }]]), topology),
  )
  const rules = built.rules.get('br-int') ?? []
  const [who, asking] = seconds(() => whoMaySpeak(built.model, null))
  const wrong = who.ports.filter(({ out, in: into }) => out.ipv4.length !== 1 || into.ipv4.length !== 1)
  if (wrong.length > 0)
    throw new Error(`${wrong.length} ports of the made-up host answer wrongly: ${JSON.stringify(wrong[0])}`)
  const [lint, linting] = seconds(() => lintRules({ bridge: 'br-int', rules, groups: null, model: null }))
  const dump = parseDumpFlows(flows).value
  const [, diffing] = seconds(() => diffDumps(dump, dump))
  rows.push([guests, rules.length, building, asking, linting, diffing, lint.findings.length].map(String))
}
const columns = ['guests', 'rules', 'read, s', 'who may speak, s', 'lint, s', 'compare with itself, s', 'findings']
process.stdout.write(`| ${columns.join(' | ')} |\n|${columns.map(() => '---:|').join('')}\n`)
for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`)
