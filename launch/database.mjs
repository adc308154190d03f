import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findBinaries, findClusterDir, postgresUser } from './postgres-home.mjs'
import { execute, freePort, isRunning, pause, supervise, waitFor } from './processes.mjs'
import { LaunchError, say } from './say.mjs'

const VERSION_MIN = 140_000

/** The database of DATABASE_URL, or the embedded one in `dataDir`: `{ url, isEmbedded, pid(), stop() }`. */
export async function openDatabase(dataDir) {
  if (!process.env.DATABASE_URL) return startEmbedded(dataDir)
  const url = process.env.DATABASE_URL
  await checkVersion(url)
  return { url, isEmbedded: false, pid: () => null, stop: async () => undefined }
}

export async function connect(url) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function checkVersion(url) {
  let client
  try {
    client = await connect(url)
  } catch (error) {
    throw new LaunchError(`The PostgreSQL of DATABASE_URL cannot be reached: ${error.message || error.code}.`)
  }
  const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version")
  await client.end()
  if (rows[0].version < VERSION_MIN)
    throw new LaunchError(
      `DATABASE_URL is PostgreSQL ${Math.floor(rows[0].version / 10_000)}; Rollcall needs 14 or newer.`,
    )
}

async function startEmbedded(dataDir) {
  mkdirSync(dataDir, { recursive: true })
  const user = postgresUser()
  const native = await findBinaries(user)
  const cluster = findClusterDir(dataDir, user)
  const password = readOrMakePassword(path.join(dataDir, 'password'))
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) await initialise(native, cluster, password, user)
  await stopLeftover(cluster)
  const portFile = path.join(dataDir, 'port')
  const port = await freePort(
    existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 54_300 + Math.floor(Math.random() * 900),
  )
  writeFileSync(portFile, String(port))
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=80',
    'shared_buffers=256MB',
    'random_page_cost=1.1',
    'log_min_messages=warning',
  ]
  const log = openSync(path.join(dataDir, 'postgres.log'), 'a')
  const server = supervise('PostgreSQL', () =>
    spawn(
      path.join(native, 'bin/postgres'),
      ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      {
        ...user,
        stdio: ['ignore', log, log],
        cwd: cluster,
      },
    ),
  )
  const base = `postgresql://rollcall:${password}@127.0.0.1:${port}`
  try {
    await waitFor(
      'The embedded PostgreSQL',
      () =>
        connect(`${base}/postgres`).then(
          (c) => c.end().then(() => true),
          () => false,
        ),
      60,
    )
    await createDatabase(base, 'rollcall')
  } catch (error) {
    await server.stop()
    throw new LaunchError(`${error.message} Its log is ${path.join(dataDir, 'postgres.log')}.`)
  }
  return { url: `${base}/rollcall`, isEmbedded: true, pid: server.pid, stop: () => server.stop() }
}

export async function createDatabase(base, name) {
  const client = await connect(`${base}/postgres`)
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE "${name}"`)
  } finally {
    await client.end()
  }
}

function readOrMakePassword(file) {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  chmodSync(file, 0o600)
  return readFileSync(file, 'utf8').trim()
}

async function initialise(native, cluster, password, user) {
  say('Preparing the embedded PostgreSQL (first start only).')
  rmSync(cluster, { recursive: true, force: true }) // an earlier attempt that was cut off: without PG_VERSION there is no data
  mkdirSync(cluster, { mode: 0o700 })
  const passwordFile = path.join(path.dirname(cluster), `.initial-password-${process.pid}`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user.uid !== undefined) {
    chownSync(cluster, user.uid, user.gid)
    chownSync(passwordFile, user.uid, user.gid)
  }
  try {
    await execute(
      path.join(native, 'bin/initdb'),
      [
        '-D',
        cluster,
        '-U',
        'rollcall',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
      ],
      { ...user, cwd: cluster },
    )
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** A server that outlived its starter (kill -9) is stopped, so that ours is the one that is watched. */
async function stopLeftover(cluster) {
  const file = path.join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!isPostgres(pid)) return
  say('Stopping a PostgreSQL that an earlier run left behind.')
  for (const [signal, secondsMax] of [
    ['SIGINT', 15],
    ['SIGQUIT', 5],
    ['SIGKILL', 5],
  ]) {
    process.kill(pid, signal)
    for (let waited = 0; waited < secondsMax * 10 && isPostgres(pid); waited++) await pause(100)
    if (!isPostgres(pid)) return
  }
  throw new LaunchError(`PostgreSQL ${pid} holds ${cluster} and cannot be stopped.`)
}

/** Process numbers are used again: a number counts only while a PostgreSQL has it. */
function isPostgres(pid) {
  if (!isRunning(pid)) return false
  try {
    return (
      !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ') &&
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
    )
  } catch {
    return process.platform !== 'linux'
  }
}
