import { type HaVipRule, haVipFinding } from './havip'

const OVERLAP_MS = 120_000 // evidence further apart may be from before and after a failover

/** Split brain: two guests have it by evidence of the same time. */
export const havipSeveralHolders: HaVipRule = {
  name: 'havip-several-holders',
  judge: (facts) => {
    const latest = Math.max(...facts.holders.map((one) => one.seenAt))
    const together = facts.holders.filter((one) => latest - one.seenAt <= OVERLAP_MS)
    return together.length > 1
      ? [haVipFinding(facts, 'havip-several-holders', 3, { holders: together.map((one) => one.guest) })]
      : []
  },
}
