import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bundleOne } from '../launch/bundle.mjs'
import { openDatabase } from '../launch/database.mjs'
import { migrate } from '../launch/migrate.mjs'
import { inRoot } from '../launch/paths.mjs'
import { execute, waitFor } from '../launch/processes.mjs'
import { say } from '../launch/say.mjs'

/** OVN databases of their own for each size, read and followed by the product. */
export async function measureNorthbound(sizes) {
  const program = path.join(inRoot('dist'), 'bench-northbound.mjs')
  await bundleOne(inRoot('bench/northbound.ts'), program)
  const runs = []
  for (const size of sizes) {
    say(`Northbound database of ${size.toLocaleString('en')} ports.`)
    const scratch = mkdtempSync(path.join(os.tmpdir(), 'rollcall-bench-'))
    chmodSync(scratch, 0o755)
    const servers = []
    const database = await openDatabase(path.join(scratch, 'world'))
    try {
      await migrate(database.url)
      for (const name of ['nb', 'sb']) {
        const file = path.join(scratch, `${name}.db`)
        await execute('ovsdb-tool', ['create', file, `/usr/share/ovn/ovn-${name}.ovsschema`])
        const socket = path.join(scratch, `${name}.sock`)
        const args = [
          file,
          `--remote=punix:${socket}`,
          `--unixctl=${path.join(scratch, `${name}.ctl`)}`,
          '-vconsole:off',
        ]
        servers.push(spawn('ovsdb-server', args, { stdio: 'ignore' }))
        await waitFor('The OVSDB server', () => existsSync(socket), 10)
      }
      const printed = await execute(process.execPath, ['--expose-gc', program, String(size), scratch], {
        env: { DATABASE_URL: database.url },
      })
      const line = printed.split('\n').find((one) => one.startsWith('{"ports"'))
      if (!line) throw new Error(printed)
      runs.push(JSON.parse(line))
    } finally {
      for (const server of servers) server.kill()
      await database.stop()
      rmSync(scratch, { recursive: true, force: true })
    }
  }
  report(runs)
}

function report(runs) {
  const rows = [
    ['ovsdb-client dump of both databases, ms', (r) => r.theirs],
    ['first snapshot: copied, converted, ms', (r) => r.read],
    ['first snapshot ÷ dump', (r) => r.read / r.theirs],
    ['memory of it, KiB a port', (r) => r.memory / 1024 / r.ports],
    ['first snapshot stored and judged, ms', (r) => r.stored],
    ['the same, ms a port', (r) => r.stored / r.ports],
    ['from a change of port_security to the standing, p50, ms', (r) => r.p50],
    ['p99, ms', (r) => r.p99],
  ]
  const figure = (value) => (value < 100 ? value.toFixed(value < 10 ? 2 : 1) : Math.round(value).toLocaleString('en'))
  say(`\n| ports | ${runs.map((one) => one.ports.toLocaleString('en')).join(' | ')} |`)
  say(`|---|${runs.map(() => '---:|').join('')}`)
  for (const [name, pick] of rows) say(`| ${name} | ${runs.map((one) => figure(pick(one))).join(' | ')} |`)
}
