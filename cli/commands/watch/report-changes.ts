import { pause } from './pause'
import { type Destination, postReport } from './post-report'
import { readListing } from './read-listing'

const QUIET_MS = 100 // changes come in groups: a failover removes, adds and announces
const GATHER_MS_MAX = 400
const RETRY_MS_FIRST = 500
const RETRY_MS_MAX = 30_000

/** Wakes a loop: several calls before it looks are one. */
export class Bell {
  private hasRung = false
  private last = 0
  private wake: () => void = () => undefined

  ring = (): void => {
    this.hasRung = true
    this.last = Date.now()
    this.wake()
  }

  /** Waits until it rings, at most `ms`. Answers whether it did. */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.hasRung && !signal.aborted)
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, ms)
        this.wake = end
        signal.addEventListener('abort', end, { once: true })
      })
    this.wake = () => undefined
    const hasRung = this.hasRung
    this.hasRung = false
    return hasRung
  }

  /** Waits until it has been quiet for a moment, but never long. */
  async settle(signal: AbortSignal): Promise<void> {
    const until = Date.now() + GATHER_MS_MAX
    for (let left = QUIET_MS; left > 0 && !signal.aborted; left = Math.min(this.last + QUIET_MS, until) - Date.now())
      await pause(left, signal)
    this.hasRung = false
  }
}

/**
 * Reports what this machine has configured: at once, whenever the bell rings, and every `everyMs` so that silence means
 * something. One report at a time; while one cannot be delivered the next try sends what is true by then. Answers why it
 * cannot go on, or null when `signal` ended it.
 */
export async function reportChanges(
  destination: Destination,
  bell: Bell,
  signal: AbortSignal,
  { everyMs, say }: { everyMs: number; say: (sentence: string) => void },
): Promise<string | null> {
  let failures = 0
  while (!signal.aborted) {
    const listing = await readListing()
    if ('error' in listing) return listing.error
    const posted = await postReport(destination, listing.text, signal)
    if (signal.aborted) return null
    if (posted.kind === 'refused' && [401, 403, 404].includes(posted.status))
      return `the server refuses: ${posted.reason}`
    let waitMs = jittered(everyMs)
    if (posted.kind === 'again') {
      waitMs =
        posted.afterMs ?? Math.random() * Math.min(RETRY_MS_MAX, RETRY_MS_FIRST * 2 ** failures) + RETRY_MS_FIRST / 2
      failures++
      say(`not delivered (${posted.reason}); again in ${(waitMs / 1000).toFixed(1)} s`)
    } else {
      failures = 0
      say(posted.kind === 'taken' ? 'reported' : `not taken: ${posted.reason}`)
    }
    const hasChanged = await bell.wait(waitMs, signal)
    if (hasChanged && failures > 0) await pause(Math.random() * RETRY_MS_FIRST, signal)
    if (hasChanged) await bell.settle(signal)
  }
  return null
}

/** A tenth more or less, so that many machines do not report at one moment. */
const jittered = (ms: number): number => ms * (0.9 + Math.random() * 0.2)
