import type { Mark } from '../../../guest/capture'
import { BITS, formatIp } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import { formatPrefix, parsePrefix } from '../../../ip/prefix'
import { type CsvCell, type CsvRow, readCsvRows } from '../../../text/csv-rows'
import { positionOf } from '../../../text/lines'
import type { Span } from '../../../text/span'
import { IMPORT_COLUMNS, type ImportColumn } from '../../validate-import'
import { plainPort } from '../cloud/plain-port'
import { ExportFields } from '../export-fields'
import type { ExportDocument, ExportFormat } from '../export-format'
import { type ExportedHaVip, type ExportedPort, NOTHING_EXPORTED } from '../exported-port'

const NEEDED: readonly ImportColumn[] = ['vpc', 'guest', 'nic', 'mac', 'address']

type Draft = {
  readonly vpc: string
  readonly guest: string
  readonly nic: string
  readonly span: Span
  mac: string | null
  host: string | null
  readonly subnets: Set<string>
  readonly addresses: ExportedPort['addresses'][number][]
  readonly pairs: ExportedPort['allowedPairs'][number][]
}

type HaVipDraft = ExportedHaVip & { readonly members: ExportedHaVip['members'][number][] }

/**
 * A registry of ours as its own CSV export writes it, a row for each address that an interface is allowed:
 *
 *   vpc,subnet,host,guest,nic,mac,kind,address,havip
 *   prod,172.17.16.0/20,hv-a,vmA,eth0,00:16:3e:0a:5c:f1,primary,172.17.20.29,
 *   prod,172.17.16.0/20,hv-a,vmA,eth0,00:16:3e:0a:5c:f1,havip,172.17.20.39,pg-vip
 *
 * What is in no row of an interface is not allowed there.
 */
export const rollcallCsv: ExportFormat = {
  name: 'rollcall-csv',
  recognises: (document) => columnsOf(document) !== null,
  read: (document) => {
    const fields = new ExportFields(document)
    const drafts = new Map<string, Draft>()
    const havips = new Map<string, HaVipDraft>()
    const columns = columnsOf(document) ?? []
    for (const row of readCsvRows(document.text).slice(1)) readRow(fields, columns, row, drafts, havips)
    const haVips = [...havips.values()]
    const ports = [...drafts.values()].map(toPort)
    const exported = { ...NOTHING_EXPORTED, ports, haVips }
    return { value: ports.map(plainPort), exported, problems: fields.problems, marks: marksOf(document, fields) }
  },
}

/** What each column of the first row is; null when it is no heading of ours. */
function columnsOf({ text, json }: ExportDocument): ImportColumn[] | null {
  if (json.length > 0) return null
  const end = text.indexOf('\n')
  const [row] = readCsvRows(text.slice(0, end < 0 ? text.length : end))
  const names = row?.cells.map((cell) => cell.text.replace('\uFEFF', '').trim().toLowerCase()) ?? []
  const columns = names.flatMap((name) => IMPORT_COLUMNS.find((column) => column === name) ?? [])
  return columns.length === names.length && NEEDED.every((column) => columns.includes(column)) ? columns : null
}

function readRow(
  fields: ExportFields,
  columns: readonly ImportColumn[],
  { cells, span }: CsvRow,
  drafts: Map<string, Draft>,
  havips: Map<string, HaVipDraft>,
): void {
  const cellOf = (column: ImportColumn): CsvCell | undefined => cells[columns.indexOf(column)]
  // A cell that a spreadsheet would take for a formula is written behind an apostrophe.
  const textOf = (column: ImportColumn) =>
    cellOf(column)
      ?.text.trim()
      .replace(/^'(?=[=+\-@])/, '') ?? ''
  const [vpc, guest, nic, host, subnet] = [
    textOf('vpc'),
    textOf('guest'),
    textOf('nic'),
    textOf('host'),
    textOf('subnet'),
  ]
  if (guest === '' || nic === '') return // a row of a subnet
  const key = JSON.stringify([vpc, guest, nic])
  const draft = drafts.get(key) ?? {
    ...{ vpc, guest, nic, span, mac: null, host: host || null, subnets: new Set<string>() },
    ...{ addresses: [], pairs: [] },
  }
  drafts.set(key, draft)
  if (subnet !== '') draft.subnets.add(subnet)
  const mac = textOf('mac')
  if (mac !== '') draft.mac ??= parseMac(mac) ?? fields.report(cellOf('mac')?.span ?? span, `${mac} is no MAC`)
  const address = textOf('address')
  if (address !== '')
    readAddress(fields, draft, textOf('kind'), address, textOf('havip'), cellOf('address') ?? { span }, havips)
}

function readAddress(
  fields: ExportFields,
  draft: Draft,
  kind: string,
  text: string,
  havip: string,
  { span }: { readonly span: Span },
  havips: Map<string, HaVipDraft>,
): void {
  if (kind === 'allowed-pair') {
    const prefix = parsePrefix(text)
    if (prefix) draft.pairs.push({ ip: plainPrefix(text), mac: null, span })
    else fields.report(span, `${text} is no address and no prefix`)
    return
  }
  const held = fields.addressAt(text, span)
  if (!held) return
  if (kind !== 'havip') {
    draft.addresses.push({ ...held, primary: kind === 'primary' })
    return
  }
  const key = JSON.stringify([draft.vpc, held.address])
  const known = havips.get(key) ?? haVipOf(draft, held.address, havip, span)
  havips.set(key, known)
  known.members.push({ ref: nameOf(draft), mac: draft.mac, span })
}

const nameOf = ({ guest, nic }: Draft): string => `${guest} ${nic}`

/** An address alone where the prefix is one. */
function plainPrefix(text: string): string {
  const prefix = parsePrefix(text)
  if (!prefix) return text
  return prefix.length === BITS[prefix.family] ? formatIp(prefix) : formatPrefix(prefix)
}

const haVipOf = ({ vpc, subnets }: Draft, address: string, name: string, span: Span): HaVipDraft => ({
  fabric: 'rollcall',
  id: null,
  name: name || null,
  address,
  status: null,
  master: null,
  associatedType: null,
  isGrant: true,
  members: [],
  publicIps: [],
  vswitch: [...subnets][0] ?? vpc,
  isPlanned: false,
  span,
})

function toPort(draft: Draft): ExportedPort {
  const { mac, addresses, pairs, span } = draft
  const allowed = [...addresses.map((one) => one.address), ...pairs.map((one) => one.ip)]
  return {
    fabric: 'rollcall',
    id: null,
    name: nameOf(draft),
    role: 'interface',
    mac,
    addresses,
    allowedPairs: pairs,
    portSecurityEnabled: null,
    sourceDestCheck: null,
    sourceCheck: 'on',
    admits: [
      {
        mac,
        ipv4: allowed.filter((one) => !one.includes(':')),
        ipv6: allowed.filter((one) => one.includes(':')),
        span,
      },
    ],
    network: draft.vpc || null,
    subnets: [...draft.subnets],
    host: draft.host,
    instance: draft.guest,
    publicIps: [],
    status: null,
    isPlanned: false,
    span,
  }
}

/** Every line is the heading, a row, or a row with a problem. */
function marksOf({ lines }: ExportDocument, { problems }: ExportFields): Mark[] {
  const wrong = new Set(problems.map((problem) => positionOf(lines, problem.span.start).line))
  return lines.flatMap(({ text, number }, index): Mark[] => {
    if (text.trim() === '') return []
    const kind = index === 0 ? 'known' : wrong.has(number) ? 'unread' : 'fact'
    return [{ line: number, kind, note: kind === 'known' ? 'heading' : kind === 'fact' ? 'row' : 'not understood' }]
  })
}
