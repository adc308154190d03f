import type { ExportDocument } from '../export-format'
import type { OvsdbPrint } from './ovsdb-table'
import { isCsvHeading, readCsvPrint } from './read-csv-print'
import { isJsonPrint, readJsonPrint } from './read-json-print'
import { readListPrint } from './read-list-print'
import { isRule, readTablePrint } from './read-table-print'

const LOOKAHEAD = 40 // lines in which a print shows which of its forms it has

const PRINTS = new WeakMap<ExportDocument, { readonly print: OvsdbPrint | null }>()

/**
 * Tables of a database in whichever form the tools printed them, or null when the text is no such print. Several formats
 * look at the same print: a document is read once.
 */
export function readOvsdbPrint(document: ExportDocument): OvsdbPrint | null {
  const held = PRINTS.get(document) ?? { print: readPrint(document) }
  PRINTS.set(document, held)
  return held.print
}

function readPrint(document: ExportDocument): OvsdbPrint | null {
  if (isJsonPrint(document)) return readJsonPrint(document)
  const { text, lines } = document
  for (const [i, line] of lines.slice(0, LOOKAHEAD).entries()) {
    const next = lines[i + 1]?.text.trimEnd() ?? ''
    if (isRule(next) && /^[\w ]+$/.test(line.text.trim())) return readTablePrint(text, lines)
    if (/^ *[a-z_][a-z0-9_]* *: /.test(line.text)) return readListPrint(text, lines)
    if (isCsvHeading(line.text.trim()) && /(^|,)"?(_uuid|name)"?(,|$)/.test(line.text.trim()))
      return readCsvPrint(text, lines)
  }
  return null
}
