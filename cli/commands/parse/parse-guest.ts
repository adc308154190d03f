import type { Link, Reading } from '../../../core/guest/capture'
import { detectDocument, detectFormat, FORMATS } from '../../../core/guest/formats/detect-format'
import type { Content } from '../../../core/guest/formats/format'
import { parseTranscript, type Section } from '../../../core/guest/transcript/parse-transcript'
import { type Answer, type Reader, unrecognised } from './answer'

/** `rollcall parse capture|neigh|firewall|probe|intent`: what a machine said of itself, or a transcript of several. */
export const guestReader =
  (kind: Content['kind']): Reader =>
  (text, lines, forced) => {
    if (kind === 'probe' && forced === null) return readProbes(text)
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

/** All probes of a text, each with the machine that its prompt names; several may follow each other without one. */
function readProbes(text: string): Answer {
  const { sections, problems } = parseTranscript(text)
  const probes = sections.flatMap(({ host, content }) =>
    content?.kind === 'probe' && content.reading.value
      ? [{ format: content.format, value: { host, ...content.reading.value } }]
      : [],
  )
  if (probes.length === 0) return unrecognised('probe', text)
  const formats = new Set(probes.map((one) => one.format))
  const [format = ''] = formats
  return { format: formats.size === 1 ? format : 'transcript', value: probes.map((one) => one.value), problems }
}

/** What the contract prints: no spans, nothing that is ours alone. */
function plainValue(content: Content): unknown {
  if (content.kind === 'capture') return content.reading.value.map(plainLink)
  if (content.kind === 'intent' || content.kind === 'firewall') return content.reading.value.plain
  if (content.kind === 'probe') return content.reading.value ? [{ host: null, ...content.reading.value }] : []
  return content.reading.value.map(({ span: _, ...neighbour }) => neighbour)
}

const plainLink = ({ name, mac, addresses, up }: Link) => ({
  name,
  mac,
  addresses: addresses.map(({ span: _, ...address }) => address),
  up,
})
