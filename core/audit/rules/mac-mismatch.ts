import { isVrrpMac } from '../../ip/mac'
import { type PairRule, pairFinding } from '../facts'

/** The guest sends from another MAC than the one the registry knows for this interface. VRRP's virtual MACs are meant to differ. */
export const macMismatch: PairRule = {
  name: 'mac-mismatch',
  judge: (facts) => {
    if (facts.configured !== 'yes') return null
    const other = facts.claims.find(
      (claim) => claim.mac !== null && claim.mac !== facts.nicMac && !isVrrpMac(claim.mac),
    )
    return other
      ? pairFinding(facts, 'mac-mismatch', 3, `MACs in guests of ${facts.vpc} differ from the registry`, {
          claimed: other.mac,
          known: facts.nicMac,
        })
      : null
  },
}
