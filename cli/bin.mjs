#!/usr/bin/env node
// Runs the built command line; builds it on first use and whenever its sources changed.
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { locateProgram } from '../launch/locate-program.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
try {
  const built = await locateProgram(root, 'rollcall')
  await import(pathToFileURL(built).href)
} catch (error) {
  process.stderr.write(`rollcall: it could not be built: ${error.message}\n`)
  process.exitCode = 2
}
