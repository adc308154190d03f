import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { pause } from './pause'
import { readListing, TOOL_ENV } from './read-listing'

const RESTART_MS = 1_000
const LISTENS_MS = 500 // after its start it certainly does

/**
 * Calls `onChange` whenever an address or a link of this machine changes, until `signal` ends it: told by
 * `ip monitor`, or, where that is not there, found by reading the listing again every `pollMs`.
 */
export async function followAddresses(
  signal: AbortSignal,
  { pollMs, onChange, say }: { pollMs: number; onChange: () => void; say: (sentence: string) => void },
): Promise<void> {
  while (!signal.aborted) {
    const ended = await followMonitor(signal, onChange)
    if (signal.aborted) return
    if (ended === 'absent') {
      say(`ip monitor is not on this machine; its addresses are read every ${pollMs / 1000} s instead`)
      return poll(signal, pollMs, onChange)
    }
    say(`ip monitor ended (${ended}); it is started again`)
    await pause(RESTART_MS, signal)
  }
}

/** Answers why it ended. */
function followMonitor(signal: AbortSignal, onChange: () => void): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('ip', ['-o', 'monitor', 'link', 'address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: TOOL_ENV,
    })
    const stop = (): void => void child.kill('SIGTERM')
    signal.addEventListener('abort', stop, { once: true })
    // What changed before it listened was not told.
    const looking = setTimeout(onChange, LISTENS_MS)
    const end = (reason: string): void => {
      clearTimeout(looking)
      signal.removeEventListener('abort', stop)
      resolve(reason)
    }
    child.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ENOENT' ? 'absent' : error.message))
    child.once('close', (code, killedBy) => end(killedBy ?? `status ${code}`))
    createInterface({ input: child.stdout }).on('line', onChange)
  })
}

async function poll(signal: AbortSignal, pollMs: number, onChange: () => void): Promise<void> {
  let last: string | null = null
  while (!signal.aborted) {
    const found = await readListing()
    const text = 'text' in found ? withoutCounters(found.text) : null
    if (text !== null && last !== null && text !== last) onChange()
    last = text ?? last
    await pause(pollMs, signal)
  }
}

/** Counters of packets and lifetimes differ in every listing. */
const withoutCounters = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/(?:RX|TX) |valid_lft|collisions/.test(line))
    .join('\n')
