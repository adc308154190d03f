/** A HAVIP is an address of a subnet that moves between members; all of them must be allowed before it moves. */
import { ok, type Result } from '../result'
import { invalid, type NamedSubnet, type Refusal, taken, validateAddress } from './validate-address'
import type { Holder } from './validate-registration'

export type HaVipDraft = { readonly name: string; readonly address: string }
export type HaVipFacts = {
  readonly subnet: NamedSubnet
  readonly siblings: readonly NamedSubnet[]
  readonly sameAddress: string | null // the HAVIP that has it
  readonly holders: readonly Holder[]
}

export function validateHaVip(draft: HaVipDraft, facts: HaVipFacts): Result<HaVipDraft, Refusal> {
  const address = validateAddress(draft.address, facts.subnet, facts.siblings)
  if (!address.ok) return address
  if (facts.sameAddress !== null) return taken(address.value, `HAVIP ${facts.sameAddress}`)
  const holder = facts.holders.find((one) => one.kind !== 'allowed-pair' && one.kind !== 'havip')
  if (holder) return taken(address.value, holder.by)
  return ok({ name: draft.name.trim() || address.value, address: address.value })
}

export type MemberFacts = {
  readonly nic: string
  readonly havip: string
  readonly nicSubnet: { readonly id: number; readonly name: string }
  readonly havipSubnet: { readonly id: number; readonly name: string }
  readonly nicVpcId: number
  readonly havipVpcId: number
  readonly isMember: boolean
}

export function validateMember(facts: MemberFacts): Result<null, Refusal> {
  if (facts.nicVpcId !== facts.havipVpcId)
    return invalid('nicId', `${facts.nic} is in another VPC than ${facts.havip}.`)
  if (facts.nicSubnet.id !== facts.havipSubnet.id)
    return invalid(
      'nicId',
      `${facts.nic} is a member of another subnet (${facts.nicSubnet.name}); ${facts.havip} moves within ${facts.havipSubnet.name}.`,
    )
  if (facts.isMember) return invalid('nicId', `${facts.nic} is a member of ${facts.havip} already.`)
  return ok(null)
}

/** Whether another address may be allowed on an interface. */
export function validateRoom(nic: string, used: number, usedMax: number): Result<null, Refusal> {
  if (used < usedMax) return ok(null)
  return invalid(
    'nicId',
    `${nic} has ${used} of at most ${usedMax} addresses. Release one first, or raise the limit of the VPC.`,
  )
}
