/** A subnet keeps some of its addresses for itself: in IPv4 the first and the last, and whatever its router and its provider take. */
import { canonicalIp, formatIp } from '../ip/ip'
import { firstIp, lastIp, parsePrefix } from '../ip/prefix'

export type SubnetRange = {
  readonly cidr: string
  readonly gateway: string | null
  readonly reserved: readonly string[]
}

/** What the canonical `address` is kept for in its subnet, or null. /31 and /32 have neither network nor broadcast (RFC 3021). */
export function reservedRole(address: string, subnet: SubnetRange): string | null {
  const prefix = parsePrefix(subnet.cidr)
  if (!prefix) return null
  if (prefix.family === 'ipv4' && prefix.length < 31) {
    if (address === formatIp(firstIp(prefix))) return 'the network address of its subnet'
    if (address === formatIp(lastIp(prefix))) return 'the broadcast address of its subnet'
  }
  if (subnet.gateway !== null && address === canonicalIp(subnet.gateway)) return 'the gateway of its subnet'
  return subnet.reserved.some((one) => canonicalIp(one) === address) ? 'reserved by the provider' : null
}
