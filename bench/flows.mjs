import path from 'node:path'
import { bundleOne } from '../launch/bundle.mjs'
import { inRoot } from '../launch/paths.mjs'
import { execute } from '../launch/processes.mjs'
import { say } from '../launch/say.mjs'

/** Rollcall beside Open vSwitch on one anti-spoofing pipeline, at each number of rules a table. */
export async function measureFlows(sizes) {
  const program = path.join(inRoot('dist'), 'bench-flows.mjs')
  await bundleOne(inRoot('bench/flows.ts'), program)
  const runs = []
  for (const size of sizes)
    runs.push(JSON.parse(await execute(process.execPath, ['--expose-gc', program, String(size)])))
  const rows = [
    ['rules in four tables', (r) => r.rules],
    ['ovs-ofctl parse-flows, ms of processor', (r) => r.theirs],
    ['rules read, ms of processor', (r) => r.read],
    ['rules read, matches typed, ms of processor', (r) => r.typed],
    ['rules read, matches and actions typed, ms of processor', (r) => r.withActions],
    ['parse-flows ÷ read and matches typed (aim ≥ 1)', (r) => r.theirs / r.typed],
    ['parse-flows ÷ all typed', (r) => r.theirs / r.withActions],
    ['read, matches typed, classifier built, ms of processor', (r) => r.whole],
    ['ofproto/trace, one connection, a second', (r) => r.asked],
    ['verdicts a second', (r) => r.verdicts],
    ['verdicts ÷ ofproto/trace (aim ≥ 10)', (r) => r.verdicts / r.asked],
    ['full trees a second', (r) => r.trees],
    ['full trees ÷ ofproto/trace (aim ≥ 2)', (r) => r.trees / r.asked],
    ['memory, bytes a rule', (r) => r.bytesPerRule],
  ]
  const figure = (value) => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en'))
  say(`\n| rules a table | ${runs.map((one) => one.perTable.toLocaleString('en')).join(' | ')} |`)
  say(`|---|${runs.map(() => '---:|').join('')}`)
  for (const [name, pick] of rows) say(`| ${name} | ${runs.map((one) => figure(pick(one))).join(' | ')} |`)
}
