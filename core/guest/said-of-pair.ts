import { type BindableNic, bindLink } from './bind-link'
import type { Link } from './capture'

/**
 * What a capture says of an address on an interface of its guest: that it has it, that it has not (only a complete listing
 * of the interface can say so), or nothing.
 */
export function saidOfPair<N extends BindableNic>(
  links: readonly Link[],
  nics: readonly N[],
  nic: N,
  address: string,
): 'has it' | 'has it not' | null {
  const family = address.includes(':') ? 'ipv6' : 'ipv4'
  let isListed = false
  for (const link of links) {
    const addresses = link.addresses.map((held) => held.address)
    if (bindLink(nics, { name: link.name, mac: link.mac, addresses }) !== nic) continue
    if (addresses.includes(address)) return 'has it'
    isListed ||= link.complete[family] === true
  }
  return isListed ? 'has it not' : null
}
