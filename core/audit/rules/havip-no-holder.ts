import { type HaVipRule, haVipFinding } from './havip'

/** Every member has been heard, and none has it. While one is silent nothing is said. */
export const havipNoHolder: HaVipRule = {
  name: 'havip-no-holder',
  judge: (facts) =>
    facts.members.length > 0 && facts.holders.length === 0 && facts.silent.length === 0
      ? [haVipFinding(facts, 'havip-no-holder', 2, { members: facts.members.map((one) => one.guest) })]
      : [],
}
