import { invariant } from '../invariant'
import { parseIp } from '../ip/ip'
import type { Packet } from './build-pipeline'

/** The packets of which a conversation on one subnet consists, as fields. MACs and addresses are canonical text. */
export type Station = { readonly mac: string; readonly ip: string }

const macBits = (mac: string): bigint => BigInt(`0x${mac.replaceAll(':', '')}`)
const ipBits = (text: string): bigint => {
  const ip = parseIp(text)
  invariant(ip, `${text} is an address`)
  return ip.bits
}
const BROADCAST = 'ff:ff:ff:ff:ff:ff'
const isV6 = (address: string): boolean => address.includes(':')

/** The solicited-node multicast address of an IPv6 address (RFC 4291, 2.7.1) and the MAC it maps to (RFC 2464). */
function solicited(target: string): { ip: bigint; mac: bigint } {
  const low = ipBits(target) & 0xffffffn
  return { ip: (0xff02_0000_0000_0000_0000_0001_ff00_0000n & ~0xffffffn) | low, mac: 0x3333_ff00_0000n | low }
}

/** "Who has `target`?": ARP request, or ND neighbour solicitation. */
export function askPacket(from: Station, target: string): Packet {
  if (!isV6(target)) return arp(1n, from, { mac: '00:00:00:00:00:00', ip: target }, macBits(BROADCAST))
  const to = solicited(target)
  return nd(135n, from, to.ip, to.mac, { nd_target: ipBits(target), nd_sll: macBits(from.mac) })
}

/** "`from.ip` is at `from.mac`": ARP reply, or ND neighbour advertisement, to the one that asked. */
export function answerPacket(from: Station, to: Station): Packet {
  if (!isV6(from.ip)) return arp(2n, from, to, macBits(to.mac))
  return nd(136n, from, ipBits(to.ip), macBits(to.mac), { nd_target: ipBits(from.ip), nd_tll: macBits(from.mac) })
}

function arp(op: bigint, from: Station, to: Station, dl_dst: bigint): Packet {
  return {
    dl_type: 0x0806n,
    dl_src: macBits(from.mac),
    dl_dst,
    arp_op: op,
    arp_spa: ipBits(from.ip),
    arp_tpa: ipBits(to.ip),
    arp_sha: macBits(from.mac),
    arp_tha: macBits(to.mac),
  }
}

function nd(type: bigint, from: Station, ipv6_dst: bigint, dl_dst: bigint, more: Record<string, bigint>): Packet {
  return {
    dl_type: 0x86ddn,
    dl_src: macBits(from.mac),
    dl_dst,
    nw_proto: 58n,
    nw_ttl: 255n,
    ipv6_src: ipBits(from.ip),
    ipv6_dst,
    icmp_type: type,
    icmp_code: 0n,
    ...more,
  }
}

/** An ICMP echo request or reply. */
export function echoPacket(kind: 'request' | 'reply', from: Station, to: Station): Packet {
  const common = { dl_src: macBits(from.mac), dl_dst: macBits(to.mac), nw_ttl: 64n, icmp_code: 0n }
  if (isV6(from.ip))
    return {
      ...common,
      dl_type: 0x86ddn,
      nw_proto: 58n,
      ipv6_src: ipBits(from.ip),
      ipv6_dst: ipBits(to.ip),
      icmp_type: kind === 'request' ? 128n : 129n,
    }
  return {
    ...common,
    dl_type: 0x0800n,
    nw_proto: 1n,
    nw_src: ipBits(from.ip),
    nw_dst: ipBits(to.ip),
    icmp_type: kind === 'request' ? 8n : 0n,
  }
}

/** The packet as it enters a bridge by a port. */
export const enteringBy = (packet: Packet, ofport: number): Packet => ({ ...packet, in_port: BigInt(ofport) })
