import type { Position, Span } from './span'

/** One line of a text without its terminator; `start` is the offset of its first character, `number` counts from 1. */
export type Line = { readonly text: string; readonly start: number; readonly number: number }

/** Splits at LF, CRLF and lone CR, in one pass. A final terminator does not open another line. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code !== 10 && code !== 13) continue
    lines.push({ text: text.slice(start, i), start, number: lines.length + 1 })
    if (code === 13 && text.charCodeAt(i + 1) === 10) i++
    start = i + 1
  }
  if (start < text.length) lines.push({ text: text.slice(start), start, number: lines.length + 1 })
  return lines
}

/** The span of `length` characters from `column` (0-based) of a line; the whole line when both are left out. */
export function spanOf(line: Line, column = 0, length = line.text.length - column): Span {
  return { start: line.start + column, end: line.start + column + length }
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
