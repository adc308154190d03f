import { BITS, parseIp } from '../../../../ip/ip'
import { netmaskLength } from '../../../../ip/prefix'
import type { JsonNode } from '../../../../text/json-tree'
import type { Line } from '../../../../text/lines'
import { LineLog, type Link, type Reading } from '../../../capture'
import { JsonEvidence } from '../../json-evidence'
import { LinkList } from '../link-list'
import {
  isOsqueryHead,
  jsonRowsOf,
  type OsqueryRow,
  readJsonRow,
  readSeparatedRows,
  separatorOf,
  tableCells,
} from './osquery-rows'

export const isOsqueryJson = (values: readonly JsonNode[]): boolean =>
  jsonRowsOf(values).some(
    ({ members }) => isOsqueryHead([...members.keys()]) && members.get('interface')?.kind === 'string',
  )

/** Whether the lines are a table (or CSV) that osqueryi printed. */
export const isOsqueryText = (lines: readonly Line[]): boolean => {
  const first = lines.find((line) => line.text.trim() !== '' && !/^\s*\+[-+]+\+\s*$/.test(line.text))
  const cells = first && first.text.length < 2000 ? tableCells(first)?.map((cell) => cell.text) : null
  return cells ? isOsqueryHead(cells) : first !== undefined && first.text.length < 2000 && separatorOf([first]) !== ''
}

/**
 * osquery's tables interface_addresses and interface_details, alone, joined, or one after the other; as JSON, CSV or:
 *
 *     +-----------+--------------+---------------+-------------------+
 *     | interface | address      | mask          | mac               |
 *     +-----------+--------------+---------------+-------------------+
 *     | eth0      | 172.17.20.29 | 255.255.240.0 | 00:16:3e:0a:5c:f1 |
 *
 * A labelled address comes under its label: getifaddrs(3) names it so. What the query left out is not known, so it is
 * complete for nothing. Source: specs/interface_addresses.table and interface_details.table of osquery.
 */
export function parseOsquery(lines: readonly Line[]): Reading<Link[]> {
  if (/^\s*[[{]/.test(lines.find((line) => line.text.trim() !== '')?.text ?? '')) {
    const evidence = new JsonEvidence(lines)
    const rows = jsonRowsOf(evidence.values).map((object) => ({
      row: readJsonRow(object, evidence),
      span: object.span,
    }))
    const links = readRows(
      rows.map(({ row }) => row),
      (i, reason) => reason && evidence.report(rows[i]?.span ?? { start: 0, end: 0 }, reason),
    )
    return evidence.reading(links)
  }
  const log = new LineLog()
  const rows = isTable(lines) ? readTable(lines, log) : readSeparatedRows(lines)
  const links = readRows(
    rows.map(({ row }) => row),
    (i, reason) => {
      const line = rows[i]?.line
      if (line && reason) log.unread(line, reason)
      else if (line) log.fact(line, 'claim')
    },
  )
  for (const line of lines) log.known(line, 'table')
  return log.reading(links)
}

const isTable = (lines: readonly Line[]): boolean => lines.some((line) => /^\s*\+-[-+]*\+\s*$/.test(line.text))

/** Rows of the tables in a text; the row that names columns begins one. */
function readTable(lines: readonly Line[], log: LineLog): { line: Line; row: OsqueryRow }[] {
  let heads: readonly string[] = []
  return lines.flatMap((line) => {
    const cells = tableCells(line)
    if (!cells) {
      if (line.text.trim() !== '' && !/^\s*\+[-+]*\+\s*$/.test(line.text)) log.unread(line)
      return []
    }
    if (isOsqueryHead(cells.map((cell) => cell.text))) {
      heads = cells.map((cell) => cell.text)
      return []
    }
    return [{ line, row: new Map(cells.map((cell, i) => [heads[i] ?? '', cell] as const)) }]
  })
}

/** Links of rows; `note` is told of each row what was wrong with it, or null. */
function readRows(rows: readonly OsqueryRow[], note: (index: number, reason: string | null) => void): Link[] {
  const links = new LinkList()
  // On Windows the interface is a number, and its connection has a name beside it.
  const nameOf = (row: OsqueryRow) => row.get('friendly_name')?.text || row.get('interface')?.text
  const names = new Set(rows.map(nameOf))
  for (const [i, row] of rows.entries()) note(i, readRow(row))
  return links.build({ ipv4: false, ipv6: false })

  function readRow(row: OsqueryRow): string | null {
    const name = nameOf(row)
    if (!name) return 'this row names no interface'
    const base = name.slice(0, Math.max(0, name.lastIndexOf(':')))
    const label = base !== '' && names.has(base) ? name : null
    const link = links.open(label === null ? name : base)
    const mac = row.get('mac')
    if (mac) link.readMac(mac.text, mac.span)
    const flags = Number(row.get('flags')?.text || Number.NaN)
    if (Number.isInteger(flags)) link.markUp((flags & 1) === 1) // IFF_UP
    const address = row.get('address')
    if (!address || address.text === '') return null
    const ip = parseIp(address.text)
    if (!ip) return `${address.text} is no address`
    const mask = row.get('mask')?.text ?? ''
    const prefixLength = /^\d{1,3}$/.test(mask) && Number(mask) <= BITS[ip.family] ? Number(mask) : netmaskLength(mask)
    link.mergeAddress(address.text, address.span, { prefixLength, label })
    return null
  }
}
