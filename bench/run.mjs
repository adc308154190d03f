#!/usr/bin/env node
// npm run bench [-- 1000 10000]: figures on generated worlds, printed as a table with their ratios.
// npm run bench -- flows [1000 25000]: flow rules read and traced, beside Open vSwitch, by rules a table.
// npm run bench -- agents [100000]: agents reporting to a server, one for every ten addresses.
// npm run bench -- who [1000]: what is asked of the flow rules of a whole host of so many guests.
// npm run bench -- northbound [1000 10000 100000]: real OVN databases of so many ports, read and followed.
// npm run bench -- parse [1]: every format of guests read, on so many megabytes each, beside jc where it reads the same.
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bundleOne } from '../launch/bundle.mjs'
import { openDatabase } from '../launch/database.mjs'
import { migrate } from '../launch/migrate.mjs'
import { inRoot } from '../launch/paths.mjs'
import { prepare } from '../launch/prepare.mjs'
import { execute } from '../launch/processes.mjs'
import { run, say } from '../launch/say.mjs'
import { measureAgents } from './agents.mjs'
import { measureBrowser } from './browser.mjs'
import { measureFlows } from './flows.mjs'
import { measureNorthbound } from './northbound.mjs'

const IN_BROWSER = 100_000 // addresses: 10⁴ guests in one VPC
const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((file) => file && existsSync(file))
const named = process.argv.slice(2).map(Number).filter(Boolean)
const isAgents = process.argv.includes('agents')
const isWho = process.argv.includes('who')
const sizes = named.length > 0 ? named : [1_000, 10_000, 100_000, 1_000_000]

run(async () => {
  await prepare()
  if (process.argv.includes('flows')) return measureFlows(named.length > 0 ? named : [1_000, 25_000])
  if (process.argv.includes('northbound')) return measureNorthbound(named.length > 0 ? named : [1_000, 10_000, 100_000])
  if (isAgents) return measureAgents(named[0] ?? 100_000)
  if (isWho) {
    const who = path.join(inRoot('dist'), 'bench-who.mjs')
    await bundleOne(inRoot('bench/who.ts'), who)
    return say(await execute(process.execPath, [who, ...(named.length > 0 ? named : [100, 1_000]).map(String)]))
  }
  if (process.argv.includes('parse')) {
    const parse = path.join(inRoot('dist'), 'bench-parse.mjs')
    await bundleOne(inRoot('bench/parse.ts'), parse)
    return say(await execute(process.execPath, [parse, ...process.argv.slice(3)]))
  }
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'rollcall-bench-'))
  chmodSync(scratch, 0o755)
  const program = path.join(inRoot('dist'), 'bench.mjs')
  await bundleOne(inRoot('bench/bench.ts'), program)
  const worlds = []
  try {
    for (const addresses of sizes) {
      say(`World of ${addresses.toLocaleString('en')} addresses.`)
      const database = await openDatabase(path.join(scratch, `world-${addresses}`))
      try {
        await migrate(database.url)
        const printed = await execute(process.execPath, [program, String(addresses)], {
          env: { DATABASE_URL: database.url },
        })
        worlds.push(JSON.parse(printed))
        if (addresses === IN_BROWSER && chromium) await measureBrowser(database.url, chromium)
      } finally {
        await database.stop()
        rmSync(path.join(scratch, `world-${addresses}`), { recursive: true, force: true })
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  report(worlds)
})

/** A table in Markdown: a row a figure, a column a world. */
function report(worlds) {
  const columns = worlds.map(({ size }) => size.addresses.toLocaleString('en'))
  const rows = [
    ['bare NOT EXISTS both ways, ms', (w) => w.audit.bare],
    ['first audit, ms', (w) => w.audit.first],
    ['first audit / bare (aim ≤ 20)', (w) => w.audit.first / w.audit.bare],
    ['re-audit, nothing changed, ms', (w) => w.audit.unchanged],
    ['re-audit, 1 % changed, ms', (w) => w.audit.again],
    ['re-audit, 1 % changed / bare (aim ≤ 5)', (w) => w.audit.again / w.audit.bare],
    ['re-audit, 1 % changed, µs an address', (w) => (1000 * w.audit.again) / w.size.addresses],
    ['one capture: read, stored, re-judged, ms', (w) => w.audit.capture],
    ...Object.keys(worlds[0]?.lists ?? {}).map((name) => [`${name}, ms`, (w) => w.lists[name]]),
  ]
  const figure = (value) => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en'))
  const first = worlds.find(({ size }) => size.addresses >= 10_000) ?? worlds[0]
  const last = worlds.at(-1)
  say(`\n| addresses | ${columns.join(' | ')} | last ÷ ${first.size.addresses.toLocaleString('en')} |`)
  say(`|---|${columns.map(() => '---:|').join('')}---:|`)
  for (const [name, pick] of rows)
    say(
      `| ${name} | ${worlds.map((world) => figure(pick(world))).join(' | ')} | ${(pick(last) / pick(first)).toFixed(2)} |`,
    )
}
