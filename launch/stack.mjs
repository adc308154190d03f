import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { bundle } from './bundle.mjs'
import { openDatabase } from './database.mjs'
import { migrate } from './migrate.mjs'
import { inRoot } from './paths.mjs'
import { execute, freePort, isRunning, supervise, waitFor } from './processes.mjs'
import { LaunchError, say } from './say.mjs'

/**
 * Everything behind the web server: database, migrations, simulated fabric, worker. Answers the environment the web
 * server needs and how to stop it all. One starter a data directory.
 */
export async function startStack(dataDir, { demo = false, worker = true } = {}) {
  mkdirSync(dataDir, { recursive: true })
  const lock = takeLock(dataDir)
  const children = path.join(dataDir, 'children')
  stopOrphans(children)
  const running = []
  const stop = async () => {
    for (const part of running.reverse()) await part.stop()
    rmSync(lock, { force: true })
  }
  try {
    const database = await openDatabase(dataDir)
    running.push(database)
    await migrate(database.url)
    const programs = await bundle()
    const env = { DATABASE_URL: database.url, NODE_ENV: 'production' }
    const start = (name, more = {}) =>
      supervise(
        name,
        () =>
          spawn(process.execPath, [programs[name]], {
            cwd: inRoot(),
            stdio: ['ignore', 2, 2],
            env: { ...process.env, ...env, ...more },
          }),
        path.join(children, name),
      )
    if (programs['simulated-fabric']) {
      const port = await freePort(41_700)
      env.ROLLCALL_SIM_URL = `http://127.0.0.1:${port}`
      env.ROLLCALL_SIM_TOKEN = secret(path.join(dataDir, 'simulated-fabric.token'))
      running.push(
        start('simulated-fabric', {
          ROLLCALL_SIM_PORT: String(port),
          ROLLCALL_SIM_STATE: path.join(dataDir, 'simulated-fabric.json'),
        }),
      )
      await waitFor(
        'The simulated fabric',
        () =>
          fetch(env.ROLLCALL_SIM_URL).then(
            () => true,
            () => false,
          ),
        20,
      )
    }
    if (demo && database.isEmbedded && process.env.ROLLCALL_DEMO !== '0' && programs['load-demo'])
      await execute(process.execPath, [programs['load-demo'], '--if-empty'], { env, cwd: inRoot() })
    if (worker && programs.worker) running.push(start('worker'))
    return {
      env,
      children,
      stop,
      stopDatabase: () => database.stop(),
      add: (part) => running.push(part),
      note: (facts) => writeFileSync(lock, JSON.stringify({ pid: process.pid, ...facts })),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function takeLock(dataDir) {
  const file = path.join(dataDir, 'launcher.json')
  if (existsSync(file)) {
    const holder = JSON.parse(readFileSync(file, 'utf8') || '{}')
    if (holder.pid && holder.pid !== process.pid && isRunning(holder.pid) && isLauncher(holder.pid)) {
      throw new LaunchError(
        `Rollcall already runs on ${dataDir} (process ${holder.pid}${holder.url ? `, ${holder.url}` : ''}). Stop it first, or set ROLLCALL_DATA_DIR to another folder.`,
      )
    }
  }
  writeFileSync(file, JSON.stringify({ pid: process.pid }))
  return file
}

/** Ends what a launcher that was killed left running. */
function stopOrphans(folder) {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    const pid = Number(readFileSync(path.join(folder, name), 'utf8'))
    if (isRunning(pid) && isOurs(pid)) {
      say(`Stopping ${name} that an earlier run left behind.`)
      process.kill(pid, 'SIGKILL')
    }
    rmSync(path.join(folder, name))
  }
}

/** Whether a process works in this checkout, where the system tells; Next renames itself, so its command does not. */
function isOurs(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === inRoot()
  } catch {
    return false
  }
}

/** The command line of a process, where the system tells. */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return null
  }
}

function isLauncher(pid) {
  return commandOf(pid)?.includes('launch/') ?? process.platform !== 'linux'
}

function secret(file) {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

/** Stops everything once, on Ctrl-C, SIGTERM or a closed terminal. */
export function stopOnSignal(stop) {
  let isStopping = false
  const end = async () => {
    if (isStopping) return
    isStopping = true
    say('\nStopping.')
    await stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
}
