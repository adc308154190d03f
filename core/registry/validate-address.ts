/** An address can be given out when its subnet holds it, does not keep it for itself, and nobody else has it. */
import { canonicalIp, parseIp } from '../ip/ip'
import { parsePrefix, prefixContains } from '../ip/prefix'
import { err, ok, type Result } from '../result'
import { reservedRole, type SubnetRange } from '../topology/reserved-role'

/** Why an edit is refused, at which field; or which thing is taken, and by whom. */
export type Refusal =
  | { readonly kind: 'invalid'; readonly field: string; readonly reason: string }
  | { readonly kind: 'taken'; readonly what: string; readonly by: string }

export const invalid = (field: string, reason: string): { ok: false; error: Refusal } =>
  err({ kind: 'invalid', field, reason })
export const taken = (what: string, by: string): { ok: false; error: Refusal } => err({ kind: 'taken', what, by })

export type NamedSubnet = SubnetRange & { readonly name: string }

/** The canonical form of one host address that `subnet` can give out; `siblings` are the other subnets of the VPC. */
export function validateAddress(
  text: string,
  subnet: NamedSubnet,
  siblings: readonly NamedSubnet[] = [],
): Result<string, Refusal> {
  const address = canonicalIp(text.trim())
  const ip = address === null ? null : parseIp(address)
  const prefix = parsePrefix(subnet.cidr)
  if (address === null || ip === null) return invalid('address', notAnAddress(text.trim()))
  if (!prefix) return invalid('address', `Subnet ${subnet.name} has no readable CIDR.`)
  if (ip.family !== prefix.family)
    return invalid(
      'address',
      `${address} is ${FAMILY[ip.family]}; subnet ${subnet.name} (${subnet.cidr}) is ${FAMILY[prefix.family]}.`,
    )
  if (!prefixContains(prefix, ip)) {
    const home = siblings.find((one) => {
      const other = parsePrefix(one.cidr)
      return other !== null && prefixContains(other, ip)
    })
    const where = home ? ` It belongs to subnet ${home.name} (${home.cidr}).` : ''
    return invalid('address', `${address} lies outside subnet ${subnet.name} (${subnet.cidr}).${where}`)
  }
  const role = reservedRole(address, subnet)
  return role ? invalid('address', `${address} is ${role}; no guest can have it.`) : ok(address)
}

export const FAMILY = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

function notAnAddress(text: string): string {
  if (text === '') return 'Enter an address.'
  if (text.includes('/') && parsePrefix(text)) return `${text} is a block of addresses; enter one address.`
  return `${text} is no IP address.`
}
