import { type PairRule, pairFinding } from '../facts'

/** A host's rules pass an address that is neither configured nor registered. */
export const orphanRule: PairRule = {
  name: 'orphan-rule',
  judge: (facts) =>
    facts.standing === 'orphan-rule'
      ? pairFinding(facts, 'orphan-rule', 2, `Rules left behind on host ${facts.host ?? 'unknown'}`)
      : null,
}
