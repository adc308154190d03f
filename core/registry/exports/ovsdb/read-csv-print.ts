import { LineLog } from '../../../guest/capture'
import { readCsvRows } from '../../../text/csv-rows'
import type { Line } from '../../../text/lines'
import type { OvsdbPrint, OvsdbRow, OvsdbTable } from './ovsdb-table'
import { readOvsdbText } from './ovsdb-value'

const CAPTION = /^(\w+) table$/
const HEADING = /^"?[a-z_][a-z0-9_]*"?(?:,"?[a-z_][a-z0-9_]*"?)*$/

export const isCsvHeading = (text: string): boolean => HEADING.test(text) && text.includes(',')

/**
 * Tables as `--format=csv` prints them: quoted where a value holds a comma or a quote.
 *
 *   _uuid,addresses,name
 *   5f3c0c5e-8f0a-4a4e-9a53-0b6a9b3f1c11,"[""00:16:3e:0a:5c:f1 172.17.20.29""]",port-vmA
 */
export function readCsvPrint(text: string, lines: readonly Line[]): OvsdbPrint {
  const log = new LineLog()
  const tables: OvsdbTable[] = []
  let names: readonly string[] = []
  let rows: OvsdbRow[] = []
  let caption: string | null = null
  let line = 0
  for (const { cells, span } of readCsvRows(text)) {
    while ((lines[line + 1]?.start ?? Number.POSITIVE_INFINITY) <= span.start) line++
    const own = lines[line]
    if (!own) break
    const named = cells.length === 1 ? CAPTION.exec(cells[0]?.text.trim() ?? '') : null
    if (named) {
      caption = named[1] ?? null
      log.known(own, 'name of a table')
    } else if (isCsvHeading(own.text.trim())) {
      names = cells.map((cell) => cell.text)
      rows = []
      tables.push({ name: caption, rows })
      caption = null
      log.known(own, 'heading')
    } else if (cells.length === names.length) {
      const columns = new Map(
        cells.map((cell, i) => {
          const value = readOvsdbText(cell.text, 0, cell.text.length)
          return [
            names[i] ?? '',
            { ...value, span: cell.span, atoms: value.atoms.map((atom) => ({ ...atom, span: cell.span })) },
          ]
        }),
      )
      rows.push({ columns, span })
      for (; (lines[line]?.start ?? span.end) < span.end; line++) if (lines[line]) log.fact(lines[line] ?? own, 'row')
      line--
    } else log.unread(own, `${cells.length} values for ${names.length} columns`)
  }
  return { tables, ...log.reading(null) }
}
