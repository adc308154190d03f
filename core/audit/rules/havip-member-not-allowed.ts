import { type HaVipRule, haVipFinding } from './havip'

/** The latent one: a member's interface is not allowed, so a failover to it goes black. */
export const havipMemberNotAllowed: HaVipRule = {
  name: 'havip-member-not-allowed',
  judge: (facts) =>
    facts.members
      .filter((one) => !one.isAllowed)
      .map((one) => haVipFinding(facts, 'havip-member-not-allowed', 3, { guest: one.guest }, one.nicId)),
}
