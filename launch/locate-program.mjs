import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

// What the command line is made of. Folders count with the time of their newest file: nothing is read on a usual start.
const SOURCES = ['core', 'cli', 'fabrics', 'intake', 'package-lock.json', 'launch/bundle.mjs']

/**
 * The built file of a program, built when it is missing or older than its sources: in the checkout, or, where that may
 * not be written, in a folder of the user's own.
 */
export async function locateProgram(root, name) {
  const newest = Math.max(...SOURCES.map((entry) => newestIn(path.join(root, entry))))
  const candidates = [path.join(root, 'dist'), ...ownFolders(root)].map((folder) => path.join(folder, `${name}.mjs`))
  const fresh = process.env.ROLLCALL_REBUILD ? undefined : candidates.find((file) => timeOf(file) >= newest)
  if (fresh) return fresh
  const target = candidates.find((file) => mayWrite(path.dirname(file)))
  if (!target) throw new Error(`none of ${candidates.map((file) => path.dirname(file)).join(', ')} may be written`)
  const { bundleProgram } = await import('./bundle.mjs')
  await bundleProgram(name, target)
  const now = new Date(Math.max(Date.now(), newest))
  utimesSync(target, now, now)
  return target
}

/** Where this user keeps what can be made again; a folder per checkout, so that two of them do not meet. */
function ownFolders(root) {
  const user = process.getuid?.() ?? 0
  const place = root.replace(/[^A-Za-z0-9]+/g, '-')
  const home = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache')
  return [path.join(home, 'rollcall', place), path.join(os.tmpdir(), `rollcall-${user}`, place)].filter(isOwn)
}

/** Never runs what another user may have put there: the folder must be this user's own, or not there yet. */
function isOwn(folder) {
  const user = process.getuid?.()
  for (const one of [folder, path.dirname(folder)]) {
    const found = lstatSync(one, { throwIfNoEntry: false })
    if (!found || user === undefined) continue
    if (!found.isDirectory() || found.uid !== user || (found.mode & 0o022) !== 0) return false
  }
  return true
}

function mayWrite(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    if (!folder.endsWith(`${path.sep}dist`)) chmodSync(path.dirname(folder), 0o700)
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function timeOf(file) {
  try {
    return statSync(file).mtimeMs
  } catch {
    return 0 // it is not there, or something else stands in its way
  }
}

function newestIn(file) {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0
  let newest = found.mtimeMs
  for (const entry of readdirSync(file, { withFileTypes: true })) {
    const full = path.join(file, entry.name)
    newest = Math.max(newest, entry.isDirectory() ? newestIn(full) : timeOf(full))
  }
  return newest
}
