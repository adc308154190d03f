import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fingerprint, onlyWhenChanged } from './fingerprint.mjs'
import { inRoot } from './paths.mjs'
import { execute, supervise, waitFor } from './processes.mjs'
import { say } from './say.mjs'

const NEXT = inRoot('node_modules/next/dist/bin/next')
const SOURCES = [
  'app',
  'components',
  'intake',
  'core',
  'server',
  'fabrics',
  'public',
  'next.config.js',
  'postcss.config.mjs',
  'proxy.ts',
  'tsconfig.json',
  'package-lock.json',
  'prisma/schema.prisma',
]

/** Builds the production server into `buildDir` unless that is up to date. */
export async function buildWeb(buildDir) {
  const stamp = inRoot(buildDir, 'rollcall.stamp')
  if (!existsSync(inRoot(buildDir, 'BUILD_ID'))) rmSync(stamp, { force: true })
  await onlyWhenChanged(stamp, fingerprint(SOURCES), async () => {
    say('Building (once after each change).')
    await execute(process.execPath, [NEXT, 'build'], {
      cwd: inRoot(),
      env: { ROLLCALL_BUILD_DIR: buildDir, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    })
  })
}

/** Serves on `host`:`port` until stopped; `dev` serves from the sources. */
export async function serveWeb({ buildDir, host, port, env, children, dev = false }) {
  const server = supervise(
    'The web server',
    () =>
      spawn(process.execPath, [NEXT, dev ? 'dev' : 'start', '-H', host, '-p', String(port)], {
        cwd: inRoot(),
        stdio: ['ignore', dev ? 2 : 'ignore', 2],
        env: {
          ...process.env,
          ...env,
          ROLLCALL_BUILD_DIR: buildDir,
          NEXT_TELEMETRY_DISABLED: '1',
          NODE_ENV: dev ? 'development' : 'production',
        },
      }),
    children && path.join(children, 'web-server'),
  )
  const url = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`
  try {
    await waitFor(
      'The web server',
      () =>
        fetch(`${url}/api/v1/health`).then(
          (answer) => answer.ok,
          () => false,
        ),
      dev ? 120 : 60,
    )
  } catch (error) {
    await server.stop()
    throw error
  }
  return { url, stop: () => server.stop(3) }
}
