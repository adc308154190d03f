import { LineLog } from '../../../guest/capture'
import type { Line } from '../../../text/lines'
import type { OvsdbPrint, OvsdbRow, OvsdbTable } from './ovsdb-table'
import { endOfQuoted, type OvsdbValue, readOvsdbText } from './ovsdb-value'

const COLUMN = /^([ \t]*)([A-Za-z_][A-Za-z0-9_]*)([ \t]*):(?: |$)/
const CAPTION = /^(\w+) table$/

/**
 * Records as `ovn-nbctl list`, `ovs-vsctl list` and every `--format=list` print them: a column a line, a blank line
 * between records. Pasted documents wrap long sets; a value goes on until its bracket is closed.
 *
 *   _uuid               : 5f3c0c5e-8f0a-4a4e-9a53-0b6a9b3f1c11
 *   addresses           : ["00:16:3e:0a:5c:f1 172.17.20.29"]
 *   name                : port-vmA
 */
export function readListPrint(text: string, lines: readonly Line[]): OvsdbPrint {
  const log = new LineLog()
  const tables: OvsdbTable[] = []
  let rows: OvsdbRow[] = []
  let columns = new Map<string, OvsdbValue>()
  let start = 0
  let end = 0
  const closeRow = () => {
    if (columns.size > 0) rows.push({ columns, span: { start, end } })
    columns = new Map()
  }
  const openTable = (name: string | null) => {
    closeRow()
    rows = []
    tables.push({ name, rows })
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    if (!line) break
    const column = COLUMN.exec(line.text)
    const caption = column ? null : CAPTION.exec(line.text.trim())
    if (caption) {
      openTable(caption[1] ?? null)
      log.known(line, 'name of a table')
    } else if (line.text.trim() === '') closeRow()
    else if (!column) {
      closeRow()
      log.unread(line, 'no column of a record')
    } else {
      const name = column[2] ?? ''
      if (tables.length === 0) openTable(null)
      if (columns.has(name)) closeRow()
      if (columns.size === 0) start = line.start
      const first = line.start + column[0].length
      log.fact(line, name)
      i = lastLineOf(text, lines, i, first, log)
      const last = lines[i] ?? line
      end = last.start + last.text.length
      columns.set(name, readOvsdbText(text, first, end))
    }
  }
  closeRow()
  return { tables, ...log.reading(null) }
}

/** The index of the line on which a bracket that a value opens is closed; the line itself when it never is. */
function lastLineOf(text: string, lines: readonly Line[], index: number, first: number, log: LineLog): number {
  const open = text[first] === '[' ? ']' : text[first] === '{' ? '}' : null
  if (open === null) return index
  for (let i = index, at = first; i < lines.length; i++) {
    const line = lines[i]
    if (!line || (i > index && (line.text.trim() === '' || COLUMN.test(line.text)))) return index
    const end = line.start + line.text.length
    for (at = Math.max(at, line.start); at < end; ) {
      if (text[at] === open) {
        for (let held = index + 1; held <= i; held++) {
          const more = lines[held]
          if (more) log.fact(more, 'the value goes on')
        }
        return i
      }
      at = text[at] === '"' ? endOfQuoted(text, at, end) : at + 1
    }
  }
  return index
}
