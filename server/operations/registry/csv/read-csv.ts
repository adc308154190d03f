import Papa from 'papaparse'
import { z } from 'zod'
import {
  IMPORT_COLUMNS,
  type ImportColumn,
  type ImportProblem,
  type ImportRow,
} from '../../../../core/registry/validate-import'
import { err, ok, type Result } from '../../../../core/result'
import type { AppError } from '../../../errors'

export const CSV_BYTES_MAX = 16 * 1024 * 1024
export const CSV_ROWS_MAX = 100_000
export const csvInput = z.object({
  text: z.string().min(1, 'There is nothing to read: choose a CSV file or paste its text.'),
})

export type CsvRows = { readonly rows: ImportRow[]; readonly problems: ImportProblem[] }

const REQUIRED: readonly ImportColumn[] = ['vpc', 'subnet']
const CELL_LENGTH_MAX = 200

/** The rows of a CSV text with a header line; row 1 is the header. Errors: too large, a column missing or unknown. */
export function readCsv(text: string): Result<CsvRows, AppError> {
  if (Buffer.byteLength(text) > CSV_BYTES_MAX) return err({ kind: 'too-large', limit: '16 MiB' })
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false, preview: CSV_ROWS_MAX + 3 })
  const [header, ...body] = parsed.data
  const columns = (header ?? []).map((cell) => cell.trim().toLowerCase())
  const unknown = columns.find((column) => column !== '' && !IMPORT_COLUMNS.some((known) => known === column))
  const listed = IMPORT_COLUMNS.join(', ')
  if (unknown) return invalid(`The first row names a column ${unknown.slice(0, 60)}. The columns are: ${listed}.`)
  const missing = REQUIRED.find((column) => !columns.includes(column))
  if (missing) return invalid(`The first row names no column ${missing}. The columns are: ${listed}.`)
  const filled = body
    .map((cells, index) => ({ cells, row: index + 2 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (filled.length > CSV_ROWS_MAX)
    return err({ kind: 'too-large', limit: `${CSV_ROWS_MAX.toLocaleString('en')} rows` })
  if (filled.length === 0) return invalid('There are no rows below the header.')
  const problems: ImportProblem[] = []
  const rows: ImportRow[] = []
  for (const { cells, row } of filled) {
    const cell = (column: ImportColumn) => unescapeFormula((cells[columns.indexOf(column)] ?? '').trim())
    if (cells.length > columns.length && cells.slice(columns.length).some((one) => one.trim() !== '')) {
      problems.push({
        row,
        column: 'vpc',
        reason: `This row has ${cells.length} cells, the header ${columns.length}: a comma too many, or a quote missing.`,
      })
      continue
    }
    const long = IMPORT_COLUMNS.find((column) => cell(column).length > CELL_LENGTH_MAX)
    if (long) {
      problems.push({ row, column: long, reason: `A cell has at most ${CELL_LENGTH_MAX} characters.` })
      continue
    }
    rows.push({
      row,
      vpc: cell('vpc'),
      subnet: cell('subnet'),
      host: cell('host'),
      guest: cell('guest'),
      nic: cell('nic'),
      mac: cell('mac'),
      kind: cell('kind'),
      address: cell('address'),
      havip: cell('havip'),
    })
  }
  return ok({ rows, problems })
}

/** Spreadsheets run cells that begin like a formula; an apostrophe in front keeps them text (OWASP, CSV injection). */
export const escapeFormula = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)
const unescapeFormula = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell)

export const formatCsv = (rows: readonly (readonly string[])[]): string =>
  Papa.unparse(
    rows.map((row) => row.map(escapeFormula)),
    { newline: '\r\n' },
  )

const invalid = (reason: string): Result<never, AppError> => err({ kind: 'invalid', field: 'text', reason })
