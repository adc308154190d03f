import { detectDocument } from '../guest/formats/detect-format'
import type { Content } from '../guest/formats/format'
import { parseTranscript, type Section, type Transcript } from '../guest/transcript/parse-transcript'
import { readRuleText, readVfpText } from '../openflow/formats/read-rule-text'
import type { ExportReading } from '../registry/exports/export-format'
import { detectExport, readExportDocument } from '../registry/exports/read-export-document'
import { type Line, splitLines } from '../text/lines'
import type { Problem } from '../text/span'

/** A text taken for what it is: something machines say of themselves, an export of a registry, or a flow table. */
export type Evidence =
  | { readonly kind: 'guest'; readonly transcript: Transcript }
  | {
      readonly kind: 'registry'
      readonly format: string
      readonly lines: readonly Line[]
      readonly reading: ExportReading
    }
  | {
      readonly kind: 'flows'
      readonly listing: 'openflow' | 'vfp'
      readonly lines: readonly Line[]
      readonly rules: number
      readonly problems: readonly Problem[]
    }

/**
 * Recognises a text by content: a whole document of a machine, an export, a flow table, else a terminal with whatever
 * stands in it. A document comes out as a transcript of one section, so that all guest evidence has one shape.
 */
export function readEvidence(text: string): Evidence {
  const lines = splitLines(text)
  const format = detectDocument(lines, text)
  if (format) return { kind: 'guest', transcript: toTranscript(lines, format.read(lines, null)) }
  const document = readExportDocument(text, lines)
  const exported = detectExport(document)
  if (exported) return { kind: 'registry', format: exported.name, lines, reading: exported.read(document) }
  return readFlowTable(text, lines) ?? { kind: 'guest', transcript: parseTranscript(text) }
}

/** What every piece of a text turned out to be, for people. */
export function formatsOf(evidence: Evidence): string[] {
  if (evidence.kind === 'registry') return [evidence.format]
  if (evidence.kind === 'flows') return [evidence.listing === 'vfp' ? 'vfp' : 'dump-flows']
  return [...new Set(evidence.transcript.sections.flatMap((section) => section.content?.format ?? []))]
}

function toTranscript(lines: readonly Line[], content: Content): Transcript {
  const section: Section = {
    index: 0,
    host: null,
    hint: null,
    block: 0,
    command: null,
    firstLine: 1,
    lastLine: Math.max(1, lines.length),
    content,
    event: null,
  }
  return { lines, sections: [section], marks: content.reading.marks, problems: content.reading.problems }
}

/** A flow table has more rules than lines that are none. */
function readFlowTable(text: string, lines: readonly Line[]): Evidence | null {
  const found = text.includes('actions=') ? readRuleText(text) : readVfpText(text)
  if (!found) return null
  const { kind, rules, problems } = found
  return rules.length > 0 && rules.length >= problems.length
    ? { kind: 'flows', listing: kind, lines, rules: rules.length, problems }
    : null
}
