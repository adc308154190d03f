import { type Line, spanOf, splitLines } from '../../text/lines'
import type { Parsed, Problem, Span } from '../../text/span'

/** A flow of the datapath's cache: what packets of one kind got done with them, without asking the tables again. */
export type Megaflow = {
  readonly ufid: string | null
  readonly recircId: string | null
  readonly inPort: string | null // number or name of a port of the datapath
  readonly match: readonly { readonly name: string; readonly value: string }[]
  readonly packets: number | null
  readonly bytes: number | null
  readonly usedSeconds: number | null // since the last packet; null when none came
  readonly flags: string | null
  readonly details: Readonly<Record<string, string>> // dp, offloaded, dp-extra-info
  readonly actions: string
  readonly thread: string | null // the heading it stands under, as dpif-netdev prints one a thread
  readonly line: number
  readonly span: Span
}

/** `flow-dump from pmd on cpu core: 1` */
const HEADING = /^flow-dump from (.+?):?$/
const COUNTED = /^(packets|bytes|used|flags|offloaded|dp|dp-extra-info|dp-layer):(.*)$/

/**
 * `ovs-appctl dpctl/dump-flows` and `ovs-appctl dpif/dump-flows`, with and without `-m` and names:
 *
 *     ufid:6f9e…, recirc_id(0),in_port(2),eth_type(0x0806), packets:3, bytes:126, used:0.5s, actions:4
 */
export function parseMegaflows(text: string): Parsed<Megaflow[]> {
  const value: Megaflow[] = []
  const problems: Problem[] = []
  let thread: string | null = null
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (body === '') continue
    const heading = HEADING.exec(body)
    if (heading) {
      thread = heading[1] ?? null
      continue
    }
    const flow = readMegaflow(line, thread)
    if (flow) value.push(flow)
    else problems.push({ span: spanOf(line), reason: 'not a flow of a datapath', text: body.slice(0, 200) })
  }
  return { value, problems }
}

function readMegaflow(line: Line, thread: string | null): Megaflow | null {
  const parts = splitTopLevel(line.text)
  const match: { name: string; value: string }[] = []
  const details: Record<string, string> = {}
  const counted = new Map<string, string>()
  let ufid: string | null = null
  let actions: string | null = null
  for (const [index, part] of parts.entries()) {
    if (part.startsWith('actions:')) {
      const rest = parts.slice(index)
      const end = rest.findIndex((one, i) => i > 0 && COUNTED.test(one))
      actions = rest
        .slice(0, end < 0 ? undefined : end)
        .join(',')
        .slice('actions:'.length)
      for (const after of end < 0 ? [] : rest.slice(end)) keep(after, counted)
      break
    }
    if (part.startsWith('ufid:')) ufid = part.slice(5)
    else if (!keep(part, counted)) {
      const open = part.indexOf('(')
      if (open < 1 || !part.endsWith(')')) return null
      match.push({ name: part.slice(0, open), value: part.slice(open + 1, -1) })
    }
  }
  if (actions === null || match.length === 0) return null
  for (const name of ['dp', 'offloaded', 'dp-layer', 'dp-extra-info']) {
    const detail = counted.get(name)
    if (detail !== undefined) details[name] = detail
  }
  const one = (name: string): string | null => match.find((part) => part.name === name)?.value ?? null
  return {
    ufid,
    recircId: one('recirc_id'),
    inPort: one('in_port'),
    match,
    packets: numberOf(counted.get('packets')),
    bytes: numberOf(counted.get('bytes')),
    usedSeconds: secondsOf(counted.get('used')),
    flags: counted.get('flags') ?? null,
    details,
    actions: actions.trim(),
    thread,
    line: line.number,
    span: spanOf(line),
  }
}

function keep(part: string, counted: Map<string, string>): boolean {
  const named = COUNTED.exec(part)
  if (named) counted.set(named[1] ?? '', (named[2] ?? '').trim())
  return named !== null
}

const numberOf = (text: string | undefined): number | null => (text && /^\d+$/.test(text) ? Number(text) : null)
const secondsOf = (text: string | undefined): number | null =>
  text && /^\d+(\.\d+)?s?$/.test(text) ? Number(text.replace(/s$/, '')) : null

/** Parts between commas outside brackets, trimmed; linear in the text. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const character = text[i]
    if (character === '(') depth++
    else if (character === ')') depth--
    else if (i === text.length || (character === ',' && depth <= 0)) {
      const part = text.slice(start, i).trim()
      if (part !== '') parts.push(part)
      start = i + 1
    }
  }
  return parts
}
