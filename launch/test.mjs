#!/usr/bin/env node
// npm test: everything a reviewer needs. `npm test -- unit arrows` runs only the named stages.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { inRoot } from './paths.mjs'
import { prepare } from './prepare.mjs'
import { execute, freePort } from './processes.mjs'
import { LaunchError, run, say } from './say.mjs'

const args = process.argv.slice(2)
const isStrict = process.env.CI === 'true' || args.includes('--all')
const wanted = args.filter((arg) => !arg.startsWith('--'))
const results = []
const LINES_REPEATED = 60 // of what a failed stage said last, below everything else
const bin = (name) => inRoot('node_modules/.bin', name)
const show = async (command, list, env) => void (await execute(command, list, { cwd: inRoot(), env, show: true }))

/** Runs one stage; it fails when its work throws, is skipped when that answers a reason. */
async function stage(name, work) {
  if (wanted.length > 0 && !wanted.includes(name)) return
  say(`\n── ${name}`)
  const since = Date.now()
  let state = 'passed'
  let reason = ''
  let output = []
  try {
    const skipped = await work()
    if (typeof skipped === 'string') {
      reason = skipped
      state = isStrict ? 'failed' : 'skipped'
    }
  } catch (error) {
    state = 'failed'
    const [first, ...rest] = (error instanceof LaunchError ? error.message : String(error.stack)).split('\n')
    reason = first
    output = rest.slice(-LINES_REPEATED)
    say(first)
  }
  results.push({ name, state, reason, output, seconds: Math.round((Date.now() - since) / 1000) })
}

/** A Chromium that is installed; null where there is none. */
const findChromium = () =>
  [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((file) => file && existsSync(file)) ?? null

run(async () => {
  await prepare()
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'rollcall-test-'))
  const { chmodSync } = await import('node:fs')
  chmodSync(scratch, 0o755)
  const { openDatabase } = await import('./database.mjs')
  try {
    await stage('types', async () => {
      await execute(bin('next'), ['typegen'], {
        cwd: inRoot(),
        env: { ROLLCALL_BUILD_DIR: '.next-test', NEXT_TELEMETRY_DISABLED: '1' },
      })
      await show(bin('tsc'), ['--noEmit'])
      await show(bin('tsc'), ['--noEmit', '-p', 'core/tsconfig.json'])
    })
    await stage('lint', () => show(bin('biome'), ['check', '--error-on-warnings', '.']))
    await stage('arrows', () =>
      show(bin('depcruise'), [
        '--config',
        '.dependency-cruiser.cjs',
        'app',
        'components',
        'core',
        'server',
        'fabrics',
        'cli',
        'intake',
        'launch',
        'tests',
      ]),
    )
    await stage('dead-code', () => show(bin('knip'), []))
    await stage('unit', () => show(bin('vitest'), ['run', '--project', 'unit']))
    await stage('openvswitch', async () => {
      const missing = missingOf(['ovs-vswitchd', 'ovsdb-server', 'ovsdb-tool', 'ovs-vsctl', 'ovs-ofctl'])
      if (missing) return `${missing} is not installed (Debian: apt-get install openvswitch-switch)`
      await show(bin('vitest'), ['run', '--project', 'openvswitch'])
    })
    await stage('fuzz', () => show(bin('vitest'), ['run', '--project', 'fuzz']))
    await stage('linear', () =>
      show(bin('vitest'), ['run', '--project', 'unit', 'tests/unit/evidence'], {
        ROLLCALL_LINEAR_BYTES: String(2 ** 20),
      }),
    )
    const needsDatabase = wanted.length === 0 || wanted.includes('contract')
    if (needsDatabase) {
      await stage('contract', async () => {
        const database = await openDatabase(path.join(scratch, 'contract'))
        try {
          await show(bin('vitest'), ['run', '--project', 'contract'], { DATABASE_URL: database.url })
        } finally {
          await database.stop()
        }
      })
    }
    await stage('lab', async () => {
      const missing = missingForLab()
      if (missing) return missing
      const database = await openDatabase(path.join(scratch, 'lab'))
      try {
        await show(bin('vitest'), ['run', '--project', 'lab'], { DATABASE_URL: database.url })
      } finally {
        await database.stop()
      }
    })
    await stage('cli', () => show(bin('vitest'), ['run', '--project', 'cli']))
    if (
      wanted.length === 0 ||
      wanted.some((name) => ['browser', 'lighthouse', 'namespaces', 'no-database'].includes(name))
    )
      await browserStages(scratch)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  report()
})

/** The production build with a database and a simulated fabric of its own, driven by a real browser. */
async function browserStages(scratch) {
  const chromium = findChromium()
  if (!chromium)
    return stage(
      'browser',
      async () => 'no Chromium is installed (Debian: apt-get install chromium), and CHROMIUM_PATH names none',
    )
  let stack
  let web
  const { startStack } = await import('./stack.mjs')
  const { buildWeb, serveWeb } = await import('./web.mjs')
  await stage('build', async () => buildWeb('.next-test'))
  try {
    const serve = async () => {
      stack = await startStack(path.join(scratch, 'browser'), { demo: true, worker: true })
      web = await serveWeb({
        buildDir: '.next-test',
        host: '127.0.0.1',
        port: await freePort(3411),
        env: { ...stack.env, ROLLCALL_AGENT_HOSTS: AGENT_HOST },
        children: stack.children,
      })
    }
    await stage('serve', serve)
    if (!web && wanted.length === 0) return
    if (!web) {
      await buildWeb('.next-test')
      await serve()
    }
    const env = {
      BASE_URL: web.url,
      CHROMIUM_PATH: chromium,
      ROLLCALL_SIM_URL: stack.env.ROLLCALL_SIM_URL,
      ROLLCALL_SIM_TOKEN: stack.env.ROLLCALL_SIM_TOKEN,
      ROLLCALL_TEST_DATABASE_URL: stack.env.DATABASE_URL,
    }
    await stage('lighthouse', () => show(process.execPath, [inRoot('tests/lighthouse/gate.mjs')], env))
    await stage('browser', () => show(bin('playwright'), ['test', '--project=chromium'], env))
    await stage('namespaces', async () => {
      const missing = missingForNamespaces()
      if (missing) return missing
      await show(bin('playwright'), ['test', '--project=namespaces'], { ...env, ROLLCALL_AGENT_HOST: AGENT_HOST })
    })
    await stage('no-database', async () => {
      await stack.stopDatabase()
      await show(bin('playwright'), ['test', '--project=no-database'], env)
    })
  } finally {
    if (web) await web.stop()
    if (stack) await stack.stop()
  }
}

const AGENT_HOST = '10.98.0.1' // under which guests in network namespaces reach the server

const missingForNamespaces = () => missingForRoot(['ifconfig', 'wget', 'unshare']) ?? missingForLab()
const missingForLab = () =>
  missingForRoot([
    'ovs-vswitchd',
    'ovsdb-server',
    'ovn-northd',
    'ovn-controller',
    'ip',
    'ethtool',
    'ping',
    'arping',
    'openssl',
    'keepalived',
    'curl',
    'runuser',
    'neutron-server',
    'neutron-db-manage',
  ]) ?? (hasPostgres() ? null : 'PostgreSQL for Neutron is not installed (Debian: apt-get install postgresql)')

/** Debian keeps the programs of each PostgreSQL in a folder of its version. */
function hasPostgres() {
  const home = '/usr/lib/postgresql'
  return existsSync(home) && readdirSync(home).some((version) => existsSync(path.join(home, version, 'bin/initdb')))
}

/** Why tests in network namespaces cannot run here, or null. */
function missingForRoot(programs) {
  if (process.getuid?.() !== 0) return 'only root may make network namespaces'
  const missing = missingOf(programs)
  return missing && `${missing} is not installed`
}

/** The first of these programs that is nowhere, or null. */
const missingOf = (programs) =>
  programs.find(
    (program) => !['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(path.join(folder, program))),
  ) ?? null

function report() {
  for (const { name, output } of results) if (output.length > 0) say(`\n── ${name}, how it ended\n${output.join('\n')}`)
  say('')
  for (const result of results)
    say(`${result.state.padEnd(8)} ${result.name.padEnd(12)} ${String(result.seconds).padStart(4)} s  ${result.reason}`)
  const count = (state) => results.filter((result) => result.state === state).length
  process.stdout.write(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`)
  process.exit(count('failed') > 0 ? 1 : 0)
}
