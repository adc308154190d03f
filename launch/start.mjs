#!/usr/bin/env node
// npm start: installs, prepares the database, builds, serves the product and prints its address.
import { dataDir } from './paths.mjs'
import { prepare } from './prepare.mjs'
import { freePort } from './processes.mjs'
import { run, say } from './say.mjs'

run(async () => {
  await prepare()
  const { startStack, stopOnSignal } = await import('./stack.mjs')
  const { buildWeb, serveWeb } = await import('./web.mjs')
  const stack = await startStack(dataDir('.data'), { demo: true })
  stopOnSignal(stack.stop)
  try {
    await buildWeb('.next')
    const host = process.env.ROLLCALL_HOST ?? '127.0.0.1'
    const port = await freePort(Number(process.env.PORT ?? 3000))
    const web = await serveWeb({ buildDir: '.next', host, port, env: stack.env, children: stack.children })
    stack.add(web)
    stack.note({ url: web.url })
    say('')
    process.stdout.write(`Rollcall is ready: ${web.url}\n`)
  } catch (error) {
    await stack.stop()
    throw error
  }
})
