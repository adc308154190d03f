import { type PairRule, pairFinding } from '../facts'

/** The registry allows it and the host's rules do not: critical where it is in use or the next failover needs it. */
export const notProgrammed: PairRule = {
  name: 'not-programmed',
  judge: (facts) =>
    facts.standing === 'not-programmed'
      ? pairFinding(
          facts,
          'not-programmed',
          facts.configured === 'yes' || facts.isHaVipMember ? 3 : 2,
          `Host ${facts.host ?? 'unknown'} does not pass what the registry allows`,
        )
      : null,
}
