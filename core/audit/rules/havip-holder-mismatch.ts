import { type HaVipRule, haVipFinding } from './havip'

/** The fabric last heard of another holder than the guest that has the address now. */
export const havipHolderMismatch: HaVipRule = {
  name: 'havip-holder-mismatch',
  judge: (facts) => {
    const [holder, ...more] = facts.holders
    if (!holder || more.length > 0 || facts.master === null || facts.master.nicId === holder.nicId) return []
    return [haVipFinding(facts, 'havip-holder-mismatch', 2, { holders: [holder.guest], master: facts.master.guest })]
  },
}
