import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fingerprint, onlyWhenChanged } from './fingerprint.mjs'
import { inRoot } from './paths.mjs'

/** Programs that run beside Next, each one file in dist/. */
const PROGRAMS = {
  rollcall: 'cli/main.ts',
  worker: 'server/worker.ts',
  'load-demo': 'server/jobs/load-demo.ts',
  'simulated-fabric': 'fabrics/simulated/main.ts',
}

export const SOURCES = [
  'core',
  'fabrics',
  'server',
  'cli',
  'intake',
  'prisma/schema.prisma',
  'package-lock.json',
  'launch/bundle.mjs',
]

/** Bundles the named programs (all by default) when their sources changed; answers where each lies. */
export async function bundle(names = Object.keys(PROGRAMS)) {
  const known = names.filter((name) => existsSync(inRoot(PROGRAMS[name])))
  const print = fingerprint(SOURCES)
  for (const name of known) {
    await onlyWhenChanged(inRoot('dist', `${name}.stamp`), print, async () => {
      await bundleOne(inRoot(PROGRAMS[name]), inRoot('dist', `${name}.mjs`), { isWhole: name === 'rollcall' })
    })
  }
  return Object.fromEntries(known.map((name) => [name, inRoot('dist', `${name}.mjs`)]))
}

/** Bundles a program into a file of its own, with everything it needs. */
export const bundleProgram = (name, outfile) => bundleOne(inRoot(PROGRAMS[name]), outfile, { isWhole: true })

/**
 * Bundles one program into one file; `isWhole` takes what it imports from node_modules in as well. The file appears in
 * one piece: another process that builds or runs it at the same time sees the old one or the new one.
 */
export async function bundleOne(entry, outfile, { isWhole = false } = {}) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [entry],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: isWhole ? 'bundle' : 'external',
    // jsonc-parser's `main` is UMD, whose requires a bundle cannot follow.
    mainFields: ['module', 'main'],
    alias: { '@': inRoot(), 'server-only': inRoot('launch/nothing.mjs') },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  })
  const draft = `${outfile}.${process.pid}.${Date.now()}`
  mkdirSync(path.dirname(outfile), { recursive: true })
  try {
    writeFileSync(draft, outputFiles[0].contents)
    renameSync(draft, outfile)
  } finally {
    rmSync(draft, { force: true })
  }
}
