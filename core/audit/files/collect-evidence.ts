import { detectDocument } from '../../guest/formats/detect-format'
import type { Content } from '../../guest/formats/format'
import { listIntended } from '../../guest/list-intended'
import { groupMachines, linksOf, type Machine } from '../../guest/transcript/group-machines'
import { parseTranscript, type Section, type Transcript } from '../../guest/transcript/parse-transcript'
import { parseDumpFlows } from '../../openflow/dump/parse-dump-flows'
import { detectExport, readExportDocument } from '../../registry/exports/read-export-document'
import { type Line, spanOf, splitLines } from '../../text/lines'
import type { Problem } from '../../text/span'
import type { EvidenceMachine, FileEvidence, FlowTable } from './file-evidence'

/**
 * A file of an audit: `source` is its name, as findings and messages cite it. `isAtEnd`: it was put together to say what is
 * so now, and is judged as it ends.
 */
export type AuditFile = { readonly source: string; readonly text: string; readonly isAtEnd?: boolean }

/** What a file turned out to hold. */
export type CollectedFile = {
  readonly source: string
  readonly lines: readonly Line[]
  /** Names of the formats that were recognised; empty: nothing in it is evidence. */
  readonly formats: readonly string[]
  readonly evidence: readonly FileEvidence[]
  readonly table: FlowTable | null
  readonly problems: readonly Problem[]
  /** A machine removes an address again that it had shown: from this line on it was not read. */
  readonly removals: readonly { readonly line: number; readonly machine: string; readonly address: string }[]
}

/**
 * Recognises a file by what it says: a document of a machine, an export, a flow table, else a terminal with whatever
 * stands in it. An incident that was written down ends with its clean-up: what a machine shows after it removed an
 * address again is left out, unless the state at the end is asked for.
 */
export function collectEvidence(file: AuditFile, isAsked = false): CollectedFile {
  const { source, text } = file
  const isAtEnd = isAsked || file.isAtEnd === true
  const lines = splitLines(text)
  const found = { source, lines, evidence: [], table: null, removals: [] }
  const format = detectDocument(lines, text)
  if (format) return { ...found, ...readTranscript(source, toTranscript(lines, format.read(lines, null)), isAtEnd) }
  const document = readExportDocument(text, lines)
  const exportFormat = detectExport(document)
  if (exportFormat) {
    const { exported, problems } = exportFormat.read(document)
    return { ...found, formats: [exportFormat.name], evidence: [{ kind: 'registry', source, exported }], problems }
  }
  const flows = text.includes('actions=') ? parseDumpFlows(text) : null
  // A flow table has more rules than lines that are none.
  if (flows && flows.value.length > 0 && flows.value.length >= flows.problems.length)
    return { ...found, formats: ['dump-flows'], table: { source, text }, problems: flows.problems }
  return { ...found, ...readTranscript(source, parseTranscript(text), isAtEnd) }
}

/** A whole document as a transcript of one section, so that all evidence of machines has one shape. */
function toTranscript(lines: readonly Line[], content: Content): Transcript {
  const { marks, problems } = content.reading
  const place = { block: 0, firstLine: 1, lastLine: Math.max(1, lines.length) }
  const section: Section = { index: 0, host: null, hint: null, command: null, ...place, content, event: null }
  return { lines, sections: [section], marks, problems }
}

type Transcribed = Pick<CollectedFile, 'formats' | 'evidence' | 'removals' | 'problems'>

function readTranscript(source: string, transcript: Transcript, isAtEnd: boolean): Transcribed {
  const { machines, assignments } = groupMachines(transcript)
  const byKey = new Map(machines.map((machine) => [machine.key, toEvidenceMachine(machine, machines)]))
  const stopped = new Set<string>()
  const shown = new Map<string, Set<string>>()
  const evidence: FileEvidence[] = []
  const formats = new Set<string>()
  const removals: CollectedFile['removals'][number][] = []
  for (const section of transcript.sections) {
    if (section.content) formats.add(section.content.format)
    const key = assignments[section.index]?.machine ?? null
    const machine = (key === null ? undefined : byKey.get(key)) ?? {
      key: `${source} ${section.host ?? ''}`,
      name: section.host,
    }
    if (stopped.has(machine.key)) continue
    const line = transcript.lines[section.firstLine - 1]
    const span = line ? spanOf(line) : { start: 0, end: 0 }
    const own = shown.get(machine.key) ?? new Set<string>()
    shown.set(machine.key, own)
    for (const link of linksOf(section)) for (const { address } of link.addresses) own.add(address)
    const { content, event } = section
    if (event?.kind === 'delete' && own.has(event.address) && !isAtEnd) {
      stopped.add(machine.key)
      removals.push({ line: section.firstLine, machine: machine.name ?? 'the machine', address: event.address })
      continue
    }
    if (event) {
      evidence.push({ kind: 'event', source, machine, event, span })
      if (event.kind === 'add') own.add(event.address)
    }
    if (content?.kind === 'capture' && content.witness === 'intent') {
      const addresses = listIntended(content.format, content.reading.value)
      if (addresses.length > 0) evidence.push({ kind: 'intent', source, machine: null, addresses, vrrp: [], span })
    } else if (content?.kind === 'capture')
      evidence.push({ kind: 'capture', source, machine, links: content.reading.value })
    else if (content?.kind === 'firewall')
      evidence.push({ kind: 'firewall', source, machine, filter: content.reading.value.filter })
    else if (content?.kind === 'intent') {
      // A configuration file on its own does not say which machine it is of; in a terminal the prompt does.
      const owner = section.command === null && section.host === null ? null : machine
      const { addresses, vrrp } = content.reading.value
      evidence.push({ kind: 'intent', source, machine: owner, addresses, vrrp, span })
    }
  }
  return { formats: [...formats], evidence, removals, problems: transcript.problems }
}

/** Prompts repeat (two hosts called pg11): then only the heading above tells them apart. */
function toEvidenceMachine(machine: Machine, all: readonly Machine[]): EvidenceMachine {
  const isShared = all.some((other) => other !== machine && other.host === machine.host)
  const hint = machine.hint?.replace(/^host /, 'guest-') ?? null
  return { key: machine.key, name: isShared ? hint : (machine.host ?? hint) }
}
