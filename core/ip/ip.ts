/**
 * An IP address is a family and an unsigned integer of 32 or 128 bits. Text is canonical: dotted quad without leading
 * zeros for IPv4, RFC 5952 for IPv6 (lower case, longest run of zeros compressed, IPv4-mapped in dotted form).
 */
export type IpFamily = 'ipv4' | 'ipv6'
export type Ip = { readonly family: IpFamily; readonly bits: bigint }

export const BITS: Record<IpFamily, number> = { ipv4: 32, ipv6: 128 }

/** Parses an IPv4 or IPv6 address; a zone (`%eth0`) is dropped. Null when it is neither. */
export function parseIp(text: string): Ip | null {
  const zone = text.indexOf('%')
  const bare = zone < 0 ? text : text.slice(0, zone)
  if (bare.includes(':')) return parseIpv6(bare)
  if (zone >= 0) return null
  const bits = parseIpv4(bare)
  return bits === null ? null : { family: 'ipv4', bits }
}

function parseIpv4(text: string): bigint | null {
  if (text.length < 7 || text.length > 15) return null
  let value = 0
  let octet = -1
  let digits = 0
  let dots = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return null
      value = value * 256 + octet
      octet = -1
      digits = 0
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && octet === 0) return null
      octet = Math.max(octet, 0) * 10 + (code - 48)
      if (++digits > 3 || octet > 255) return null
    } else return null
  }
  return dots === 3 && digits > 0 ? BigInt(value * 256 + octet) : null
}

function parseIpv6(text: string): Ip | null {
  if (text.length > 45) return null
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : []
  if (!head || !tail) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null
  let bits = 0n
  for (const group of [...head, ...new Array<number>(missing).fill(0), ...tail]) bits = (bits << 16n) | BigInt(group)
  return { family: 'ipv6', bits }
}

function parseGroups(text: string, mayEndDotted: boolean): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const dotted = mayEndDotted && index === parts.length - 1 ? parseIpv4(part) : null
      if (dotted === null) return null
      groups.push(Number(dotted >> 16n), Number(dotted & 0xffffn))
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}

export function formatIp(ip: Ip): string {
  if (ip.family === 'ipv4') {
    const n = Number(ip.bits)
    return `${n >>> 24}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`
  }
  const groups = Array.from({ length: 8 }, (_, i) => Number((ip.bits >> BigInt(112 - 16 * i)) & 0xffffn))
  if (ip.bits >> 32n === 0xffffn) return `::ffff:${formatIp({ family: 'ipv4', bits: ip.bits & 0xffffffffn })}`
  const run = longestZeroRun(groups)
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

/** The canonical text of an address, or null when the text is not one. */
export function canonicalIp(text: string): string | null {
  const ip = parseIp(text)
  return ip ? formatIp(ip) : null
}
