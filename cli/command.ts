/**
 * A command of `rollcall`: main.ts holds the table of all. `run` gets the arguments after the command's name and answers
 * the exit status: 0 done, 1 a negative verdict that was asked for, 2 bad arguments or unreadable input.
 */
export type Command = {
  readonly name: string
  readonly summary: string // one line of `rollcall --help`
  readonly help: string // what `rollcall NAME --help` prints
  readonly run: (args: readonly string[]) => Promise<number>
}

/** Says on standard error why nothing was done, and answers the exit status for it. */
export function refuse(sentence: string): number {
  process.stderr.write(`rollcall: ${sentence}${/[.!?]$/.test(sentence) ? '' : '.'}\n`)
  return 2
}
