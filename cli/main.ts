import { formats } from './commands/formats'
import { parse } from './commands/parse/parse'

const HELP = `rollcall: what guests have configured, what the fabric lets through

  rollcall formats                     the formats that are recognised
  rollcall parse capture FILE…         links and addresses of a machine (or a whole transcript)
  rollcall parse firewall FILE…        the guest's own packet filter
  rollcall parse probe FILE…           ping: who was asked, who answered
  rollcall parse flows FILE…           flow rules of a switch

FILE may be - for standard input. One JSON document a file, on one line each. --format NAME forces a format, --pretty is for people.
Exit status: 0 done, 2 bad arguments or unreadable input.
`

/** Answers the exit status. */
async function main(args: readonly string[]): Promise<number> {
  const [command] = args
  if (command === undefined || args.includes('--help') || command === 'help') {
    process.stdout.write(HELP)
    return command === undefined ? 2 : 0
  }
  if (command === 'formats') return formats()
  if (command === 'parse') return parse(args.slice(1))
  process.stderr.write(`rollcall: there is no command "${command}". See rollcall --help.\n`)
  return 2
}

process.exitCode = await main(process.argv.slice(2))
