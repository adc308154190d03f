import { type PairRule, pairFinding } from '../facts'

/** The address passes although nobody registered it: the filter does not filter. */
export const unfiltered: PairRule = {
  name: 'unfiltered',
  judge: (facts) =>
    facts.standing === 'unfiltered'
      ? pairFinding(facts, 'unfiltered', 2, `Host ${facts.host ?? 'unknown'} passes addresses that nobody registered`)
      : null,
}
