import type { FindingDraft, LooseClaimFacts } from '../facts'

/** A guest has an address on a link whose MAC no interface of the VPC has. */
export function judgeUnknownInterface(facts: LooseClaimFacts): FindingDraft | null {
  if (facts.mac === null) return null
  return {
    rule: 'unknown-interface',
    key: `${facts.guestId ?? 0} ${facts.mac} ${facts.address}`,
    severity: 2,
    vpcId: facts.vpcId,
    nicId: null,
    guestId: facts.guestId,
    havipId: null,
    address: facts.address,
    cause: 'Links in guests that no known interface stands for',
    data: { address: facts.address, link: facts.link, mac: facts.mac, guest: facts.guest },
  }
}
