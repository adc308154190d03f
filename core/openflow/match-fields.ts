import { BITS, parseIp } from '../ip/ip'

/**
 * The fields of a packet that flow rules may ask for, by the names Open vSwitch prints (ovs-fields(7)); `names` lists the
 * other spellings. Widths are bits. Values are unsigned integers.
 */
export type FieldKind = 'int' | 'mac' | 'ipv4' | 'ipv6'
export type Field = {
  readonly name: string
  readonly bits: number
  readonly kind: FieldKind
  readonly names: readonly string[]
}

const field = (name: string, bits: number, kind: FieldKind = 'int', ...names: string[]): Field => ({
  name,
  bits,
  kind,
  names,
})
const registers = (prefix: string, count: number, bits: number): Field[] =>
  Array.from({ length: count }, (_, i) => field(`${prefix}${i}`, bits))

const FIELDS: readonly Field[] = [
  field('in_port', 32, 'int', 'NXM_OF_IN_PORT', 'OXM_OF_IN_PORT'),
  field('dl_src', 48, 'mac', 'eth_src', 'NXM_OF_ETH_SRC', 'OXM_OF_ETH_SRC'),
  field('dl_dst', 48, 'mac', 'eth_dst', 'NXM_OF_ETH_DST', 'OXM_OF_ETH_DST'),
  field('dl_type', 16, 'int', 'eth_type', 'NXM_OF_ETH_TYPE', 'OXM_OF_ETH_TYPE'),
  field('vlan_tci', 16, 'int', 'NXM_OF_VLAN_TCI'),
  field('nw_proto', 8, 'int', 'ip_proto', 'NXM_OF_IP_PROTO', 'OXM_OF_IP_PROTO'),
  field('nw_tos', 8, 'int', 'NXM_OF_IP_TOS'),
  field('nw_ecn', 2, 'int', 'ip_ecn'),
  field('nw_ttl', 8, 'int', 'NXM_NX_IP_TTL'),
  field('nw_frag', 8, 'int', 'ip_frag'),
  field('nw_src', 32, 'ipv4', 'ip_src', 'NXM_OF_IP_SRC', 'OXM_OF_IPV4_SRC'),
  field('nw_dst', 32, 'ipv4', 'ip_dst', 'NXM_OF_IP_DST', 'OXM_OF_IPV4_DST'),
  field('ipv6_src', 128, 'ipv6', 'NXM_NX_IPV6_SRC', 'OXM_OF_IPV6_SRC'),
  field('ipv6_dst', 128, 'ipv6', 'NXM_NX_IPV6_DST', 'OXM_OF_IPV6_DST'),
  field('ipv6_label', 20),
  field('arp_op', 16, 'int', 'NXM_OF_ARP_OP', 'OXM_OF_ARP_OP'),
  field('arp_spa', 32, 'ipv4', 'NXM_OF_ARP_SPA', 'OXM_OF_ARP_SPA'),
  field('arp_tpa', 32, 'ipv4', 'NXM_OF_ARP_TPA', 'OXM_OF_ARP_TPA'),
  field('arp_sha', 48, 'mac', 'NXM_NX_ARP_SHA', 'OXM_OF_ARP_SHA'),
  field('arp_tha', 48, 'mac', 'NXM_NX_ARP_THA', 'OXM_OF_ARP_THA'),
  field(
    'icmp_type',
    8,
    'int',
    'icmpv6_type',
    'NXM_OF_ICMP_TYPE',
    'NXM_NX_ICMPV6_TYPE',
    'OXM_OF_ICMPV4_TYPE',
    'OXM_OF_ICMPV6_TYPE',
  ),
  field(
    'icmp_code',
    8,
    'int',
    'icmpv6_code',
    'NXM_OF_ICMP_CODE',
    'NXM_NX_ICMPV6_CODE',
    'OXM_OF_ICMPV4_CODE',
    'OXM_OF_ICMPV6_CODE',
  ),
  field('nd_target', 128, 'ipv6', 'NXM_NX_ND_TARGET', 'OXM_OF_IPV6_ND_TARGET'),
  field('nd_sll', 48, 'mac', 'NXM_NX_ND_SLL', 'OXM_OF_IPV6_ND_SLL'),
  field('nd_tll', 48, 'mac', 'NXM_NX_ND_TLL', 'OXM_OF_IPV6_ND_TLL'),
  field('tp_src', 16, 'int', 'tcp_src', 'udp_src', 'sctp_src'),
  field('tp_dst', 16, 'int', 'tcp_dst', 'udp_dst', 'sctp_dst'),
  field('tcp_flags', 12),
  field('tun_id', 64, 'int', 'tunnel_id', 'NXM_NX_TUN_ID', 'OXM_OF_TUNNEL_ID'),
  field('tun_src', 32, 'ipv4'),
  field('tun_dst', 32, 'ipv4'),
  field('metadata', 64, 'int', 'OXM_OF_METADATA'),
  field('pkt_mark', 32, 'int', 'NXM_NX_PKT_MARK'),
  ...registers('reg', 16, 32),
]

export const FIELD_BY_NAME: ReadonlyMap<string, Field> = new Map([
  ...FIELDS.flatMap((entry) => [entry.name, ...entry.names].map((name): [string, Field] => [name, entry])),
  ...FIELDS.filter((entry) => entry.name.startsWith('reg')).map((entry): [string, Field] => [
    `NXM_NX_${entry.name.toUpperCase()}`,
    entry,
  ]),
])

/** Words that stand for an Ethernet type and, for some, an IP protocol. */
export const PROTOCOLS: Readonly<Record<string, readonly [number, number?]>> = {
  ip: [0x0800],
  arp: [0x0806],
  rarp: [0x8035],
  ipv6: [0x86dd],
  mpls: [0x8847],
  mplsm: [0x8848],
  icmp: [0x0800, 1],
  tcp: [0x0800, 6],
  udp: [0x0800, 17],
  sctp: [0x0800, 132],
  icmp6: [0x86dd, 58],
  tcp6: [0x86dd, 6],
  udp6: [0x86dd, 17],
  sctp6: [0x86dd, 132],
}

/** Port numbers that have a name (openflow(7), reserved ports). */
export const RESERVED_PORTS: Readonly<Record<string, number>> = {
  UNSET: 0xfff7,
  IN_PORT: 0xfff8,
  TABLE: 0xfff9,
  NORMAL: 0xfffa,
  FLOOD: 0xfffb,
  ALL: 0xfffc,
  CONTROLLER: 0xfffd,
  LOCAL: 0xfffe,
  ANY: 0xffff,
}

export const allOnes = (bits: number): bigint => (1n << BigInt(bits)) - 1n

/** Reads one value of a field: integer, MAC or address; null when it is none. */
export function parseFieldValue(kind: FieldKind, text: string): bigint | null {
  if (kind === 'mac')
    return /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(text)
      ? text.split(':').reduce((sum, octet) => (sum << 8n) | BigInt(`0x${octet}`), 0n)
      : parseInteger(text)
  if (kind === 'int') return parseInteger(text)
  const ip = parseIp(text)
  if (ip) return ip.family === kind ? ip.bits : null
  return parseInteger(text)
}

export function parseInteger(text: string): bigint | null {
  return /^(0x[0-9a-f]+|\d+)$/i.test(text) ? BigInt(text) : null
}

/** The mask after a slash: a prefix length for addresses, otherwise a value of the same kind. */
export function parseFieldMask(entry: Field, text: string): bigint | null {
  if ((entry.kind === 'ipv4' || entry.kind === 'ipv6') && /^\d{1,3}$/.test(text)) {
    const bits = BITS[entry.kind]
    const length = Number(text)
    return length > bits ? null : allOnes(bits) ^ ((1n << BigInt(bits - length)) - 1n)
  }
  return parseFieldValue(entry.kind, text)
}

export function formatFieldValue(entry: Field, value: bigint): string {
  if (entry.kind === 'mac')
    return value
      .toString(16)
      .padStart(12, '0')
      .replace(/..(?!$)/g, '$&:')
  if (entry.kind === 'ipv4') return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')
  if (entry.name === 'dl_type') return `0x${value.toString(16).padStart(4, '0')}`
  return value.toString(10)
}
