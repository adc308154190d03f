import { invariant } from '../invariant'
import { parseIp } from '../ip/ip'
import { fieldNamed } from './fields/field-table'
import { type Flow, newFlow, setBits, W } from './fields/flow-layout'

/** The packets of which a conversation on one subnet consists, as flows. MACs and addresses are canonical text. */
export type Station = { readonly mac: string; readonly ip: string }
export type Packet = Flow

const macBits = (mac: string): bigint => BigInt(`0x${mac.replaceAll(':', '')}`)
const ipBits = (text: string): bigint => {
  const ip = parseIp(text)
  invariant(ip, `${text} is an address`)
  return ip.bits
}
const BROADCAST = 'ff:ff:ff:ff:ff:ff'
const NO_MAC = '00:00:00:00:00:00'
const isV6 = (address: string): boolean => address.includes(':')

function packetOf(fields: Readonly<Record<string, bigint>>): Packet {
  const flow = newFlow()
  for (const [name, value] of Object.entries(fields)) {
    const { place, bits } = fieldNamed(name)
    setBits(flow, place, 0, bits, value)
  }
  return flow
}

/** The solicited-node multicast address of an IPv6 address (RFC 4291, 2.7.1) and the MAC it maps to (RFC 2464). */
function solicited(target: string): { ip: bigint; mac: bigint } {
  const low = ipBits(target) & 0xffffffn
  return { ip: (0xff02_0000_0000_0000_0000_0001_ff00_0000n & ~0xffffffn) | low, mac: 0x3333_ff00_0000n | low }
}

/** "Who has `target`?": ARP request, or ND neighbour solicitation. */
export function askPacket(from: Station, target: string): Packet {
  if (!isV6(target)) return arp(1n, from, { mac: NO_MAC, ip: target }, macBits(BROADCAST))
  const to = solicited(target)
  return nd(135n, from, to.ip, to.mac, { nd_target: ipBits(target), nd_sll: macBits(from.mac) })
}

/** "`from.ip` is at `from.mac`": ARP reply, or ND neighbour advertisement, to the one that asked. */
export function answerPacket(from: Station, to: Station): Packet {
  if (!isV6(from.ip)) return arp(2n, from, to, macBits(to.mac))
  return nd(136n, from, ipBits(to.ip), macBits(to.mac), { nd_target: ipBits(from.ip), nd_tll: macBits(from.mac) })
}

/** "I am `from.ip`", to everybody: gratuitous ARP (RFC 5227, 3), or an unsolicited neighbour advertisement (RFC 4861, 7.2.6). */
export function announcePacket(from: Station): Packet {
  if (!isV6(from.ip)) return arp(1n, from, { mac: NO_MAC, ip: from.ip }, macBits(BROADCAST))
  return nd(136n, from, ALL_NODES.ip, ALL_NODES.mac, { nd_target: ipBits(from.ip), nd_tll: macBits(from.mac) })
}
const ALL_NODES = { ip: 0xff02_0000_0000_0000_0000_0000_0000_0001n, mac: 0x3333_0000_0001n }

function arp(op: bigint, from: Station, to: Station, dl_dst: bigint): Packet {
  return packetOf({
    dl_type: 0x0806n,
    dl_src: macBits(from.mac),
    dl_dst,
    arp_op: op,
    arp_spa: ipBits(from.ip),
    arp_tpa: ipBits(to.ip),
    arp_sha: macBits(from.mac),
    arp_tha: macBits(to.mac),
  })
}

function nd(type: bigint, from: Station, ipv6_dst: bigint, dl_dst: bigint, more: Record<string, bigint>): Packet {
  return packetOf({
    dl_type: 0x86ddn,
    dl_src: macBits(from.mac),
    dl_dst,
    nw_proto: 58n,
    nw_ttl: 255n,
    ipv6_src: ipBits(from.ip),
    ipv6_dst,
    icmpv6_type: type,
    icmpv6_code: 0n,
    ...more,
  })
}

/** An ICMP echo request or reply. */
export function echoPacket(kind: 'request' | 'reply', from: Station, to: Station): Packet {
  const common = { dl_src: macBits(from.mac), dl_dst: macBits(to.mac), nw_ttl: 64n }
  if (isV6(from.ip))
    return packetOf({
      ...common,
      dl_type: 0x86ddn,
      nw_proto: 58n,
      ipv6_src: ipBits(from.ip),
      ipv6_dst: ipBits(to.ip),
      icmpv6_type: kind === 'request' ? 128n : 129n,
    })
  return packetOf({
    ...common,
    dl_type: 0x0800n,
    nw_proto: 1n,
    nw_src: ipBits(from.ip),
    nw_dst: ipBits(to.ip),
    icmp_type: kind === 'request' ? 8n : 0n,
  })
}

/** The packet as it enters a bridge by a port. */
export function enteringBy(packet: Packet, ofport: number): Packet {
  const copy = packet.slice()
  copy[W.inPort] = ofport
  return copy
}
