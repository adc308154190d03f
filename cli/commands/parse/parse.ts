import { readFileSync } from 'node:fs'
import { positionOf, splitLines } from '../../../core/text/lines'
import { listFormats } from '../formats'
import type { Reader } from './answer'
import { readFlows } from './parse-flows'
import { guestReader } from './parse-guest'
import { readRegistry } from './parse-registry'

const READERS: Record<string, Reader> = {
  capture: guestReader('capture'),
  neigh: guestReader('neigh'),
  firewall: guestReader('firewall'),
  probe: guestReader('probe'),
  intent: guestReader('intent'),
  flows: readFlows,
  registry: readRegistry,
}

/** `rollcall parse KIND FILE…`: one JSON document a file; a file that cannot be read does not end the run. */
export function parse(args: readonly string[]): number {
  const reader = READERS[args[0] ?? '']
  if (!reader) return refuse(`parse needs one of ${Object.keys(READERS).join(', ')}`)
  const isPretty = args.includes('--pretty')
  const at = args.indexOf('--format')
  const format = at < 0 ? null : (args[at + 1] ?? '')
  const files = args.slice(1).filter((arg, i) => !arg.startsWith('--') && (at < 0 || i + 1 !== at + 1))
  const options = new Set(args.filter((arg) => arg.startsWith('--')))
  if (files.length === 0) return refuse('name at least one file, or - for standard input')
  if (format !== null && !listFormats().some((one) => one.name === format))
    return refuse(`there is no format "${format}"; see rollcall formats`)
  let status = 0
  for (const file of files) {
    const text = read(file)
    if (text instanceof Error) status = 2
    const document =
      text instanceof Error ? { file, error: text.message } : { file, ...answer(reader, text, format, options) }
    process.stdout.write(`${JSON.stringify(document, null, isPretty ? 2 : 0)}\n`)
  }
  return status
}

function refuse(sentence: string): number {
  process.stderr.write(`rollcall: ${sentence}.\n`)
  return 2
}

function read(file: string): string | Error {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file === '-' ? 0 : file))
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function answer(reader: Reader, text: string, format: string | null, options: ReadonlySet<string>) {
  const lines = splitLines(text)
  const { problems, ...found } = reader(text, lines, format, options)
  return {
    ...found,
    problems: problems.map((problem) => ({
      ...positionOf(lines, problem.span.start),
      text: problem.text,
      reason: problem.reason,
    })),
  }
}
