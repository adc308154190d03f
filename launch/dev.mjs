#!/usr/bin/env node
// npm run dev: the same stack with Next serving from the sources; PORT and ROLLCALL_DATA_DIR as for npm start.
import { dataDir } from './paths.mjs'
import { prepare } from './prepare.mjs'
import { freePort } from './processes.mjs'
import { run } from './say.mjs'

run(async () => {
  await prepare()
  const { startStack, stopOnSignal } = await import('./stack.mjs')
  const { serveWeb } = await import('./web.mjs')
  const stack = await startStack(dataDir('.data/dev'), { demo: true })
  stopOnSignal(stack.stop)
  try {
    const port = await freePort(Number(process.env.PORT ?? 3100))
    const web = await serveWeb({
      buildDir: '.next-dev',
      host: '127.0.0.1',
      port,
      env: stack.env,
      children: stack.children,
      dev: true,
    })
    stack.add(web)
    process.stdout.write(`Rollcall (development) is ready: ${web.url}\n`)
  } catch (error) {
    await stack.stop()
    throw error
  }
})
