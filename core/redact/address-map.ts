import { BITS, type Ip, type IpFamily } from '../ip/ip'
import { parsePrefix } from '../ip/prefix'
import { type KeptRange, type Keyed, PrefixMap } from './prefix-map'

const range = (text: string, keeps: KeptRange['keeps']): KeptRange => {
  const prefix = parsePrefix(text)
  return { bits: prefix?.bits ?? 0n, length: prefix?.length ?? 0, keeps }
}

/** What an address in these ranges means is in the range, not in the address: IANA's special-purpose registries. */
const IPV4_RANGES = [
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.169.254/32', '224.0.0.0/3'].map((text) => range(text, 'value')),
  ...['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'].map((text) =>
    range(text, 'class'),
  ),
]
const IPV6_RANGES = [
  ...['::/8', 'ff00::/8'].map((text) => range(text, 'value')),
  ...['2001:db8::/32', 'fc00::/8', 'fd00::/8', 'fe80::/64'].map((text) => range(text, 'class')),
]
const VRRP_MACS = [0x00005e0001n, 0x00005e0002n].map((bits) => ({
  bits: bits << 8n,
  length: 40,
  keeps: 'value' as const,
}))
const NO_MAC = { bits: 0n, length: 48, keeps: 'value' as const }
const MAC_STEADY = new Set([6, 7]) // locally administered, group
const LOW_24 = 0xffffffn
const V4_MAPPED = 0xffffn
const NAT64 = 0x64ff9bn << 64n
const SOLICITED = 0xff02_0000_0000_0000_0000_0001_ffn

/**
 * Pseudonyms of addresses that keep what findings rest on: prefixes, special ranges, and what is derived one from the
 * other (an EUI-64 address from a MAC, a solicited-node group from an address).
 */
export class AddressMap {
  private readonly ipv4: PrefixMap
  private readonly ipv6: PrefixMap
  private readonly macs: PrefixMap
  private readonly solicited = new Map<bigint, bigint>()

  constructor(private readonly keyed: Keyed) {
    this.ipv4 = new PrefixMap(keyed, 'ipv4', 32, IPV4_RANGES)
    this.ipv6 = new PrefixMap(keyed, 'ipv6', 128, IPV6_RANGES)
    this.macs = new PrefixMap(keyed, 'mac', 48, [...VRRP_MACS, NO_MAC], MAC_STEADY)
  }

  /** Makes an address known, whose solicited-node group may stand elsewhere. */
  learn(ip: Ip): void {
    if (ip.family === 'ipv6' && ip.bits >> 120n !== 0xffn && !this.solicited.has(ip.bits & LOW_24))
      this.solicited.set(ip.bits & LOW_24, this.mapIp(ip).bits & LOW_24)
  }

  mapIp(ip: Ip): Ip {
    return { family: ip.family, bits: ip.family === 'ipv4' ? this.ipv4.map(ip.bits) : this.mapIpv6(ip.bits) }
  }

  /** An address with its prefix length: where it is the network itself, it stays one. */
  mapPrefix(ip: Ip, length: number): Ip {
    const host = (1n << BigInt(BITS[ip.family] - length)) - 1n
    const { bits } = this.mapIp(ip)
    return { family: ip.family, bits: (ip.bits & host) === 0n ? bits & ~host : bits }
  }

  /** A MAC of 48 bits. Group addresses stay, save what they tell of an IPv6 address. */
  mapMac(bits: bigint): bigint {
    if (bits >> 24n === 0x3333ffn) return (bits & ~LOW_24) | this.mapSolicited(bits & LOW_24)
    return ((bits >> 40n) & 1n) === 1n ? bits : this.macs.map(bits)
  }

  private mapIpv6(bits: bigint): bigint {
    const high = bits >> 32n
    if (high === V4_MAPPED || high === NAT64) return (high << 32n) | this.ipv4.map(bits & 0xffffffffn)
    if (bits >> 24n === SOLICITED) return (bits & ~LOW_24) | this.mapSolicited(bits & LOW_24)
    const isEui64 = ((bits >> 24n) & 0xffffn) === 0xfffen && bits >> 120n !== 0xffn
    const mapped = this.ipv6.map(bits)
    return isEui64 ? ((mapped >> 64n) << 64n) | this.mapEui64(bits & 0xffffffffffffffffn) : mapped
  }

  private mapEui64(id: bigint): bigint {
    const flipped = 1n << 57n // the universal/local bit is inverted (RFC 4291, appendix A)
    const mac = this.mapMac((((id ^ flipped) >> 40n) << 24n) | (id & LOW_24))
    return (((mac >> 24n) << 40n) | (0xfffen << 24n) | (mac & LOW_24)) ^ flipped
  }

  private mapSolicited(low: bigint): bigint {
    const known = this.solicited.get(low)
    if (known !== undefined) return known
    const bytes = this.keyed(`solicited ${low}`)
    return BigInt(((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0))
  }
}

export const lengthOfMask = (mask: bigint, family: IpFamily): number | null => {
  const width = BigInt(BITS[family])
  const ones = mask.toString(2).padStart(Number(width), '0')
  const length = ones.indexOf('0') < 0 ? ones.length : ones.indexOf('0')
  return ones.lastIndexOf('1') < length ? length : null
}
