import { parseIp } from '../../ip/ip'
import { parsePrefix, prefixContains } from '../../ip/prefix'
import { type PairRule, pairFinding } from '../facts'

/** The guest's prefix length differs from the subnet's; a host route (/32, /128) is how HA software adds a VIP. */
export const prefixMismatch: PairRule = {
  name: 'prefix-mismatch',
  judge: (facts) => {
    const ip = parseIp(facts.address)
    const subnet = facts.subnet ? parsePrefix(facts.subnet.cidr) : null
    if (facts.configured !== 'yes' || !ip || !subnet || !prefixContains(subnet, ip)) return null
    const full = ip.family === 'ipv4' ? 32 : 128
    const odd = facts.claims.find(
      (claim) => claim.prefixLength !== null && claim.prefixLength !== full && claim.prefixLength !== subnet.length,
    )
    return odd
      ? pairFinding(facts, 'prefix-mismatch', 2, `Prefix lengths in guests of ${facts.vpc} differ from their subnet`, {
          given: odd.prefixLength,
          wanted: subnet.length,
        })
      : null
  },
}
