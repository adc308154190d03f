import { findGuestDrop, type GuestDrop } from '../../guest/find-guest-drop'
import type { PacketFilter } from '../../guest/packet-filter'
import type { FindingDraft, FirewallFacts } from '../facts'

/** The guest has the address and its own filter surely drops what belongs to it; what only may be dropped is no finding. */
export function judgeGuestFirewall(
  filter: PacketFilter,
  { address, guest, link }: { readonly address: string; readonly guest: string; readonly link: string | null },
): { readonly drop: GuestDrop; readonly draft: Pick<FindingDraft, 'rule' | 'severity' | 'data'> } | null {
  const drop = findGuestDrop(filter, address, link)
  if (drop.drops !== 'yes') return null
  const data = { address, guest, packets: drop.packets, reason: drop.reason, by: drop.rule?.text ?? null }
  return { drop, draft: { rule: 'guest-firewall-drops', severity: 3, data } }
}

/** The addresses of a guest that its filter drops: one finding each. */
export function judgeFirewall({ vpcId, guestId, guest, filter, claims }: FirewallFacts): FindingDraft[] {
  return claims.flatMap(({ nicId, address, link }): FindingDraft[] => {
    const judged = judgeGuestFirewall(filter, { address, guest, link })
    if (!judged) return []
    const cause = `Dropped by the firewall of ${guest} itself`
    const subject = { vpcId, nicId, guestId, havipId: null, address }
    return [{ ...judged.draft, ...subject, key: `firewall ${nicId} ${address}`, cause }]
  })
}
