import { BITS, formatIp, type Ip, type IpFamily, parseIp } from './ip'

/** A prefix is the set of addresses that share their first `length` bits; `bits` has every later bit zero. */
export type Prefix = { readonly family: IpFamily; readonly bits: bigint; readonly length: number }

const hostMask = (family: IpFamily, length: number): bigint => (1n << BigInt(BITS[family] - length)) - 1n

export function prefixOf(ip: Ip, length: number): Prefix {
  return { family: ip.family, bits: ip.bits & ~hostMask(ip.family, length), length }
}

/** `10.0.0.0/8`, `10.1.2.3` (a /32) or `fd00::/64`. Host bits are cleared. Null when it is none of them. */
export function parsePrefix(text: string): Prefix | null {
  const slash = text.indexOf('/')
  const ip = parseIp(slash < 0 ? text : text.slice(0, slash))
  if (!ip) return null
  if (slash < 0) return prefixOf(ip, BITS[ip.family])
  const digits = text.slice(slash + 1)
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > BITS[ip.family]) return null
  return prefixOf(ip, Number(digits))
}

export const formatPrefix = (prefix: Prefix): string => `${formatIp(prefix)}/${prefix.length}`

export function prefixContains(prefix: Prefix, ip: Ip): boolean {
  return prefix.family === ip.family && (ip.bits & ~hostMask(prefix.family, prefix.length)) === prefix.bits
}

export function prefixesOverlap(a: Prefix, b: Prefix): boolean {
  return a.length <= b.length ? prefixContains(a, b) : prefixContains(b, a)
}

export const firstIp = (prefix: Prefix): Ip => ({ family: prefix.family, bits: prefix.bits })
export const lastIp = (prefix: Prefix): Ip => ({
  family: prefix.family,
  bits: prefix.bits | hostMask(prefix.family, prefix.length),
})

/** How many addresses the prefix holds. */
export const prefixSize = (prefix: Prefix): bigint => 1n << BigInt(BITS[prefix.family] - prefix.length)

/** The prefix length a dotted netmask stands for (`255.255.240.0` → 20); null when its ones are not contiguous. */
export function netmaskLength(text: string): number | null {
  const known = LENGTHS.get(text)
  if (known !== undefined) return known
  const mask = parseIp(text)
  if (!mask) return null
  const zeros = hostMask(mask.family, 0) ^ mask.bits
  const length = BITS[mask.family] - zeros.toString(2).replace(/^0$/, '').length
  return zeros === hostMask(mask.family, length) ? length : null
}

/** The masks there are of IPv4. */
const LENGTHS: ReadonlyMap<string, number> = new Map(
  Array.from({ length: BITS.ipv4 + 1 }, (_, length) => [
    formatIp({ family: 'ipv4', bits: hostMask('ipv4', 0) ^ hostMask('ipv4', length) }),
    length,
  ]),
)
