/** Progress for people: short lines on standard error, so that standard output stays free for answers. */
export const say = (text) => process.stderr.write(`${text}\n`)

/** An expected failure of the launcher: its message says what is missing and what to do; no stack is shown. */
export class LaunchError extends Error {}

/** Runs `main`, prints an expected failure as a sentence and anything else with its stack, and sets the exit status. */
export function run(main) {
  main().catch((error) => {
    say(error instanceof LaunchError ? `\n${error.message}` : error.stack)
    process.exit(1)
  })
}
