import type { Line } from '../../text/lines'
import { readJson } from '../../text/read-json'
import { CAPTURE_FORMATS } from './capture/formats'
import { FIREWALL_FORMATS } from './firewall/formats'
import type { Document, Format } from './format'
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

/** The format whose first line this could be. */
export const findFormatOpenedBy = (text: string): Format | null =>
  FORMATS.find((format) => format.opens?.test(text)) ?? null

/** The format of a piece of a terminal: the first of its lines that opens one decides. */
export function detectFormat(lines: readonly Line[]): Format | null {
  for (const line of lines) {
    const format = findFormatOpenedBy(
      line.text.trimStart().length === line.text.length ? line.text : line.text.trimStart(),
    )
    if (format) return format
  }
  return null
}

/** The format of a whole document, or null when none says that it is one of its own. */
export function detectDocument(lines: readonly Line[], text: string): Format | null {
  const document: Document = { text, lines, json: readJson(text) }
  return FORMATS.find((format) => format.recognises?.(document)) ?? null
}
