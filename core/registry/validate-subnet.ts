/** A subnet is a block of its VPC whose addresses are one hop apart; no two subnets of a VPC share an address. */
import { canonicalIp, parseIp } from '../ip/ip'
import { formatPrefix, type Prefix, parsePrefix, prefixContains, prefixesOverlap } from '../ip/prefix'
import { ok, type Result } from '../result'
import { reservedRole } from '../topology/reserved-role'
import { FAMILY, invalid, type Refusal } from './validate-address'
import { holdsBlock, validateBlock } from './validate-vpc'

export type SubnetDraft = {
  readonly name: string
  readonly cidr: string
  readonly gateway: string | null
  readonly reserved: readonly string[]
}
export type SubnetFacts = {
  readonly vpc: string
  readonly cidrs: readonly string[]
  readonly others: readonly { readonly name: string; readonly cidr: string }[]
  readonly inUse: readonly { readonly address: string; readonly by: string }[] // what the subnet gave out; empty for a new one
}

/** The subnet in canonical form; nameless ones are called by their CIDR. */
export function validateSubnet(draft: SubnetDraft, facts: SubnetFacts): Result<SubnetDraft, Refusal> {
  const block = validateBlock(draft.cidr.trim(), 'cidr')
  if (!block.ok) return block
  const cidr = formatPrefix(block.value)
  if (!facts.cidrs.some((one) => vpcHolds(one, cidr)))
    return invalid('cidr', `${cidr} lies in no CIDR of VPC ${facts.vpc} (${facts.cidrs.join(', ')}).`)
  const other = facts.others.find((one) => overlaps(one.cidr, block.value))
  if (other) return invalid('cidr', `${cidr} overlaps subnet ${other.name} (${other.cidr}).`)
  const name = draft.name.trim() || cidr
  if (facts.others.some((one) => one.name === name))
    return invalid('name', `VPC ${facts.vpc} has a subnet ${name} already.`)
  const gateway = validateInside(draft.gateway?.trim() ?? '', block.value, 'gateway', 'The gateway')
  if (!gateway.ok) return gateway
  const kept = gateway.value === null ? null : reservedRole(gateway.value, { cidr, gateway: null, reserved: [] })
  if (kept) return invalid('gateway', `${gateway.value} is ${kept}; the gateway needs another.`)
  const reserved: string[] = []
  for (const text of draft.reserved.map((one) => one.trim()).filter((one) => one !== '')) {
    const inside = validateInside(text, block.value, 'reserved', 'A reserved address')
    if (!inside.ok) return inside
    if (inside.value !== null && !reserved.includes(inside.value)) reserved.push(inside.value)
  }
  const subnet = { cidr, gateway: gateway.value, reserved }
  for (const held of facts.inUse) {
    const ip = parseIp(held.address)
    if (ip && !prefixContains(block.value, ip))
      return invalid('cidr', `${held.address} of ${held.by} would lie outside ${cidr}.`)
    const role = reservedRole(held.address, subnet)
    if (role)
      return invalid(
        role.startsWith('the gateway') ? 'gateway' : role.startsWith('reserved') ? 'reserved' : 'cidr',
        `${held.address} is in use by ${held.by}; it cannot be ${role}.`,
      )
  }
  return ok({ name, ...subnet })
}

function vpcHolds(vpcCidr: string, cidr: string): boolean {
  const outer = parsePrefix(vpcCidr)
  return outer !== null && holdsBlock(outer, cidr)
}

function overlaps(cidr: string, block: Prefix): boolean {
  const other = parsePrefix(cidr)
  return other !== null && prefixesOverlap(other, block)
}

function validateInside(text: string, block: Prefix, field: string, what: string): Result<string | null, Refusal> {
  if (text === '') return ok(null)
  const address = canonicalIp(text)
  const ip = address === null ? null : parseIp(address)
  if (!ip) return invalid(field, `${text} is no IP address.`)
  if (ip.family !== block.family)
    return invalid(field, `${what} of an ${FAMILY[block.family]} subnet is ${FAMILY[block.family]}; ${text} is not.`)
  if (!prefixContains(block, ip))
    return invalid(field, `${what} lies in the subnet; ${text} is outside ${formatPrefix(block)}.`)
  return ok(address)
}
