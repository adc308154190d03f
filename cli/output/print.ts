import { once } from 'node:events'

/** Writes to standard output and waits until whoever reads there has taken it, so that no answer piles up in memory. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** One JSON document on one line, or (`isPretty`) laid out for people. */
export const printJson = (value: unknown, isPretty = false): Promise<void> =>
  print(`${JSON.stringify(value, null, isPretty ? 2 : 0)}\n`)

/** A reader that has seen enough (`| head`) ends the run quietly; anything else that goes wrong is said. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.stderr.write(`rollcall: standard output cannot be written: ${error.message}\n`)
    process.exit(error.code === 'EPIPE' ? 0 : 2)
  })
  process.stderr.on('error', () => undefined)
}
