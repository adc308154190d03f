import { type Command, refuse } from './command'
import { audit } from './commands/audit/audit'
import { check } from './commands/audit/check'
import { diff } from './commands/flows/diff'
import { lint } from './commands/flows/lint'
import { who } from './commands/flows/who'
import { formats } from './commands/formats'
import { parse } from './commands/parse/parse'
import { redact } from './commands/redact/redact'
import { trace } from './commands/trace/trace'
import { watch } from './commands/watch/watch'
import { print, watchOutput } from './output/print'

/** Every command, in the order in which help shows them. */
const COMMANDS: readonly Command[] = [parse, formats, trace, who, lint, diff, audit, check, redact, watch]

const HELP = `rollcall: what guests have configured, what the fabric lets through, and why not

${COMMANDS.map(({ name, summary }) => `  ${`rollcall ${name}`.padEnd(20)}${summary}`).join('\n')}

rollcall COMMAND --help says more. FILE may be - for standard input; gzip is opened.
Exit status: 0 done; 1 a negative verdict that was asked for; 2 bad arguments or unreadable input.
`

const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')
}

/** Answers the exit status. */
async function main([name, ...args]: readonly string[]): Promise<number> {
  const wanted = name === 'help' ? args[0] : name
  const command = COMMANDS.find((one) => one.name === wanted)
  if (name === 'help' || name === '--help' || name === '-h' || (command && asksForHelp(args))) {
    await print(command?.help ?? HELP)
    return wanted === undefined || command || name !== 'help' ? 0 : refuse(`there is no command "${wanted}"`)
  }
  if (name === undefined) {
    process.stderr.write(HELP)
    return 2
  }
  return command ? command.run(args) : refuse(`there is no command "${name}"; see rollcall --help`)
}

watchOutput()
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const shown = process.env.ROLLCALL_DEBUG && error instanceof Error ? error.stack : String(error)
  process.exitCode = refuse(`this should not have happened, please report it: ${shown}`)
}
