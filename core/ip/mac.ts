import { hexDigit } from './ip'

/** A MAC-48 address in its one text form: six lower-case octets with colons. All zeros is no address. */
const NONE = '00:00:00:00:00:00'
const CANONICAL = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/
const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

/** Canonical MAC of `00:16:3e:…`, `00-16-3E-…`, `0:16:3e:…` or `0016.3e0a.5cf1`; null for anything else and for all zeros. */
export function parseMac(text: string): string | null {
  if (text.length < 11 || text.length > 17) return null
  if (CANONICAL.test(text)) return text === NONE ? null : text
  const mac = text.charCodeAt(4) === 46 ? dottedMac(text) : separatedMac(text)
  return mac === NONE ? null : mac
}

/** Three words of four digits between dots. */
function dottedMac(text: string): string | null {
  if (text.length !== 14 || text.charCodeAt(9) !== 46) return null
  const octets: (string | undefined)[] = []
  for (const at of [0, 2, 5, 7, 10, 12]) {
    const high = hexDigit(text.charCodeAt(at))
    const low = hexDigit(text.charCodeAt(at + 1))
    if (high < 0 || low < 0) return null
    octets.push(HEX[high * 16 + low])
  }
  return octets.join(':')
}

/** Six octets of one or two digits between colons or hyphens. */
function separatedMac(text: string): string | null {
  let mac = ''
  let octet = 0
  let digits = 0
  let count = 1
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 58 || code === 45) {
      if (digits === 0 || ++count > 6) return null
      mac += `${HEX[octet]}:`
      octet = 0
      digits = 0
      continue
    }
    const digit = hexDigit(code)
    if (digit < 0 || ++digits > 2) return null
    octet = octet * 16 + digit
  }
  return count === 6 && digits > 0 ? mac + HEX[octet] : null
}

export const isMulticastMac = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1

/** VRRP's virtual MACs (RFC 5798): 00:00:5e:00:01:xx for IPv4, 00:00:5e:00:02:xx for IPv6. */
export const isVrrpMac = (mac: string): boolean => /^00:00:5e:00:0[12]:/.test(mac)
