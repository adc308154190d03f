import { type PairRule, pairFinding } from '../facts'
import { LIMITS } from '../standing-table'

/** Registered and not configured: no fault by itself (standby is the other member's), a warning once it lasts. */
export const unused: PairRule = {
  name: 'unused',
  judge: (facts) => {
    const days = Math.floor((facts.now - facts.since) / 86_400_000)
    return facts.standing === 'unused' && days >= LIMITS.unusedDays
      ? pairFinding(facts, 'unused', 2, `Registered and unused for ${LIMITS.unusedDays} days`, { days })
      : null
  },
}
