import type { Field } from './field-table'
import type { Flow } from './flow-layout'

/**
 * Nearly every value that rules and packets name is exact and has at most 48 bits: a port, a MAC, an IPv4 address, a
 * number. Those are read here as plain numbers, without cutting the text up; all others by parseFieldValue.
 */
const SMALL_MAX = 2 ** 48 - 1
export const NOT_SMALL = -1

/** The value written from `start` to `end`, or NOT_SMALL: then it is long, masked, named or wrong. */
export function readSmallValue(field: Field, text: string, start: number, end: number): number {
  switch (field.format) {
    case 'decimal':
      return field.name === 'nw_tos' ? NOT_SMALL : readNumber(text, start, end, maxOf(field.bits))
    case 'hex':
      return readNumber(text, start, end, maxOf(field.bits))
    case 'port':
      return readNumber(text, start, end, 0xffff)
    case 'mac':
      return readMac(text, start, end)
    case 'ipv4':
      return readIpv4(text, start, end)
    default:
      return NOT_SMALL
  }
}

const maxOf = (bits: number): number => (bits >= 48 ? SMALL_MAX : 2 ** bits - 1)

/** Sets a whole field to a value read above, in a flow that has no notes. */
export function setSmallValue(flow: Flow, { place, bits }: Field, value: number): void {
  const { word, words, shift } = place
  if (words === 1) {
    const ones = bits === 32 ? 0xffffffff : (2 ** bits - 1) << shift
    flow[word] = ((flow[word] as number) & ~ones) | (value << shift)
    return
  }
  const last = word + words - 1
  flow.fill(0, word, last - 1)
  flow[last - 1] = Math.floor(value / 2 ** 32)
  flow[last] = value % 2 ** 32
}

/** Sets all bits of such a field. */
export function setWholeMask(flow: Flow, { place, bits }: Field): void {
  const { word, words, shift } = place
  if (words === 1) {
    flow[word] = (flow[word] as number) | (bits === 32 ? 0xffffffff : (2 ** bits - 1) << shift)
    return
  }
  for (let i = 0; i < words; i++) {
    const left = bits - 32 * (words - 1 - i)
    flow[word + i] = left >= 32 ? 0xffffffff : (flow[word + i] as number) | (2 ** left - 1)
  }
}

const ZERO = 48
const DOT = 46
const COLON = 58
const X = 120

function readNumber(text: string, start: number, end: number, max: number): number {
  if (end <= start) return NOT_SMALL
  const isHex = text.charCodeAt(start) === ZERO && (text.charCodeAt(start + 1) | 0x20) === X && end > start + 2
  const radix = isHex ? 16 : 10
  let value = 0
  for (let i = isHex ? start + 2 : start; i < end; i++) {
    const digit = digitOf(text.charCodeAt(i))
    if (digit < 0 || digit >= radix) return NOT_SMALL
    value = value * radix + digit
    if (value > max) return NOT_SMALL
  }
  return value
}

/** Six octets of one or two hexadecimal digits between colons. */
function readMac(text: string, start: number, end: number): number {
  let value = 0
  let octet = 0
  let digits = 0
  let octets = 1
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === COLON) {
      if (digits === 0 || ++octets > 6) return NOT_SMALL
      value = value * 256 + octet
      octet = 0
      digits = 0
      continue
    }
    const digit = digitOf(code)
    if (digit < 0 || ++digits > 2) return NOT_SMALL
    octet = octet * 16 + digit
  }
  return octets === 6 && digits > 0 ? value * 256 + octet : NOT_SMALL
}

/** A dotted quad without leading zeros. */
function readIpv4(text: string, start: number, end: number): number {
  let value = 0
  let octet = 0
  let digits = 0
  let dots = 0
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === DOT) {
      if (digits === 0 || ++dots > 3) return NOT_SMALL
      value = value * 256 + octet
      octet = 0
      digits = 0
      continue
    }
    const digit = code - ZERO
    if (digit < 0 || digit > 9 || (digits > 0 && octet === 0)) return NOT_SMALL
    octet = octet * 10 + digit
    if (++digits > 3 || octet > 255) return NOT_SMALL
  }
  return dots === 3 && digits > 0 ? value * 256 + octet : NOT_SMALL
}

/** Of a hexadecimal digit; -1: none. */
export function digitOf(code: number): number {
  if (code >= ZERO && code <= 57) return code - ZERO
  const lower = code | 0x20
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
