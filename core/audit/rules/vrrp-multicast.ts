import type { FindingDraft, VrrpFacts } from '../facts'

/**
 * Clouds whose networks carry no multicast between machines of a VPC, by how their exports begin. AWS (VPC FAQ: only through
 * a transit gateway's multicast domain), Alibaba Cloud (VPC limits; HAVIP guide: unicast_peer), Tencent Cloud (HAVIP
 * guide: "VRRP … unicast") and Huawei Cloud (virtual IP guide) all say that keepalived needs unicast there.
 */
const UNICAST_ONLY: readonly (readonly [fabric: string, name: string])[] = [
  ['aws', 'AWS'],
  ['alibaba', 'Alibaba Cloud'],
  ['tencent', 'Tencent Cloud'],
  ['huawei', 'Huawei Cloud'],
]

/** The name of a fabric that carries unicast only; null for one that carries multicast, or of which that is not known. */
export const unicastOnly = (fabric: string): string | null =>
  UNICAST_ONLY.find(([begin]) => fabric === begin || fabric.startsWith(`${begin}-`))?.[1] ?? null

/**
 * A VRRP instance without unicast peers, where multicast reaches nobody: no machine hears another, so each believes that it
 * is master. What an included file would say is not known, and so is not judged.
 */
export function judgeVrrp(facts: VrrpFacts): FindingDraft[] {
  const { vpcId, vpc, guestId, guest } = facts
  const fabric = facts.fabrics.map(unicastOnly).find((name) => name !== null)
  if (!fabric) return []
  return facts.instances
    .filter((one) => one.isUnicast === false)
    .map((one) => ({
      rule: 'vrrp-multicast',
      key: `${guestId ?? guest} ${one.name}`,
      severity: 2,
      vpcId,
      nicId: null,
      guestId,
      havipId: null,
      address: null,
      cause: `keepalived without unicast_peer on ${fabric}`,
      data: { guest, vpc, fabric, instance: one.name },
    }))
}
