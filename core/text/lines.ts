import type { Position, Span } from './span'
import { findEscapes, type Gap } from './terminal-escapes'

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
  let start = 0
  const add = (end: number) => {
    const shown = text.slice(start, end)
    const number = lines.length + 1
    const plain = shown.includes('\u001b') ? findEscapes(shown) : null
    if (!plain) lines.push({ text: shown, start, number })
    else lines.push({ text: plain.text, start, number, ...(plain.gaps.length > 0 && { gaps: plain.gaps }) })
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code !== 10 && code !== 13) continue
    add(i)
    if (code === 13 && text.charCodeAt(i + 1) === 10) i++
    start = i + 1
  }
  if (start < text.length) add(text.length)
  return lines
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
  const start = sourceOffset(line, column)
  return { start, end: length > 0 ? sourceOffset(line, column + length - 1) + 1 : start }
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
