import type { Line } from '../../text/lines'
import { CAPTURE_FORMATS } from './capture/formats'
import { FIREWALL_FORMATS } from './firewall/formats'
import { Document, type Format } from './format'
import { INTENT_FORMATS } from './intent/formats'
import { NEIGHBOUR_FORMATS } from './neighbour/formats'
import { PROBE_FORMATS } from './probe/formats'

/** Formats in the order they are tried: within a kind the narrower comes first. */
export const FORMATS: readonly Format[] = [
  ...CAPTURE_FORMATS,
  ...PROBE_FORMATS,
  ...NEIGHBOUR_FORMATS,
  ...FIREWALL_FORMATS,
  ...INTENT_FORMATS,
]

/** The first format that this line could open; its family may have others. */
export const findFormatOpenedBy = (text: string): Format | null =>
  FORMATS.find((format) => format.opens?.test(text)) ?? null

/** The format of a piece of a terminal: the first of its lines that opens one decides, and what stands in all of them. */
export function detectFormat(lines: readonly Line[]): Format | null {
  const refused = new Set<Format>()
  for (const line of lines) {
    const text = line.text.trimStart()
    for (const format of FORMATS) {
      if (refused.has(format) || !format.opens?.test(text)) continue
      if (!format.accepts || format.accepts(lines)) return format
      refused.add(format)
    }
  }
  return null
}

/** The format of a whole document, or null when none says that it is one of its own. */
export function detectDocument(lines: readonly Line[], text: string): Format | null {
  const document = new Document(text, lines)
  return FORMATS.find((format) => format.recognises?.(document)) ?? null
}
