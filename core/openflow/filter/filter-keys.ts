import { parseIp } from '../../ip/ip'
import { FIELDS, type Field, findField } from '../fields/field-table'
import { parseFieldValue, parseInteger } from '../fields/field-value'
import type { Operator } from './filter'

/** What a filter may ask of a rule: what the dump says of it, what it touches anywhere, and every field of ovs-fields(7). */
export type FilterKey = {
  readonly name: string
  readonly kind: 'number' | 'table' | 'cookie' | 'text' | 'port' | 'mac' | 'ip' | 'field'
  readonly hint: string
  readonly field: Field | null
}

const of = (name: string, kind: FilterKey['kind'], hint: string): FilterKey => ({ name, kind, hint, field: null })

const OWN: readonly FilterKey[] = [
  of('table', 'table', 'number or name of the table'),
  of('priority', 'number', 'higher is tried first'),
  of('cookie', 'cookie', '0x…, with /mask for some of its bits'),
  of('packets', 'number', 'packets the rule has counted'),
  of('bytes', 'number', 'bytes the rule has counted'),
  of('line', 'number', 'line in the dump'),
  of('match', 'text', 'what the rule asks for, as printed'),
  of('actions', 'text', 'what the rule does, as printed'),
  of('to', 'table', 'a table the rule hands the packet to'),
  of('port', 'port', 'enters by or leaves by this port'),
  of('mac', 'mac', 'names this MAC anywhere'),
  of('ip', 'ip', 'names an address in this prefix anywhere; ~ for “would admit it”'),
]
const ALIASES: Readonly<Record<string, string>> = {
  n_packets: 'packets',
  n_bytes: 'bytes',
  action: 'actions',
  table_id: 'table',
  goto: 'to',
}
const OWN_BY_NAME = new Map(OWN.map((key) => [key.name, key]))

/** Dumps print fields of several protocols under one name, and under others than ovs-fields(7) lists first. */
const FAMILIES: readonly (readonly string[])[] = [
  ['tcp_src', 'udp_src', 'sctp_src'],
  ['tcp_dst', 'udp_dst', 'sctp_dst'],
  ['icmp_type', 'icmpv6_type'],
  ['icmp_code', 'icmpv6_code'],
  ['dl_vlan_pcp', 'vlan_pcp'],
  ['in_port', 'in_port_oxm'],
]

const FORMATS: Readonly<Record<Field['format'], string>> = {
  decimal: 'a number',
  hex: 'a number, 0x…',
  mac: 'a MAC',
  ipv4: 'an IPv4 address or prefix',
  ipv6: 'an IPv6 address or prefix',
  port: 'a port, by number or name',
  'tunnel-flags': 'flags, +a-b',
  'tcp-flags': 'flags, +syn-ack',
  'ct-state': 'flags, +trk-new',
  frag: 'no, yes, first, later or not_later',
  'packet-type': '(namespace,type)',
}

/** The key of a name in any spelling; null when a rule has no such thing. */
export function findKey(name: string): FilterKey | null {
  const lower = name.toLowerCase()
  const own = OWN_BY_NAME.get(ALIASES[lower] ?? lower)
  if (own) return own
  const field = findField(lower)
  return field && { name: lower, kind: 'field', hint: FORMATS[field.format], field }
}

/** Names under which a rule may ask for a field, lower case. */
export function spellingsOf(field: Field): string[] {
  const family = FAMILIES.find((names) => names.includes(field.name)) ?? [field.name]
  return FIELDS.filter((one) => family.includes(one.name)).flatMap((one) =>
    [one.name, ...one.names].map((name) => name.toLowerCase()),
  )
}

/** Every key with its hint, the dump's own first; fields by the name that dumps print. */
export const FILTER_KEYS: readonly FilterKey[] = [
  ...OWN,
  ...FIELDS.map((field): FilterKey => {
    const printed = field.names.find((name) => /^(dl|nw|tp)_/.test(name)) ?? field.name
    return { name: printed, kind: 'field', hint: FORMATS[field.format], field }
  }),
]

const ORDERED = new Set<Operator>(['<', '<=', '>', '>='])

/** Why a key cannot be asked this; null when it can. `isValue`: what is wrong is the value, not the operator. */
export function findFault(
  key: FilterKey,
  operator: Operator,
  value: string,
): { readonly isValue: boolean; readonly reason: string } | null {
  if (ORDERED.has(operator) && !isOrdered(key))
    return {
      isValue: false,
      reason: `${key.name} has no order: ask with = != ~ or !~${isAddress(key) ? ', and a prefix for a range' : ''}.`,
    }
  if (value === '') return { isValue: true, reason: `A value is missing after ${key.name}${operator}.` }
  if (operator === '~' || operator === '!~') return null
  return isReadable(key, value, ORDERED.has(operator))
    ? null
    : { isValue: true, reason: `“${value}” is not ${wanted(key)}.` }
}

const isAddress = (key: FilterKey): boolean =>
  key.kind === 'ip' || key.field?.format === 'ipv4' || key.field?.format === 'ipv6'

const isOrdered = ({ kind, field }: FilterKey): boolean =>
  kind === 'number' || kind === 'table' || (field !== null && ['decimal', 'hex', 'port'].includes(field.format))

function isReadable(key: FilterKey, value: string, mustBeNumber: boolean): boolean {
  switch (key.kind) {
    case 'number':
      return /^\d+$/.test(value)
    case 'table':
      return mustBeNumber ? /^\d+$/.test(value) : true
    case 'cookie':
      return value.split('/').length <= 2 && value.split('/').every((part) => parseInteger(part) !== null)
    case 'mac':
      return /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(value)
    case 'ip':
      return readPrefix(value) !== null
    case 'field': {
      const { field } = key
      if (field === null) return false
      if (field.format === 'port') return !mustBeNumber || /^\d+$/.test(value)
      return parseFieldValue(field, value) !== null && !(mustBeNumber && value.includes('/'))
    }
    default:
      return true
  }
}

const wanted = ({ kind, field }: FilterKey): string =>
  kind === 'number' || kind === 'table'
    ? 'a number'
    : kind === 'cookie'
      ? 'a cookie such as 0xdead or 0x100/0xff00'
      : kind === 'mac'
        ? 'a MAC'
        : kind === 'ip'
          ? 'an address or prefix'
          : field
            ? FORMATS[field.format]
            : 'a value'

/** An address with the mask of its prefix; without a length the address alone. */
export function readPrefix(
  text: string,
): { readonly family: 'ipv4' | 'ipv6'; readonly value: bigint; readonly mask: bigint } | null {
  const ip = parseIp(text.split('/', 1)[0] ?? '')
  if (!ip) return null
  const field = findField(ip.family === 'ipv4' ? 'nw_src' : 'ipv6_src')
  const read = field && parseFieldValue(field, text)
  return read ? { family: ip.family, ...read } : null
}
