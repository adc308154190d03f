import { detectDocument } from '../../../../core/guest/formats/detect-format'
import type { Intent } from '../../../../core/guest/intent'
import { positionOf, splitLines } from '../../../../core/text/lines'

/** Reads a whole document as the command line does; the addresses in short form, the places of its problems. */
export function readIntent(text: string) {
  const lines = splitLines(text)
  const content = detectDocument(lines, text)?.read(lines, null)
  if (content?.kind !== 'intent') throw new Error(`no intent was recognised: ${content?.format}`)
  const { value, problems, marks } = content.reading
  return {
    format: content.format,
    intent: value as Intent,
    plain: value.plain,
    addresses: value.addresses.map(
      ({ link, address, prefixLength, role, isPool }) =>
        `${link ?? '-'} ${address}/${prefixLength ?? ''} ${role}${isPool ? ' pool' : ''}`,
    ),
    spans: value.addresses.map(({ span }) => text.slice(span.start, span.end)),
    problems: problems.map((one) => `${positionOf(lines, one.span.start).line}: ${one.reason}`),
    marks,
  }
}
