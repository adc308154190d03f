import { type PairRule, pairFinding } from '../facts'

/** The guest has it, the registry does not know it: the fabric drops what the guest sends from it. */
export const unregistered: PairRule = {
  name: 'unregistered',
  judge: (facts) => {
    if (facts.standing !== 'unregistered') return null
    const byHand = facts.claims.some((claim) => claim.byHand)
    const cause = byHand
      ? `Added by hand with ip addr add, never registered, in ${facts.vpc}`
      : `Configured in guests of ${facts.vpc}, never registered`
    return pairFinding(facts, 'unregistered', 3, cause, { label: facts.claims[0]?.label ?? null, byHand })
  },
}
