import type { Mark } from '../../../guest/capture'
import type { Problem, Span } from '../../../text/span'
import type { OvsdbAtom, OvsdbValue } from './ovsdb-value'

/** A row of a table of an OVSDB database by the names of its columns; columns that were not printed are missing. */
export type OvsdbRow = { readonly columns: ReadonlyMap<string, OvsdbValue>; readonly span: Span }

/** Rows that were printed together. `name` where the print names the table, as ovsdb-client dump does. */
export type OvsdbTable = { readonly name: string | null; readonly rows: readonly OvsdbRow[] }

export type OvsdbPrint = {
  readonly tables: readonly OvsdbTable[]
  readonly problems: readonly Problem[]
  readonly marks: readonly Mark[]
}

/** The only atom of a column; null when it is absent or empty, and for the empty text. */
export function scalarOf(row: OvsdbRow, column: string): string | null {
  return row.columns.get(column)?.atoms[0]?.text || null
}

export const atomsOf = (row: OvsdbRow, column: string): readonly OvsdbAtom[] => row.columns.get(column)?.atoms ?? []

/** A value of a map column (`external_ids:iface-id`); `--data=bare` prints a map as words `key=value`. */
export function keyOf(row: OvsdbRow, column: string, key: string): string | null {
  const value = row.columns.get(column)
  if (!value) return null
  if (value.isMap) return value.pairs.get(key)?.text || null
  const word = value.atoms[0]?.text.split(' ').find((one) => one.startsWith(`${key}=`))
  return word?.slice(key.length + 1) || null
}

export function numberOf(text: string | null): number | null {
  return text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : null
}
