import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { bundleOne } from '../launch/bundle.mjs'
import { openDatabase } from '../launch/database.mjs'
import { migrate } from '../launch/migrate.mjs'
import { inRoot } from '../launch/paths.mjs'
import { execute, freePort } from '../launch/processes.mjs'
import { say } from '../launch/say.mjs'
import { buildWeb, serveWeb } from '../launch/web.mjs'

/** Every guest of a world reports once a minute to the production build, on the same machine. */
export async function measureAgents(addresses) {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'rollcall-bench-'))
  chmodSync(scratch, 0o755)
  const program = path.join(inRoot('dist'), 'bench-agents.mjs')
  await bundleOne(inRoot('bench/agents.ts'), program)
  await buildWeb('.next')
  const database = await openDatabase(path.join(scratch, 'world'))
  let web
  try {
    await migrate(database.url)
    const env = { DATABASE_URL: database.url }
    web = await serveWeb({ buildDir: '.next', host: '127.0.0.1', port: await freePort(3421), env })
    const found = JSON.parse(await execute(process.execPath, [program, String(addresses), web.url], { env }))
    say(`${found.agents.toLocaleString('en')} agents`)
    say(`all of them for the first time: ${found.firstPerSecond.toFixed(0)} reports/s`)
    say(`one in a hundred changed: ${found.perSecond.toFixed(0)} reports/s for a minute`)
    say(
      `answered after ${found.p50.toFixed(1)} ms (median), ${found.p99.toFixed(1)} ms (p99), ${found.max.toFixed(0)} ms (worst)`,
    )
    say(`refused or failed: ${found.refused}`)
  } finally {
    if (web) await web.stop()
    await database.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}
