import { existsSync } from 'node:fs'
import { fingerprint, onlyWhenChanged } from './fingerprint.mjs'
import { inRoot } from './paths.mjs'
import { execute } from './processes.mjs'
import { LaunchError, say } from './say.mjs'

const NODE_MIN = [20, 19]

/** Packages as the lock file names them, and the database client for the schema: each only when something changed. */
export async function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]))
    throw new LaunchError(`Node ${NODE_MIN.join('.')} or newer is needed; this is ${process.versions.node}.`)
  await install()
  await onlyWhenChanged(
    inRoot('node_modules/.rollcall-client'),
    fingerprint(['prisma/schema.prisma'], existsSync(inRoot('server/store/generated/client.ts'))),
    () =>
      // Generating needs no engine, but the tool looks for one: any existing file keeps it from downloading.
      execute(process.execPath, [inRoot('node_modules/prisma/build/index.js'), 'generate'], {
        cwd: inRoot(),
        env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
      }),
  )
}

async function install() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  await onlyWhenChanged(inRoot('node_modules/.rollcall-lock'), fingerprint(['package-lock.json']), async () => {
    if (await matchesLock()) return
    say('Installing packages.')
    await execute(npm, ['ci', '--no-audit', '--no-fund'], { cwd: inRoot(), env: { NODE_ENV: 'development' } })
  })
}

/** Somebody ran `npm ci` by hand: npm's own record of what it installed agrees with the lock file. */
async function matchesLock() {
  if (!existsSync(inRoot('node_modules/.package-lock.json'))) return false
  const { readFile } = await import('node:fs/promises')
  const read = async (file) => JSON.parse(await readFile(inRoot(file), 'utf8')).packages
  const [wanted, installed] = await Promise.all([read('package-lock.json'), read('node_modules/.package-lock.json')])
  return Object.entries(wanted).every(
    ([name, entry]) => name === '' || entry.optional || entry.link || installed[name]?.version === entry.version,
  )
}
