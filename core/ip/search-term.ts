import { canonicalIp, parseIp } from './ip'
import { parseMac } from './mac'
import { formatPrefix, parsePrefix } from './prefix'

/** What somebody typed into an address search: an address, a block of addresses, a MAC, part of a MAC, or a name. */
export type SearchTerm =
  | { readonly kind: 'ip'; readonly ip: string }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'mac'; readonly mac: string }
  | { readonly kind: 'mac-part'; readonly part: string }
  | { readonly kind: 'name'; readonly name: string }

/** `172.17.20.39` · `172.17.16.0/20` · `172.17.20.` (a /24) · `00:16:3e:0a:5c:f1` · `5c:f1` · `vmA`. Null for blank text. */
export function parseSearchTerm(text: string): SearchTerm | null {
  const term = text.trim()
  if (term === '') return null
  const ip = parseIp(term)
  if (ip) return { kind: 'ip', ip: canonicalIp(term) ?? term }
  if (term.includes('/')) {
    const prefix = parsePrefix(term)
    if (prefix) return { kind: 'prefix', prefix: formatPrefix(prefix) }
  }
  const mac = parseMac(term)
  if (mac) return { kind: 'mac', mac }
  const octets = partialOctets(term)
  if (octets) return { kind: 'prefix', prefix: octets }
  if (/^[0-9a-f]{0,2}(?::[0-9a-f]{0,2}){1,5}$/i.test(term)) return { kind: 'mac-part', part: term.toLowerCase() }
  return { kind: 'name', name: term }
}

/** `172.17.` or `172.17` as the prefix of all addresses that begin so. */
function partialOctets(term: string): string | null {
  const parts = term.replace(/\.$/, '').split('.')
  if (parts.length > 3 || (parts.length === 1 && !term.endsWith('.'))) return null
  if (!parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null
  return `${[...parts.map(Number), 0, 0, 0].slice(0, 4).join('.')}/${parts.length * 8}`
}
