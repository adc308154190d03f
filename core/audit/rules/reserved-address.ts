import { canonicalIp, formatIp } from '../../ip/ip'
import { firstIp, lastIp, parsePrefix } from '../../ip/prefix'
import { type PairRule, pairFinding } from '../facts'

/** What an address of a subnet is kept for, or null: network, broadcast, gateway, or reserved by the provider. */
export function reservedFor(
  address: string,
  subnet: { cidr: string; gateway: string | null; reserved: readonly string[] },
): string | null {
  const prefix = parsePrefix(subnet.cidr)
  if (!prefix) return null
  if (prefix.family === 'ipv4' && prefix.length < 31) {
    if (address === formatIp(firstIp(prefix))) return 'the network address of its subnet'
    if (address === formatIp(lastIp(prefix))) return 'the broadcast address of its subnet'
  }
  if (subnet.gateway && address === canonicalIp(subnet.gateway)) return 'the gateway of its subnet'
  return subnet.reserved.some((one) => canonicalIp(one) === address) ? 'reserved by the provider' : null
}

/** A guest uses an address that its subnet keeps for something else. */
export const reservedAddress: PairRule = {
  name: 'reserved-address',
  judge: (facts) => {
    const role = facts.configured === 'yes' && facts.subnet ? reservedFor(facts.address, facts.subnet) : null
    return role
      ? pairFinding(facts, 'reserved-address', 3, `Reserved addresses in use in ${facts.vpc}`, { role })
      : null
  },
}
