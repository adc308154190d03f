import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { LaunchError, say } from './say.mjs'

const SHOWN_CHARACTERS_KEPT = 12_000

/**
 * Runs a command to its end. Its output is shown only when it fails, unless `show` is set: then it is shown as it
 * comes, and a failure carries its end.
 */
export function execute(command, args, { cwd, env, show = false, uid, gid } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...(show && process.stderr.isTTY && { FORCE_COLOR: '1' }), ...env },
      uid,
      gid,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const take = (chunk) => {
      output += chunk
      if (!show) return
      process.stderr.write(chunk)
      output = output.slice(-SHOWN_CHARACTERS_KEPT)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', (error) => reject(new LaunchError(`${command} could not be started: ${error.message}`)))
    const settle = (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new LaunchError(`${command} ${args.join(' ')} ended with ${signal ?? code}.\n${output.trimEnd()}`))
    }
    child.on('close', settle)
    child.on('exit', (code, signal) => setTimeout(settle, 2_000, code, signal).unref()) // a grandchild may hold the pipes
  })
}

/** A port on loopback that is free now: `wanted` when it is, otherwise the next free one. */
export async function freePort(wanted = 0) {
  for (let port = wanted; port < wanted + 50; port++) {
    const found = await new Promise((resolve) => {
      const server = createServer()
      server.on('error', () => resolve(null))
      server.listen(port, '127.0.0.1', () => {
        const chosen = server.address().port
        server.close(() => resolve(chosen))
      })
    })
    if (found !== null) return found
  }
  throw new LaunchError(`No free port between ${wanted} and ${wanted + 50} on 127.0.0.1.`)
}

/** Whether a process with this number runs; a zombie does not. */
export function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until `probe` answers true; throws with `what` after `secondsMax`. */
export async function waitFor(what, probe, secondsMax) {
  const end = Date.now() + secondsMax * 1000
  while (!(await probe())) {
    if (Date.now() > end) throw new LaunchError(`${what} did not come up within ${secondsMax} seconds.`)
    await pause(150)
  }
}

/**
 * Keeps a process running: started again when it dies, a little later each time; stopped with SIGTERM, then SIGKILL.
 * Its number stands in `pidFile` while it runs, so that the next start finds it should we be killed.
 */
export function supervise(name, start, pidFile = null) {
  let child
  let isStopping = false
  let deaths = 0
  const launch = () => {
    const since = Date.now()
    child = start()
    if (pidFile && child.pid) writeFileSync(pidFile, String(child.pid))
    child.on('exit', (code, signal) => {
      if (isStopping) return
      deaths = Date.now() - since > 30_000 ? 1 : deaths + 1
      const delayMs = Math.min(10_000, 250 * 2 ** deaths)
      say(`${name} ended (${signal ?? code}); starting it again in ${(delayMs / 1000).toFixed(1)} s.`)
      setTimeout(() => !isStopping && launch(), delayMs)
    })
  }
  launch()
  return {
    pid: () => child.pid,
    async stop(secondsMax = 10) {
      isStopping = true
      if (pidFile) rmSync(pidFile, { force: true })
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), secondsMax * 1000)
      await ended
      clearTimeout(timer)
    },
  }
}
