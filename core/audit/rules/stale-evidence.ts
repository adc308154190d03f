import type { FindingDraft, SilentGuestFacts } from '../facts'

/** A guest that was heard once has been silent for too long: what it has configured is unknown again. */
export function judgeStaleEvidence(facts: SilentGuestFacts): FindingDraft {
  return {
    rule: 'stale-evidence',
    key: `${facts.guestId}`,
    severity: 1,
    vpcId: facts.vpcId,
    nicId: null,
    guestId: facts.guestId,
    havipId: null,
    address: null,
    cause: `Guests not heard for ${facts.hours} hours`,
    data: { guest: facts.guest, lastHeardAt: facts.lastHeardAt, addresses: facts.addresses },
  }
}
