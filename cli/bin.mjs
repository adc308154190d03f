#!/usr/bin/env node
// Runs the built command line; builds it on first use and whenever its sources changed.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const built = path.join(root, 'dist/rollcall.mjs')
if (!existsSync(built) || process.env.ROLLCALL_REBUILD) {
  const { bundle } = await import('../launch/bundle.mjs')
  await bundle(['rollcall'])
}
await import(pathToFileURL(built).href)
