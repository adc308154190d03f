import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from './paths.mjs'

/** A hash over the contents of files and folders of the checkout, and over anything else that decides a result. */
export function fingerprint(entries, ...more) {
  const hash = createHash('sha256').update(JSON.stringify([process.version, ...more]))
  const add = (relative) => {
    const full = inRoot(relative)
    if (!existsSync(full)) return
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) if (name !== 'generated') add(path.join(relative, name))
    } else hash.update(relative).update('\0').update(readFileSync(full)).update('\0')
  }
  for (const entry of entries) add(entry)
  return hash.digest('hex')
}

/** Runs `work` unless its stamp says that the same inputs were worked on before. Answers whether it ran. */
export async function onlyWhenChanged(stamp, print, work) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return false
  await work()
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, print)
  return true
}
