import { BITS, ipFamily } from '../../../../ip/ip'
import type { InetFact } from './plain-fact'
import { maskLength } from './stanza'

const SCOPES = /^(host|link|site|global|compat)$/i

/**
 * An address line of an old net-tools that speaks another language, by its shape: the first address of the line, and the
 * mask by a word that begins with "Mas" in all of them:
 *
 *     inet Adresse:172.17.20.29  Bcast:172.17.31.255  Maske:255.255.240.0
 *     inet adr:172.17.20.29  Bcast:172.17.31.255  Masque:255.255.240.0
 *     Dirección inet6: fe80::216:3eff:fe0a:5cf1/64 Alcance:Enlace
 */
export function readLocalisedFact(words: readonly string[]): InetFact | null {
  let address: string | null = null
  let prefixLength: number | null = null
  for (const word of words) {
    const v4 = word.slice(word.lastIndexOf(':') + 1)
    const [shown = '', length] = word.split('/')
    const v6 = ipFamily(shown) ? shown : shown.slice(shown.indexOf(':') + 1)
    const isV4 = ipFamily(v4) === 'ipv4'
    const isV6 = !isV4 && ipFamily(v6) === 'ipv6'
    if (address === null && isV4) address = v4
    else if (address === null && isV6) {
      address = v6
      if (length !== undefined && /^\d{1,3}$/.test(length)) prefixLength = Math.min(Number(length), BITS.ipv6)
    } else if (isV4 && /^m[aá]s/i.test(word)) prefixLength = maskLength(v4)
  }
  if (address === null) return null
  const scope = words.at(-1)?.split(':').at(-1) ?? ''
  return { address, prefixLength, scope: SCOPES.test(scope) ? scope.toLowerCase() : null }
}
