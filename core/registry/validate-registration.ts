/** A registration allows one address on one interface; only a HAVIP or an allowed pair lets several interfaces have the same one. */
import { BITS, formatIp } from '../ip/ip'
import { parseMac } from '../ip/mac'
import { firstIp, formatPrefix, parsePrefix } from '../ip/prefix'
import { ok, type Result } from '../result'
import { invalid, type NamedSubnet, type Refusal, taken, validateAddress } from './validate-address'

export type PlainKind = 'primary' | 'secondary' | 'allowed-pair'
export type RegistrationDraft = { readonly kind: PlainKind; readonly address: string; readonly mac: string | null }

/** A current registration or HAVIP that covers the same address. `claimant` is the guest's id, or minus the HAVIP's. */
export type Holder = { readonly nicId: number; readonly kind: string; readonly claimant: number; readonly by: string }

export type RegistrationFacts = {
  readonly nicId: number
  readonly nic: string // as a person calls it: "vmA eth0"
  readonly nicMac: string
  readonly guestId: number
  readonly subnet: NamedSubnet
  readonly siblings: readonly NamedSubnet[]
  readonly holders: readonly Holder[]
  readonly primary: string | null // of the subnet's family
  readonly used: number
  readonly usedMax: number
}

export type Registration = { readonly kind: PlainKind; readonly address: string; readonly mac: string | null }

/** The registration in canonical form (host addresses without a length), or the plain reason why it cannot be. */
export function validateRegistration(
  draft: RegistrationDraft,
  facts: RegistrationFacts,
): Result<Registration, Refusal> {
  const mac = validateOtherMac(draft, facts)
  if (!mac.ok) return mac
  const address =
    draft.kind === 'allowed-pair'
      ? validatePair(draft.address)
      : validateAddress(draft.address, facts.subnet, facts.siblings)
  if (!address.ok) return address
  const own = facts.holders.find((one) => one.nicId === facts.nicId)
  if (own) return invalid('address', `${address.value} is registered on ${facts.nic} already, as ${own.kind}.`)
  const other = facts.holders.find(
    (one) => one.claimant !== facts.guestId && draft.kind !== 'allowed-pair' && one.kind !== 'allowed-pair',
  )
  if (other) return taken(address.value, other.by)
  if (draft.kind === 'primary' && facts.primary !== null)
    return invalid(
      'kind',
      `${facts.nic} has a primary address already, ${facts.primary}. Register this one as secondary.`,
    )
  if (facts.used >= facts.usedMax)
    return invalid(
      'address',
      `${facts.nic} has ${facts.used} of at most ${facts.usedMax} addresses. Release one first, or raise the limit of the VPC.`,
    )
  return ok({ kind: draft.kind, address: address.value, mac: mac.value })
}

function validateOtherMac(draft: RegistrationDraft, facts: RegistrationFacts): Result<string | null, Refusal> {
  const text = draft.mac?.trim() ?? ''
  if (text === '') return ok(null)
  if (draft.kind !== 'allowed-pair')
    return invalid('mac', `Only an allowed pair can name another MAC; a ${draft.kind} address uses ${facts.nicMac}.`)
  const mac = parseMac(text)
  if (mac === null) return invalid('mac', `${text} is no MAC; write it like 00:16:3e:0a:5c:f1.`)
  return ok(mac === facts.nicMac ? null : mac)
}

/** An allowed pair may be a block, within reason: one that covers everything switches the filter off. */
function validatePair(text: string): Result<string, Refusal> {
  const prefix = parsePrefix(text.trim())
  if (!prefix)
    return invalid(
      'address',
      text.trim() === ''
        ? 'Enter an address or a block.'
        : `${text.trim()} is neither an address nor a block like 10.0.0.0/28.`,
    )
  if (prefix.length === BITS[prefix.family]) return ok(formatIp(firstIp(prefix)))
  if (prefix.length === 0)
    return invalid(
      'address',
      `${formatPrefix(prefix)} would allow every address. Name the addresses that the guest uses.`,
    )
  return ok(formatPrefix(prefix))
}
