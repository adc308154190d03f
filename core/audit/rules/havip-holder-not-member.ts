import { type HaVipRule, haVipFinding } from './havip'

/** A guest has it that the fabric does not count among the members. */
export const havipHolderNotMember: HaVipRule = {
  name: 'havip-holder-not-member',
  judge: (facts) =>
    facts.holders
      .filter((one) => !one.isMember)
      .map((one) => haVipFinding(facts, 'havip-holder-not-member', 3, { guest: one.guest }, one.nicId)),
}
