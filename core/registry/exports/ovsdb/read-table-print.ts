import { LineLog } from '../../../guest/capture'
import type { Line } from '../../../text/lines'
import type { OvsdbPrint, OvsdbRow, OvsdbTable } from './ovsdb-table'
import { endOfQuoted, type OvsdbValue, readOvsdbText } from './ovsdb-value'

const RULE = /^-+(?: -+)*$/
const CAPTION = /^(\w+) table$/
type Column = { readonly name: string; readonly from: number; readonly to: number }

export const isRule = (text: string): boolean => text.length > 1 && RULE.test(text)

/**
 * Tables as `ovsdb-client dump` and every `--format=table` print them: a heading, a rule of dashes as wide as the
 * columns, a line a row.
 *
 *   Logical_Switch_Port table
 *   _uuid                                addresses                          name
 *   ------------------------------------ ---------------------------------- --------
 *   5f3c0c5e-8f0a-4a4e-9a53-0b6a9b3f1c11 ["00:16:3e:0a:5c:f1 172.17.20.29"] port-vmA
 */
export function readTablePrint(text: string, lines: readonly Line[]): OvsdbPrint {
  const log = new LineLog()
  const tables: OvsdbTable[] = []
  let caption: string | null = null
  let columns: readonly Column[] = []
  let rows: OvsdbRow[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    const rule = lines[i + 1]
    if (!line) break
    const named = CAPTION.exec(line.text.trim())
    if (line.text.trim() === '') columns = []
    else if (rule && isRule(rule.text.trimEnd())) {
      columns = columnsOf(line.text, rule.text.trimEnd())
      rows = []
      tables.push({ name: caption, rows })
      caption = null
      log.known(line, 'heading')
      log.known(rule, 'heading')
      i++
    } else if (named) {
      caption = named[1] ?? null
      columns = []
      log.known(line, 'name of a table')
    } else if (columns.length > 0) {
      const held = rowOf(text, line, columns)
      if (held) {
        rows.push({ columns: held, span: { start: line.start, end: line.start + line.text.length } })
        log.fact(line, 'row')
      } else log.unread(line, 'fewer values than columns')
    } else log.unread(line, 'outside of a table')
  }
  return { tables, ...log.reading(null) }
}

function columnsOf(heading: string, rule: string): Column[] {
  const columns: Column[] = []
  for (let from = 0; from < rule.length; ) {
    const gap = rule.indexOf(' ', from)
    const to = gap < 0 ? rule.length : gap
    columns.push({ name: heading.slice(from, to).trim(), from, to })
    from = to + 1
  }
  return columns
}

/** The values of a row by the width of the columns; by the values' own ends where a paste has moved them. */
function rowOf(text: string, line: Line, columns: readonly Column[]): Map<string, OvsdbValue> | null {
  const cells = cellsByWidth(line.text, columns) ?? cellsByValue(line.text, columns.length)
  if (!cells) return null
  return new Map(
    columns.map((column, i) => {
      const [from, to] = cells[i] ?? [0, 0]
      return [column.name, readOvsdbText(text, line.start + from, line.start + to)]
    }),
  )
}

/** Widths count bytes of UTF-8, as the tools do. */
function cellsByWidth(row: string, columns: readonly Column[]): [number, number][] | null {
  const offsets = /[^\0-\x7f]/.test(row) ? byteOffsets(row) : null
  const at = (byte: number) => Math.min(offsets ? (offsets[byte] ?? row.length) : byte, row.length)
  const fits = columns.every(({ from }) => from === 0 || at(from) >= row.length || row[at(from) - 1] === ' ')
  if (!fits) return null
  return columns.map(({ from, to }, i) => [at(from), i === columns.length - 1 ? row.length : at(to)])
}

function byteOffsets(row: string): number[] {
  const offsets: number[] = []
  let index = 0
  for (const character of row) {
    const code = character.codePointAt(0) ?? 0
    for (let bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4; bytes > 0; bytes--)
      offsets.push(index)
    index += character.length
  }
  return offsets
}

const CLOSES: Record<string, string> = { '[': ']', '{': '}' }

function cellsByValue(row: string, count: number): [number, number][] | null {
  const cells: [number, number][] = []
  for (let at = 0; at < row.length; ) {
    if (row[at] === ' ') at++
    else {
      const close = CLOSES[row[at] ?? '']
      const from = at
      if (close)
        while (at < row.length && row[at] !== close) at = row[at] === '"' ? endOfQuoted(row, at, row.length) : at + 1
      else if (row[at] === '"') at = endOfQuoted(row, at, row.length)
      else while (at < row.length && row[at] !== ' ') at++
      if (close) at++
      cells.push([from, at])
    }
  }
  return cells.length === count ? cells : null
}
