import type { FindingDraft, IntendedFacts } from '../facts'

/**
 * Configuration wants an address on an interface that is not allowed it: of a virtual IP this shows at the next failover,
 * before anything has been seen to fail; of a static one when it is applied.
 */
export function judgeIntended(facts: IntendedFacts): FindingDraft {
  const { address, guest, nic, vpc, format, group } = facts
  const isVip = facts.role === 'vip'
  return {
    rule: isVip ? 'havip-member-not-allowed' : 'intended-unregistered',
    key: `intent ${facts.nicId} ${address}`,
    severity: 3,
    vpcId: facts.vpcId,
    nicId: facts.nicId,
    guestId: facts.guestId,
    havipId: facts.havipId,
    address,
    cause: isVip
      ? `${address} is meant to float in ${vpc}, not allowed on all that may hold it`
      : `Configured for guests of ${vpc}, never registered`,
    data: { address, guest, nic, vpc, intent: format, group },
  }
}
