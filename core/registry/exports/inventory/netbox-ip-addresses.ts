import type { Mark } from '../../../guest/capture'
import { formatIp, parseIp } from '../../../ip/ip'
import { parsePrefix } from '../../../ip/prefix'
import { type CsvRow, readCsvRows } from '../../../text/csv-rows'
import type { JsonObject } from '../../../text/json-tree'
import { positionOf } from '../../../text/lines'
import { asArray, asObject, ExportFields, has, member } from '../export-fields'
import type { ExportDocument, ExportFormat } from '../export-format'
import { type DocumentedAddress, NOTHING_EXPORTED } from '../exported-port'

/**
 * IP addresses of NetBox: the answer of /api/ipam/ip-addresses/, and its CSV exports (of the table, and of all data). It
 * is documentation: what somebody wrote down, neither configured nor registered.
 *
 *   {"count": 1, "results": [{"id": 7, "address": "172.17.20.39/20", "status": {"value": "active"}, "role": {"value": "vip"}, …}]}
 *   address,vrf,tenant,status,role,device,virtual_machine,interface,is_primary,dns_name,description
 */
export const netboxIpAddresses: ExportFormat = {
  name: 'netbox-ip-addresses',
  recognises: (document) => {
    if (document.json.length > 0)
      return listResults(document).slice(0, 20).some(isDocumented) || isEmptyAnswer(document)
    const [heading] = headingOf(document)
    return heading !== undefined
  },
  read: (document) => {
    const fields = new ExportFields(document)
    const isJson = document.json.length > 0
    const documented = isJson
      ? listResults(document).flatMap((one) => readResult(fields, one))
      : readTable(fields, document)
    return {
      value: documented.map(({ span: _, ...one }) => one),
      exported: { ...NOTHING_EXPORTED, documented },
      problems: fields.problems,
      marks: isJson ? [] : marksOf(document, fields),
    }
  },
}

const isDocumented = (one: JsonObject): boolean => {
  const address = member(one, 'address')
  return (
    address?.kind === 'string' &&
    parsePrefix(address.value) !== null &&
    (has(one, 'vrf') || has(one, 'dns_name') || has(one, 'nat_inside'))
  )
}

/** Every line of a CSV export is its heading, a row, or a row with a problem. */
function marksOf({ lines }: ExportDocument, { problems }: ExportFields): Mark[] {
  const wrong = new Set(problems.map((problem) => positionOf(lines, problem.span.start).line))
  return lines.flatMap(({ text, number }, index): Mark[] => {
    if (text.trim() === '') return []
    const kind = index === 0 ? 'known' : wrong.has(number) ? 'unread' : 'fact'
    return [{ line: number, kind, note: kind === 'known' ? 'heading' : kind === 'fact' ? 'row' : 'no address' }]
  })
}

/** `{"count": 0, …, "results": []}` is what every list of NetBox answers when it is empty; only its address tells which. */
const isEmptyAnswer = (document: ExportDocument): boolean => {
  const root = asObject(document.json[0])
  const results = member(root, 'results')
  return has(root, 'count', 'next', 'previous') && results?.kind === 'array' && results.items.length === 0
}

function listResults(document: ExportDocument): JsonObject[] {
  return document.json.flatMap((root) => {
    const list = asArray(root) ?? asArray(member(asObject(root), 'results'))
    if (list) return list.items.flatMap((item) => (item.kind === 'object' ? [item] : []))
    return root.kind === 'object' && isDocumented(root) ? [root] : []
  })
}

/** A choice is `{"value": "active", "label": "Active"}`; before NetBox 2.7 it was a number with a label. */
function choiceOf(fields: ExportFields, one: JsonObject, key: string): string | null {
  const node = member(one, key)
  if (!node) return null
  if (node.kind !== 'object') return fields.textOf(node)
  const value = member(node, 'value')
  return value?.kind === 'string'
    ? value.value
    : (fields.text(node, ['label', 'display', 'name'])?.toLowerCase() ?? null)
}

const nameOf = (fields: ExportFields, one: JsonObject | null, key: string): string | null => {
  const node = member(one, key)
  return node?.kind === 'object' ? fields.text(node, ['name', 'display', 'display_name']) : node && fields.textOf(node)
}

function readResult(fields: ExportFields, one: JsonObject): DocumentedAddress[] {
  const held = fields.address(one, 'address')
  if (!held) return []
  const object = asObject(member(one, ['assigned_object', 'interface']))
  const inside = asObject(member(one, 'nat_inside'))
  const address = inside ? fields.address(inside, 'address') : null
  return [
    {
      id: fields.text(one, 'id'),
      family: held.family,
      address: held.address,
      prefixLength: held.prefixLength,
      vrf: nameOf(fields, one, 'vrf'),
      status: choiceOf(fields, one, 'status'),
      role: choiceOf(fields, one, 'role'),
      dnsName: fields.text(one, 'dns_name'),
      description: fields.text(one, 'description'),
      assigned: object && {
        device: nameOf(fields, object, 'device'),
        virtualMachine: nameOf(fields, object, 'virtual_machine'),
        interface: nameOf(fields, object, 'name'),
      },
      natInside: address?.address ?? null,
      span: held.span,
    },
  ]
}

/** Columns by the names that NetBox gives them in its two exports, in lower case without spaces and signs. */
const COLUMNS: Readonly<Record<string, string>> = {
  id: 'id',
  address: 'address',
  ipaddress: 'address',
  vrf: 'vrf',
  status: 'status',
  role: 'role',
  dnsname: 'dnsName',
  description: 'description',
  device: 'device',
  virtualmachine: 'virtualMachine',
  interface: 'interface',
  natinside: 'natInside',
  nat: 'natInside',
}
const TELLING = ['vrf', 'dnsName', 'device', 'virtualMachine', 'natInside']

/** The heading row of a CSV export with what each of its columns is, and the rows below it. */
function headingOf({ text, lines }: ExportDocument): [string[], string] | [] {
  const first = lines.find((line) => line.text.trim() !== '')?.text ?? ''
  const delimiter = first.split(';').length > first.split(',').length ? ';' : ','
  const [row] = readCsvRows(text, 0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'), delimiter)
  const names = (row?.cells ?? []).map((cell) => COLUMNS[cell.text.replace(/[^A-Za-z]/g, '').toLowerCase()] ?? '')
  return names.includes('address') && TELLING.some((name) => names.includes(name)) ? [names, delimiter] : []
}

function readTable(fields: ExportFields, document: ExportDocument): DocumentedAddress[] {
  const [names, delimiter] = headingOf(document)
  if (!names) return []
  const rows = readCsvRows(document.text, 0, document.text.length, delimiter)
  return rows.slice(1).flatMap((row) => readRow(fields, names, row))
}

function readRow(fields: ExportFields, names: readonly string[], row: CsvRow): DocumentedAddress[] {
  const cellOf = (name: string) => row.cells[names.indexOf(name)]
  const textOf = (name: string) => cellOf(name)?.text.trim().replace(/^—$/, '') || null
  const cell = cellOf('address')
  if (!cell || cell.text.trim() === '') {
    fields.report(row.span, 'a row without an address')
    return []
  }
  const held = fields.addressAt(cell.text, cell.span)
  if (!held) return []
  const assigned = {
    device: textOf('device'),
    virtualMachine: textOf('virtualMachine'),
    interface: textOf('interface'),
  }
  const inside = parseIp((textOf('natInside') ?? '').split('/')[0] ?? '')
  return [
    {
      id: textOf('id'),
      family: held.family,
      address: held.address,
      prefixLength: held.prefixLength,
      vrf: textOf('vrf'),
      status: textOf('status')?.toLowerCase() ?? null,
      role: textOf('role')?.toLowerCase() ?? null,
      dnsName: textOf('dnsName'),
      description: textOf('description'),
      assigned: Object.values(assigned).some((one) => one !== null) ? assigned : null,
      natInside: inside ? formatIp(inside) : null,
      span: held.span,
    },
  ]
}
