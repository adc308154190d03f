import { BITS, canonicalIp, formatIp, parseIp } from '../../../ip/ip'
import { netmaskLength } from '../../../ip/prefix'

/** An address as configuration writes it; the prefix length is null where none is said. */
export type WrittenAddress = { readonly address: string; readonly prefixLength: number | null }

/** `10.0.0.1`, `10.0.0.1/24`, `10.0.0.1/255.255.255.0`, `fd00::1/64`; null when it is no address. */
export function readAddress(text: string): WrittenAddress | null {
  const slash = text.indexOf('/')
  const ip = parseIp(slash < 0 ? text : text.slice(0, slash))
  if (!ip) return null
  if (slash < 0) return { address: formatIp(ip), prefixLength: null }
  const prefixLength = readPrefixLength(text.slice(slash + 1), ip.family)
  return prefixLength === null ? null : { address: formatIp(ip), prefixLength }
}

/** `24` or `255.255.255.0`; null when it is no mask of the family. */
export function readPrefixLength(text: string, family: 'ipv4' | 'ipv6'): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= BITS[family] ? Number(text) : null
  const mask = canonicalIp(text)
  return mask !== null && parseIp(mask)?.family === family ? netmaskLength(mask) : null
}
