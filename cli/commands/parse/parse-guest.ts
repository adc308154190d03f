import type { Link, Reading } from '../../../core/guest/capture'
import { detectDocument, detectFormat, FORMATS } from '../../../core/guest/formats/detect-format'
import type { Content } from '../../../core/guest/formats/format'
import { parseTranscript, type Section } from '../../../core/guest/transcript/parse-transcript'
import { type Answer, type Reader, unrecognised } from './answer'

/** `rollcall parse capture|neigh|firewall|probe|intent`: what a machine said of itself, or a transcript of several. */
export const guestReader =
  (kind: Content['kind']): Reader =>
  (text, lines, forced) => {
    const document = forced === null ? detectDocument(lines, text) : null
    if (document === null && (forced === null || forced === 'transcript')) {
      const { sections, problems } = parseTranscript(text)
      const filled = sections.filter((section) => section.content !== null)
      if (filled.length > 1 || forced === 'transcript')
        return { format: 'transcript', value: filled.map(plainSection), problems }
      // One command with what it printed is that capture.
      const [only] = filled
      if (only?.command && only.content?.kind === kind) return { ...plainAnswer(only.content), problems }
    }
    const format =
      document ?? (forced === null ? detectFormat(lines) : FORMATS.find((one) => one.name === forced)) ?? null
    const content = format?.read(lines, null)
    return content?.kind === kind ? plainAnswer(content) : unrecognised(kind, text, content?.format)
  }

const plainAnswer = (content: Content): Answer => ({
  format: content.format,
  value: plainValue(content),
  problems: (content.reading as Reading<unknown>).problems,
})

const plainSection = ({ host, command, content }: Section) => ({
  host,
  command,
  format: content?.format,
  value: content && plainValue(content),
})

/** What the contract prints: no spans, nothing that is ours alone. */
function plainValue(content: Content): unknown {
  if (content.kind === 'capture') return content.reading.value.map(plainLink)
  return content.kind === 'intent' ? content.reading.value.plain : content.reading.value
}

const plainLink = ({ name, mac, addresses, up }: Link) => ({
  name,
  mac,
  addresses: addresses.map(({ span: _, ...address }) => address),
  up,
})
