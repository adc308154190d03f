import type { Link, Reading } from '../../../core/guest/capture'
import { detectDocument, detectFormat, FORMATS } from '../../../core/guest/formats/detect-format'
import type { Content } from '../../../core/guest/formats/format'
import { parseTranscript } from '../../../core/guest/transcript/parse-transcript'
import { type Answer, type Reader, unrecognised } from './answer'

/** `rollcall parse capture|neigh|firewall|probe|intent`: what a machine said of itself, or a transcript of several. */
export const guestReader =
  (kind: Content['kind']): Reader =>
  (text, lines, forced) => {
    const document = forced === null ? detectDocument(lines, text) : null
    const transcript = document === null && (forced === null || forced === 'transcript') ? readTranscript(text) : null
    if (transcript) return transcript
    const format =
      document ?? (forced === null ? detectFormat(lines) : FORMATS.find((one) => one.name === forced)) ?? null
    const content = format?.read(lines, null)
    if (!content || content.kind !== kind) return unrecognised(kind, text, content?.format)
    return {
      format: content.format,
      value: plainValue(content),
      problems: (content.reading as Reading<unknown>).problems,
    }
  }

/** The sections of a transcript, when the text is one: it shows a command, or holds several listings. */
function readTranscript(text: string): Answer | null {
  const { sections, problems } = parseTranscript(text)
  if (sections.length < 2 && !sections.some((section) => section.command !== null)) return null
  const value = sections.flatMap(({ host, command, content }) =>
    content ? [{ host, command, format: content.format, value: plainValue(content) }] : [],
  )
  return { format: 'transcript', value, problems }
}

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
