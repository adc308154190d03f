import { readCsvRows } from '../../../../text/csv-rows'
import { JoinedLines } from '../../../../text/joined-lines'
import type { JsonNode, JsonObject } from '../../../../text/json-tree'
import { type Line, spanOf } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import { asObject, type JsonEvidence, memberOf, objectsIn, textOf } from '../../json-evidence'

/** A row of an osquery answer by its columns, each value with its place. */
export type OsqueryRow = ReadonlyMap<string, { readonly text: string; readonly span: Span }>

/**
 * Whether columns are those of interface_addresses or interface_details. arp_cache, too, has an interface, an address
 * and a MAC, which is somebody else's: without a column that only ours have, the three say nothing.
 */
export function isOsqueryHead(columns: readonly string[]): boolean {
  const has = (...names: readonly string[]) => names.some((name) => columns.includes(name))
  if (!has('interface') || has('permanent')) return false
  if (has('address') && has('mac'))
    return has('mask', 'broadcast', 'point_to_point', 'type', 'mtu', 'flags', 'friendly_name')
  return has('address', 'mac')
}

/** Rows of JSON answers: arrays of them, and what osqueryd logs: the `columns` of a change, a `snapshot`. */
export function jsonRowsOf(values: readonly JsonNode[]): JsonObject[] {
  return values.flatMap((value) => {
    const object = asObject(value)
    if (!object) return objectsIn([value])
    if (textOf(memberOf(object, 'action')) === 'removed') return []
    const columns = asObject(memberOf(object, 'columns'))
    const list = memberOf(object, 'snapshot', 'data', 'rows')
    return columns ? [columns] : list?.kind === 'array' ? objectsIn([list]) : []
  })
}

export function readJsonRow(object: JsonObject, evidence: JsonEvidence): OsqueryRow {
  return new Map(
    [...object.members].flatMap(([key, node]) => {
      const text = textOf(node)
      return text === null ? [] : [[key, { text, span: evidence.place(node) }] as const]
    }),
  )
}

/** Rows of `osqueryi --csv` (or with another separator), whose first line names the columns. */
export function readSeparatedRows(lines: readonly Line[]): { line: Line; row: OsqueryRow }[] {
  const joined = new JoinedLines(lines)
  const delimiter = separatorOf(lines)
  const rows = readCsvRows(joined.text, 0, joined.text.length, delimiter)
  const heads = rows[0]?.cells.map((cell) => cell.text.trim()) ?? []
  return rows.slice(1).flatMap(({ cells, span }) => {
    const line = joined.lineAt(span.start)
    const row = new Map(
      cells.map(
        (cell, i) =>
          [heads[i] ?? '', { text: cell.text.trim(), span: joined.spanOf(cell.span.start, cell.span.end) }] as const,
      ),
    )
    return line ? [{ line, row }] : []
  })
}

export function separatorOf(lines: readonly Line[]): string {
  const head = lines.find((line) => line.text.trim() !== '')?.text ?? ''
  return (
    ['|', ',', ';', '\t'].find((one) =>
      isOsqueryHead(head.split(one).map((cell) => cell.replaceAll('"', '').trim())),
    ) ?? ''
  )
}

/** The cells of a line of `osqueryi`'s table, `| eth0 | 172.17.20.29 |`, with the columns where they stand. */
export function tableCells(line: Line): { text: string; span: Span }[] | null {
  const text = line.text.trimEnd()
  const first = text.indexOf('|')
  if (first < 0 || text.slice(0, first).trim() !== '' || !text.endsWith('|')) return null
  const cells: { text: string; span: Span }[] = []
  for (let from = first + 1; from < text.length; ) {
    const to = text.indexOf('|', from)
    if (to < 0) break
    const cell = text.slice(from, to)
    const bare = cell.trim()
    cells.push({ text: bare, span: spanOf(line, from + cell.length - cell.trimStart().length, bare.length) })
    from = to + 1
  }
  return cells
}
