/**
 * An IP address is a family and an unsigned integer of 32 or 128 bits. Text is canonical: dotted quad without leading
 * zeros for IPv4, RFC 5952 for IPv6 (lower case, longest run of zeros compressed, IPv4-mapped in dotted form).
 */
export type IpFamily = 'ipv4' | 'ipv6'
export type Ip = { readonly family: IpFamily; readonly bits: bigint }

export const BITS: Record<IpFamily, number> = { ipv4: 32, ipv6: 128 }

/** Parses an IPv4 or IPv6 address; a zone (`%eth0`) is dropped. Null when it is neither. */
export function parseIp(text: string): Ip | null {
  const v4 = parseIpv4(text, 0, text.length)
  if (v4 >= 0) return { family: 'ipv4', bits: BigInt(v4) }
  const groups = parseIpv6(text)
  if (!groups) return null
  let bits = 0n
  for (let i = 0; i < 8; i += 2) bits = (bits << 32n) | BigInt((groups[i] ?? 0) * 65536 + (groups[i + 1] ?? 0))
  return { family: 'ipv6', bits }
}

/** The value of a dotted quad that stands between two offsets; -1 when none does. */
function parseIpv4(text: string, from: number, to: number): number {
  if (to - from < 7 || to - from > 15) return -1
  let value = 0
  let octet = 0
  let digits = 0
  let dots = 0
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return -1
      value = value * 256 + octet
      octet = 0
      digits = 0
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && octet === 0) return -1
      octet = octet * 10 + (code - 48)
      if (++digits > 3 || octet > 255) return -1
    } else return -1
  }
  return dots === 3 && digits > 0 ? value * 256 + octet : -1
}

/** The eight groups of an IPv6 address before its zone, or null. */
function parseIpv6(text: string): number[] | null {
  const zone = text.indexOf('%')
  const end = zone < 0 ? text.length : zone
  if (end < 2 || end > 45) return null
  const groups: number[] = []
  let gap = -1 // how many groups stand before the `::`
  let at = 0
  if (text.charCodeAt(0) === 58) {
    if (text.charCodeAt(1) !== 58) return null
    gap = 0
    at = 2
  }
  while (at < end) {
    const from = at
    let value = 0
    while (at < end) {
      const digit = hexDigit(text.charCodeAt(at))
      if (digit < 0) break
      value = value * 16 + digit
      at++
    }
    if (text.charCodeAt(at) === 46 && at < end) {
      const dotted = parseIpv4(text, from, end)
      if (dotted < 0) return null
      groups.push(dotted >>> 16, dotted & 0xffff)
      at = end
      break
    }
    if (at === from || at - from > 4) return null
    groups.push(value)
    if (at === end) break
    if (text.charCodeAt(at++) !== 58 || at === end) return null
    if (text.charCodeAt(at) === 58) {
      if (gap >= 0) return null
      gap = groups.length
      at++
    }
  }
  if (gap < 0) return groups.length === 8 ? groups : null
  if (groups.length > 7) return null
  groups.splice(gap, 0, ...new Array<number>(8 - groups.length).fill(0))
  return groups
}

/** What a hexadecimal digit stands for; -1 when the code unit is none. */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const lower = code | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}

export function formatIp(ip: Ip): string {
  if (ip.family === 'ipv4') return formatIpv4(Number(ip.bits))
  return formatGroups(Array.from({ length: 8 }, (_, i) => Number((ip.bits >> BigInt(112 - 16 * i)) & 0xffffn)))
}

const formatIpv4 = (n: number): string => `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`

function formatGroups(groups: readonly number[]): string {
  const run = longestZeroRun(groups)
  if (groups[5] === 0xffff && run.start === 0 && run.length === 5)
    return `::ffff:${formatIpv4((groups[6] ?? 0) * 65536 + (groups[7] ?? 0))}`
  const hex = groups.map((group) => group.toString(16))
  if (run.length < 2) return hex.join(':')
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let i = 0; i <= groups.length; i++) {
    if (groups[i] === 0) continue
    if (i - start > best.length) best = { start, length: i - start }
    start = i + 1
  }
  return best
}

/** The family of an address, or null when the text is none. */
export function ipFamily(text: string): IpFamily | null {
  if (parseIpv4(text, 0, text.length) >= 0) return 'ipv4'
  return parseIpv6(text) ? 'ipv6' : null
}

/** The canonical text of an address, or null when the text is not one. A dotted quad that can be read is canonical. */
export function canonicalIp(text: string): string | null {
  if (parseIpv4(text, 0, text.length) >= 0) return text
  const groups = parseIpv6(text)
  return groups && formatGroups(groups)
}
