import type { Position, Span } from './span'
import { findEscapes, type Gap } from './terminal-escapes'
import { indentOf, isSpace } from './words'

/**
 * One line of a text without its terminator; `start` is the offset of its first character, `number` counts from 1. What
 * only colours a terminal is left out of `text`; `gaps` are where it stood.
 */
export type Line = {
  readonly text: string
  readonly start: number
  readonly number: number
  readonly gaps?: readonly Gap[]
}

/** Splits at LF, CRLF and lone CR, in one pass. A final terminator does not open another line. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = []
  const isColoured = text.includes('\u001b')
  let feed = text.indexOf('\n')
  let back = text.indexOf('\r')
  for (let start = 0; start < text.length; ) {
    if (feed >= 0 && feed < start) feed = text.indexOf('\n', start)
    if (back >= 0 && back < start) back = text.indexOf('\r', start)
    const end = feed < 0 ? (back < 0 ? text.length : back) : back < 0 ? feed : Math.min(feed, back)
    const shown = text.slice(start, end)
    lines.push(
      isColoured ? plainLine(shown, start, lines.length + 1) : { text: shown, start, number: lines.length + 1 },
    )
    start = end === back && feed === back + 1 ? end + 2 : end + 1
  }
  return lines
}

function plainLine(shown: string, start: number, number: number): Line {
  const { text, gaps } = shown.includes('\u001b') ? findEscapes(shown) : { text: shown, gaps: [] }
  return gaps.length > 0 ? { text, start, number, gaps } : { text, start, number }
}

/** The offset, in the text that the line came from, of one of the line's columns (0-based). */
export function sourceOffset(line: Line, column: number): number {
  const gaps = line.gaps
  if (!gaps) return line.start + column
  let low = 0
  let high = gaps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((gaps[middle]?.column ?? 0) <= column) low = middle + 1
    else high = middle
  }
  return line.start + column + (gaps[low - 1]?.before ?? 0)
}

/** The span of `length` characters from `column` (0-based) of a line; the whole line when both are left out. */
export function spanOf(line: Line, column = 0, length = line.text.length - column): Span {
  if (!line.gaps) return { start: line.start + column, end: line.start + column + Math.max(0, length) }
  const start = sourceOffset(line, column)
  return { start, end: length > 0 ? sourceOffset(line, column + length - 1) + 1 : start }
}

/** The span of what stands in a line that is not blank, without the white space around it. */
export function spanOfContent(line: Line): Span {
  const from = indentOf(line.text)
  let to = line.text.length
  while (to > from && isSpace(line.text.charCodeAt(to - 1))) to--
  return spanOf(line, from, to - from)
}

/** The span of a word of the line, looked for from `column` on; the whole line when it is not there. */
export function spanOfWord(line: Line, word: string, column = 0): Span {
  const at = line.text.indexOf(word, column)
  return at < 0 ? spanOf(line) : spanOf(line, at, word.length)
}

/** Line and column (from 1) of an offset, by binary search over the lines of the same text. */
export function positionOf(lines: readonly Line[], offset: number): Position {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  const line = lines[low]
  return line ? { line: line.number, column: offset - line.start + 1 } : { line: 1, column: 1 }
}
