import { readFileSync } from 'node:fs'
import type { Link, Reading } from '../../core/guest/capture'
import { type CaptureReading, detectFormat, FORMATS } from '../../core/guest/detect-format'
import { parseTranscript } from '../../core/guest/transcript/parse-transcript'
import { parseDumpFlows } from '../../core/openflow/parse-dump-flows'
import { type Line, positionOf, splitLines } from '../../core/text/lines'
import type { Problem } from '../../core/text/span'

type Answer = { readonly format: string; readonly value: unknown; readonly problems: readonly Problem[] }
const KINDS = ['capture', 'firewall', 'probe', 'flows'] as const
type Kind = (typeof KINDS)[number]

/** `rollcall parse KIND FILE…`: one JSON document a file; a file that cannot be read does not end the run. */
export function parse(args: readonly string[]): number {
  const kind = KINDS.find((one) => one === args[0])
  if (!kind) return refuse(`parse needs one of ${KINDS.join(', ')}`)
  const isPretty = args.includes('--pretty')
  const at = args.indexOf('--format')
  const format = at < 0 ? null : (args[at + 1] ?? null)
  const files = args.slice(1).filter((arg, i) => !arg.startsWith('--') && (at < 0 || i + 1 !== at + 1))
  if (files.length === 0) return refuse('name at least one file, or - for standard input')
  if (format && format !== 'transcript' && format !== 'dump-flows' && !FORMATS.some((one) => one.name === format))
    return refuse(`there is no format "${format}"; see rollcall formats`)
  let status = 0
  for (const file of files) {
    const text = read(file)
    if (text instanceof Error) status = 2
    const document = text instanceof Error ? { file, error: text.message } : { file, ...answer(kind, text, format) }
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

function answer(kind: Kind, text: string, format: string | null) {
  const lines = splitLines(text)
  const { problems, ...found } = kind === 'flows' ? readFlows(text) : readGuest(kind, text, lines, format)
  return {
    ...found,
    problems: problems.map((problem) => ({
      ...positionOf(lines, problem.span.start),
      text: problem.text,
      reason: problem.reason,
    })),
  }
}

function readFlows(text: string): Answer {
  const { value, problems } = parseDumpFlows(text)
  const rules = value.map(({ table, priority, cookie, nPackets, nBytes, match, actions, extra }) => ({
    table,
    priority,
    cookie,
    n_packets: nPackets,
    n_bytes: nBytes,
    match,
    actions,
    ...(Object.keys(extra).length > 0 && { extra }),
  }))
  return { format: 'dump-flows', value: rules, problems }
}

function readGuest(kind: Kind, text: string, lines: readonly Line[], forced: string | null): Answer {
  const transcript = forced === null || forced === 'transcript' ? parseTranscript(text) : null
  const isTranscript =
    forced === 'transcript' ||
    (transcript?.sections ?? []).some((section) => section.command !== null) ||
    (transcript?.sections.length ?? 0) > 1
  if (transcript && isTranscript) {
    const sections = transcript.sections.filter((section) => section.content !== null)
    return {
      format: 'transcript',
      value: sections.map((section) => ({
        host: section.host,
        command: section.command,
        format: section.content?.format,
        value: section.content ? plainValue(section.content) : null,
      })),
      problems: transcript.problems,
    }
  }
  const format = forced === null ? detectFormat(lines) : FORMATS.find((one) => one.name === forced)
  const content = format?.read(lines, null)
  if (!content || content.kind !== kind)
    return {
      format: content?.format ?? 'unknown',
      value: kind === 'probe' ? null : [],
      problems: [
        {
          span: { start: 0, end: text.length },
          reason: `no ${kind} was recognised in this text`,
          text: text.slice(0, 80),
        },
      ],
    }
  return {
    format: content.format,
    value: plainValue(content),
    problems: (content.reading as Reading<unknown>).problems,
  }
}

/** What the contract prints: no spans, nothing that is ours alone. */
function plainValue(content: CaptureReading): unknown {
  return content.kind === 'capture' ? content.reading.value.map(plainLink) : content.reading.value
}

const plainLink = ({ name, mac, addresses, up }: Link) => ({
  name,
  mac,
  addresses: addresses.map(({ span: _, ...address }) => address),
  up,
})
