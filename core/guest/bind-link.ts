import { parseIp } from '../ip/ip'
import { isVrrpMac } from '../ip/mac'
import { parsePrefix, prefixContains } from '../ip/prefix'
import { INNER_LINK } from './inner-link'

/** An interface of one guest, as far as a link can be matched with it. */
export type BindableNic = {
  readonly id: number
  readonly name: string
  readonly mac: string
  readonly primaries: readonly string[]
  readonly cidr: string | null // of its subnet, where that is known
}
export type LinkFacts = { readonly name: string; readonly mac: string | null; readonly addresses: readonly string[] }

/**
 * The interface that a link is, or sits on. Its MAC decides: bonds, VLANs and bridges show that of the interface below
 * them. Then a primary address that is on it, then its name. A virtual router's MAC (RFC 5798; keepalived's use_vmac)
 * says that the link sits on some interface: the only one, or the only one whose subnet holds the addresses. Null:
 * nothing says which, or the link lives inside the machine.
 */
export function bindLink<N extends BindableNic>(nics: readonly N[], link: LinkFacts): N | null {
  const { name, mac, addresses } = link
  const sameMac = mac === null ? undefined : nics.find((nic) => nic.mac === mac)
  if (sameMac) return sameMac
  if (INNER_LINK.test(name)) return null
  if (mac !== null && isVrrpMac(mac)) return only(nics) ?? only(nics.filter((nic) => holdsAll(nic, addresses)))
  const primary = only(nics.filter((nic) => nic.primaries.some((one) => addresses.includes(one))))
  if (primary || mac !== null) return primary
  return only(nics.filter((nic) => nic.name === name)) ?? (name === '' ? only(nics) : null)
}

/**
 * The interface that a piece of configuration speaks of: by MAC, by the name of its link (a VLAN's is that of the link
 * below it with a number), by the subnet its address lies in, or the only one there is.
 */
export function bindIntended<N extends BindableNic>(
  nics: readonly N[],
  intended: { readonly link: string | null; readonly mac: string | null; readonly address: string },
): N | null {
  const { link, mac, address } = intended
  if (mac !== null) return nics.find((nic) => nic.mac === mac) ?? null
  if (link !== null && INNER_LINK.test(link)) return null
  const named = link === null ? null : only(nics.filter((nic) => nic.name === link || nic.name === link.split('.')[0]))
  return named ?? only(nics.filter((nic) => holdsAll(nic, [address.split('/')[0] ?? '']))) ?? only(nics)
}

const only = <T>(list: readonly T[]): T | null => (list.length === 1 ? (list[0] ?? null) : null)

function holdsAll(nic: BindableNic, addresses: readonly string[]): boolean {
  const subnet = nic.cidr === null ? null : parsePrefix(nic.cidr)
  if (!subnet || addresses.length === 0) return false
  return addresses.every((text) => {
    const ip = parseIp(text)
    return ip !== null && prefixContains(subnet, ip)
  })
}
