import type { Span } from './span'

/** A cell of a CSV table and where it stands, without its quotes. */
export type CsvCell = { readonly text: string; readonly span: Span }
export type CsvRow = { readonly cells: readonly CsvCell[]; readonly span: Span }

/**
 * The rows of CSV (RFC 4180) between two offsets of a text: quotes are doubled inside quotes, which may hold line ends.
 * Rows of nothing are left out.
 */
export function readCsvRows(text: string, start = 0, end = text.length, delimiter = ','): CsvRow[] {
  const rows: CsvRow[] = []
  let cells: CsvCell[] = []
  let rowStart = start
  for (let at = start; at <= end; ) {
    const cell = cellAt(text, at, end, delimiter)
    cells.push({ text: cell.text, span: cell.span })
    at = cell.next
    if (at < end && text[at] === delimiter) {
      at++
      continue
    }
    const isBlank = cells.length === 1 && cells[0]?.text.trim() === ''
    if (!isBlank) rows.push({ cells, span: { start: rowStart, end: at } })
    cells = []
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
    rowStart = at
  }
  return rows
}

function cellAt(text: string, at: number, end: number, delimiter: string): CsvCell & { next: number } {
  if (text[at] !== '"') {
    let to = at
    while (to < end && text[to] !== delimiter && text[to] !== '\n' && text[to] !== '\r') to++
    return { text: text.slice(at, to), span: { start: at, end: to }, next: to }
  }
  let to = at + 1
  while (to < end && !(text[to] === '"' && text[to + 1] !== '"')) to += text[to] === '"' ? 2 : 1
  const close = Math.min(to, end)
  let next = Math.min(to + 1, end)
  while (next < end && text[next] !== delimiter && text[next] !== '\n' && text[next] !== '\r') next++
  return { text: text.slice(at + 1, close).replaceAll('""', '"'), span: { start: at + 1, end: close }, next }
}
