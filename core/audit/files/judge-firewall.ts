import { judgeGuestFirewall } from '../rules/guest-firewall-drops'
import type { ClaimReader } from './claim-reader'
import type { FileEvidence, Place } from './file-evidence'
import { type LooseFinding, toFinding } from './file-finding'
import { guestOf } from './file-interface'

/** Addresses that a machine has and drops by itself: each is judged by the filters that the same machine showed. */
export function judgeFirewalls(evidence: readonly FileEvidence[], claims: ClaimReader): LooseFinding[] {
  return evidence.flatMap((one) => {
    if (one.kind !== 'firewall') return []
    return claims.interfacesOf(one.machine).flatMap((nic) =>
      [...nic.claims].flatMap(([address, [claim]]): LooseFinding[] => {
        const judged = judgeGuestFirewall(one.filter, { address, guest: guestOf(nic), link: claim?.link ?? null })
        if (!judged) return []
        const rule: Place[] = judged.drop.rule ? [{ source: one.source, span: judged.drop.rule.span }] : []
        const places = [...(claim ? [claim.place] : []), ...rule]
        return [{ one: nic, address, finding: toFinding(judged.draft, places) }]
      }),
    )
  })
}
