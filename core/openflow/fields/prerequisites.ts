import type { Prerequisite } from './field-table'
import { type Flow, W, word } from './flow-layout'

export const ETH = {
  ip: 0x0800,
  arp: 0x0806,
  rarp: 0x8035,
  ipv6: 0x86dd,
  mpls: 0x8847,
  mplsMulticast: 0x8848,
  nsh: 0x894f,
  teb: 0x6558,
} as const
export const IP = { icmp: 1, igmp: 2, tcp: 6, udp: 17, icmp6: 58, sctp: 132 } as const
export const VLAN_PRESENT = 0x1000
export const FRAGMENT_LATER = 2

/** The Ethernet type: that of the header, or the packet's own type when it has no Ethernet header. */
export function etherType(flow: Flow): number {
  const packetType = word(flow, W.packetType)
  return packetType >>> 16 === 1 ? packetType & 0xffff : word(flow, W.dlType)
}

export const isIp = (flow: Flow): boolean => etherType(flow) === ETH.ip || etherType(flow) === ETH.ipv6
export const isMplsType = (type: number): boolean => type === ETH.mpls || type === ETH.mplsMulticast
const isVlanTagged = (flow: Flow): boolean => (word(flow, W.vlanTci) & VLAN_PRESENT) !== 0

const hasTransport = (flow: Flow, protocol: number): boolean =>
  word(flow, W.nwProto) === protocol && (word(flow, W.nwFrag) & FRAGMENT_LATER) === 0
const isIcmp4 = (flow: Flow): boolean => etherType(flow) === ETH.ip && hasTransport(flow, IP.icmp)
const isIcmp6 = (flow: Flow): boolean => etherType(flow) === ETH.ipv6 && hasTransport(flow, IP.icmp6)
const isNd = (flow: Flow, ...types: number[]): boolean =>
  isIcmp6(flow) && word(flow, W.tpDst) === 0 && types.includes(word(flow, W.tpSrc))

export const ND_SOLICIT = 135
export const ND_ADVERT = 136
export const isNeighbourDiscovery = (flow: Flow): boolean => isNd(flow, ND_SOLICIT, ND_ADVERT)

/** Whether a packet has the field at all: what Open vSwitch checks before it sets one (mf_are_prereqs_ok, lib/meta-flow.c). */
export function meetsPrerequisite(flow: Flow, prerequisite: Prerequisite): boolean {
  switch (prerequisite) {
    case 'none':
      return true
    case 'ethernet':
      return word(flow, W.packetType) === 0
    case 'arp':
      return etherType(flow) === ETH.arp || etherType(flow) === ETH.rarp
    case 'vlan':
      return isVlanTagged(flow)
    case 'ipv4':
      return etherType(flow) === ETH.ip
    case 'ipv6':
      return etherType(flow) === ETH.ipv6
    case 'ip':
      return isIp(flow)
    case 'nsh':
      return etherType(flow) === ETH.nsh
    case 'ct':
      return isIp(flow) && (word(flow, W.ctState) & 0x30) === 0x20 // tracked, and not invalid
    case 'mpls':
      return isMplsType(etherType(flow))
    case 'tcp':
    case 'udp':
    case 'sctp':
      return isIp(flow) && hasTransport(flow, IP[prerequisite])
    case 'icmp4':
      return isIcmp4(flow)
    case 'icmp6':
      return isIcmp6(flow)
    case 'nd':
      return isNeighbourDiscovery(flow)
    case 'nd-solicit':
      return isNd(flow, ND_SOLICIT)
    case 'nd-advert':
      return isNd(flow, ND_ADVERT)
  }
}
