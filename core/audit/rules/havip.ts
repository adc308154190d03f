import type { FindingDraft, HaVipFacts, Severity } from '../facts'

/** The draft of a finding about a HAVIP; `nicId` when it is about one of its interfaces. */
export const haVipFinding = (
  facts: HaVipFacts,
  rule: string,
  severity: Severity,
  data: FindingDraft['data'],
  nicId: number | null = null,
): FindingDraft => ({
  rule,
  key: nicId === null ? `${facts.havipId}` : `${facts.havipId} ${nicId}`,
  severity,
  vpcId: facts.vpcId,
  nicId,
  guestId: null,
  havipId: facts.havipId,
  address: facts.address,
  cause: `HAVIP ${facts.name}: ${rule.slice('havip-'.length).replaceAll('-', ' ')}`,
  data: { address: facts.address, havip: facts.name, ...data },
})

export type HaVipRule = { readonly name: string; readonly judge: (facts: HaVipFacts) => readonly FindingDraft[] }
