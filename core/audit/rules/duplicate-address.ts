import { type PairRule, pairFinding } from '../facts'

/** Two guests of one VPC have it configured, and nothing says that it is shared. */
export const duplicateAddress: PairRule = {
  name: 'duplicate-address',
  judge: (facts) =>
    facts.configured === 'yes' && facts.holders.length > 0 && !facts.isShared
      ? pairFinding(facts, 'duplicate-address', 3, `${facts.address} is configured on several guests of ${facts.vpc}`, {
          holders: facts.holders,
        })
      : null,
}
