/** A MAC-48 address in its one text form: six lower-case octets with colons. All zeros is no address. */
const PATTERN =
  /^([0-9a-f]{1,2})[:-]([0-9a-f]{1,2})[:-]([0-9a-f]{1,2})[:-]([0-9a-f]{1,2})[:-]([0-9a-f]{1,2})[:-]([0-9a-f]{1,2})$/i
const DOTTED = /^([0-9a-f]{4})\.([0-9a-f]{4})\.([0-9a-f]{4})$/i

/** Canonical MAC of `00:16:3e:…`, `00-16-3E-…`, `0:16:3e:…` or `0016.3e0a.5cf1`; null for anything else and for all zeros. */
export function parseMac(text: string): string | null {
  const dotted = DOTTED.exec(text)
  const octets = dotted
    ? dotted.slice(1).flatMap((word) => [word.slice(0, 2), word.slice(2)])
    : PATTERN.exec(text)?.slice(1)
  if (!octets) return null
  const mac = octets.map((octet) => octet.padStart(2, '0').toLowerCase()).join(':')
  return mac === '00:00:00:00:00:00' ? null : mac
}

export const isMulticastMac = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1

/** VRRP's virtual MACs (RFC 5798): 00:00:5e:00:01:xx for IPv4, 00:00:5e:00:02:xx for IPv6. */
export const isVrrpMac = (mac: string): boolean => /^00:00:5e:00:0[12]:/.test(mac)
