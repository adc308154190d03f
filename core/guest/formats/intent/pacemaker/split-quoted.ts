import type { Line } from '../../../../text/lines'
import type { Span } from '../../../../text/span'

/** A word of a shell-like line without its quotes; a value in quotes may hold blanks (`options="a b"`). */
export type QuotedWord = { readonly text: string; readonly span: Span; readonly line: Line }

export function splitQuoted(text: string, spanOf: (start: number, end: number) => Span, line: Line): QuotedWord[] {
  const words: QuotedWord[] = []
  let word = ''
  let start = -1
  let quote = ''
  for (let i = 0; i <= text.length; i++) {
    const char = text[i] ?? ' '
    if (quote !== '' && i < text.length) {
      if (char === quote) quote = ''
      else word += char
    } else if (char === '"' || char === "'") {
      quote = char
      if (start < 0) start = i
    } else if (char === ' ' || char === '\t') {
      if (start >= 0) words.push({ text: word, span: spanOf(start, i), line })
      word = ''
      start = -1
    } else {
      word += char
      if (start < 0) start = i
    }
  }
  return words
}
