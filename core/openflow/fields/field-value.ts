import { formatIp, parseIp } from '../../ip/ip'
import type { Field, FieldFormat } from './field-table'
import { formatFlags, maskedFlags, parseFlags } from './flag-names'
import { formatPort, NO_NAMES, type PortNames, parsePort } from './port-names'

export type FieldValue = { readonly value: bigint; readonly mask: bigint }

export const allOnes = (bits: number): bigint => (1n << BigInt(bits)) - 1n

const INTEGER = /^(0x[0-9a-f]+|\d+)$/i
export const parseInteger = (text: string): bigint | null => (INTEGER.test(text) ? BigInt(text) : null)

const FRAGMENTS: ReadonlyMap<string, FieldValue> = new Map(
  Object.entries({
    no: { value: 0n, mask: 3n },
    yes: { value: 1n, mask: 1n },
    first: { value: 1n, mask: 3n },
    later: { value: 3n, mask: 3n },
    not_later: { value: 0n, mask: 2n },
  }),
)

/** nw_tos stands for the DSCP bits of its octet only; the others are nw_ecn. */
const DSCP = 0xfcn
const fullMask = (field: Field): bigint => (field.name === 'nw_tos' ? DSCP : allOnes(field.bits))

/** Reads the value of a field, with the mask after its slash if it has one; null when it is none of the field. */
export function parseFieldValue(field: Field, text: string, names: PortNames = NO_NAMES): FieldValue | null {
  const full = fullMask(field)
  switch (field.format) {
    case 'port': {
      const port = parsePort(text, names)
      return port === null ? null : { value: BigInt(port), mask: full }
    }
    case 'frag':
      return FRAGMENTS.get(text.toLowerCase()) ?? readMasked(field, text, full)
    case 'tunnel-flags':
    case 'tcp-flags':
    case 'ct-state':
      return parseFlags(field.format, text) ?? null
    case 'packet-type':
      return parsePacketType(text)
    default:
      return readMasked(field, text, full)
  }
}

function readMasked(field: Field, text: string, full: bigint): FieldValue | null {
  const slash = text.indexOf('/')
  const value = parseSingle(field.format, slash < 0 ? text : text.slice(0, slash))
  const mask = slash < 0 ? full : parseMask(field, text.slice(slash + 1))
  return value === null || mask === null || value > full || mask > full ? null : { value: value & mask, mask }
}

function parseSingle(format: FieldFormat, text: string): bigint | null {
  if (format === 'mac') return parseMac(text) ?? parseInteger(text)
  if (format === 'ipv4' || format === 'ipv6') {
    const ip = parseIp(text)
    if (ip) return ip.family === format ? ip.bits : null
  }
  return parseInteger(text)
}

const COLON = 58
const MAC_OCTETS = 6

/** Six octets of one or two hexadecimal digits between colons. */
function parseMac(text: string): bigint | null {
  let value = 0
  let octet = 0
  let digits = 0
  let octets = 1
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === COLON) {
      if (digits === 0 || ++octets > MAC_OCTETS) return null
      value = value * 256 + octet
      octet = 0
      digits = 0
      continue
    }
    const digit = hexDigit(code)
    if (digit < 0 || ++digits > 2) return null
    octet = octet * 16 + digit
  }
  return octets === MAC_OCTETS && digits > 0 ? BigInt(value * 256 + octet) : null
}

/** -1: none. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 0x20
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

function parseMask(field: Field, text: string): bigint | null {
  if ((field.format === 'ipv4' || field.format === 'ipv6') && /^\d{1,3}$/.test(text)) {
    const length = Number(text)
    return length > field.bits ? null : allOnes(field.bits) ^ allOnes(field.bits - length)
  }
  return parseSingle(field.format, text)
}

function parsePacketType(text: string): FieldValue | null {
  const parts = /^\((0x[0-9a-f]+|\d+),(0x[0-9a-f]+|\d+)\)$/i.exec(text)
  if (parts) return { value: (BigInt(parts[1] ?? 0) << 16n) | BigInt(parts[2] ?? 0), mask: 0xffffffffn }
  const number = parseInteger(text)
  return number === null ? null : { value: number, mask: 0xffffffffn }
}

const hex = (value: bigint): string => (value === 0n ? '0' : `0x${value.toString(16)}`)
const OCTETS: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
const octet = (value: number): string => OCTETS[value & 255] as string

/** A MAC from its upper 16 and lower 32 bits. */
export const formatMacWords = (high: number, low: number): string =>
  `${octet(high >>> 8)}:${octet(high)}:${octet(low >>> 24)}:${octet(low >>> 16)}:${octet(low >>> 8)}:${octet(low)}`
const mac = (value: bigint): string => formatMacWords(Number(value >> 32n), Number(value & 0xffffffffn))

export const formatMac = mac
export const formatIpBits = (format: 'ipv4' | 'ipv6', bits: bigint): string => {
  // inet_ntop writes the addresses ::/96 in dotted form, as RFC 5952 does only for mapped ones.
  if (format === 'ipv6' && bits >> 32n === 0n && bits > 0xffffn) return `::${formatIp({ family: 'ipv4', bits })}`
  return formatIp({ family: format, bits })
}

/** A prefix length, when the mask is one. */
export function prefixLengthOf(bits: number, mask: bigint): number | null {
  const zeros = allOnes(bits) ^ mask
  if ((zeros & (zeros + 1n)) !== 0n) return null
  return bits - zeros.toString(2).replace(/^0$/, '').length
}

/** An address with its mask, as /n where the mask is a prefix. */
export function formatIpMasked(format: 'ipv4' | 'ipv6', value: bigint, mask: bigint): string {
  const bits = format === 'ipv4' ? 32 : 128
  if (mask === allOnes(bits)) return formatIpBits(format, value)
  const length = prefixLengthOf(bits, mask)
  return `${formatIpBits(format, value)}/${length ?? formatIpBits(format, mask)}`
}

/** Writes a value as `set_field` and `--typed` do; the mask only where it is not all ones. */
export function formatFieldValue(field: Field, value: bigint, mask = allOnes(field.bits)): string {
  const full = allOnes(field.bits)
  switch (field.format) {
    case 'mac':
      return mask === full ? mac(value) : `${mac(value)}/${mac(mask)}`
    case 'ipv4':
    case 'ipv6':
      return formatIpMasked(field.format, value, mask)
    case 'port':
      return formatPort(Number(value))
    case 'frag': {
      const name = [...FRAGMENTS].find(([, one]) => one.mask === mask && one.value === value)?.[0]
      return name ?? `${hex(value)}/${hex(mask)}`
    }
    case 'tunnel-flags':
    case 'tcp-flags':
    case 'ct-state':
      return mask === full || (field.format === 'ct-state' && mask === 0xffn)
        ? formatFlags(field.format, value, '|')
        : maskedFlags(field.format, value, mask)
    case 'packet-type':
      return `(${value >> 16n},${hex(value & 0xffffn)})`
    case 'decimal':
      return mask === full ? value.toString() : `${value}/${hex(mask)}`
    default:
      return mask === full ? hex(value) : `${hex(value)}/${hex(mask)}`
  }
}
