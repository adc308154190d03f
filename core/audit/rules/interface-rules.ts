import type { FindingDraft, InterfaceFacts } from '../facts'

/** The fabric checks no source of this interface: its guest may send as anybody. */
export function judgeFilterOff(facts: InterfaceFacts): FindingDraft | null {
  return facts.isFilterOff
    ? interfaceFinding(facts, 'filter-off', `${facts.nicId}`, 'Interfaces that are not filtered', {})
    : null
}

/** The registry allows an interface a prefix that reaches beyond its subnet, or all of it. */
export function judgeWidePairs(facts: InterfaceFacts): FindingDraft[] {
  return facts.widePrefixes.map((prefix) =>
    interfaceFinding(facts, 'too-wide', `${facts.nicId} ${prefix}`, 'Address pairs far wider than their use', {
      prefix,
    }),
  )
}

/** The fabric answers for an address that it does not let the interface send: neighbours learn it, and packets die in silence. */
export function judgeGivenNotAllowed(facts: InterfaceFacts): FindingDraft[] {
  return facts.givenNotAllowed.map((address) => ({
    ...interfaceFinding(facts, 'given-not-allowed', `${facts.nicId} ${address}`, 'Answered for, but not allowed', {
      address,
    }),
    address,
  }))
}

const interfaceFinding = (
  facts: InterfaceFacts,
  rule: string,
  key: string,
  cause: string,
  data: FindingDraft['data'],
): FindingDraft => ({
  rule,
  key,
  severity: 2,
  vpcId: facts.vpcId,
  nicId: facts.nicId,
  guestId: facts.guestId,
  havipId: null,
  address: null,
  cause,
  data: { guest: facts.guest, nic: facts.nic, vpc: facts.vpc, ...data },
})
