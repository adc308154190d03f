import type { IpFamily } from '../../ip/ip'
import { fieldNamed } from '../fields/field-table'
import { type Flow, newFlow, setBits, W } from '../fields/flow-layout'
import { isPresent, markPresent } from '../fields/tunnel-options'
import { type Bridge, isTunnel, type SwitchPort } from '../translate/switch-model'
import type { Scenario, Variable } from './explore'

/** The packets asked about: the ones by which a guest is known to its neighbours, with every address left open. */
export const PACKET_KINDS = ['ipv4', 'ipv6', 'arp', 'arpRequests', 'nd', 'ndSolicitations'] as const
export type PacketKind = (typeof PACKET_KINDS)[number]
export const FAMILY: Readonly<Record<PacketKind, IpFamily>> = {
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  arp: 'ipv4',
  arpRequests: 'ipv4',
  nd: 'ipv6',
  ndSolicitations: 'ipv6',
}

const MAC_HIGH = 0xffff
const ALL = 0xffffffff
const vary = (word: number, count: number, ...copies: number[]): Variable[] =>
  Array.from({ length: count }, (_, i) => ({ word: word + i, mask: ALL, copies: copies.map((copy) => copy + i) }))
const varyMac = (word: number, ...copies: number[]): Variable[] => [
  { word, mask: MAC_HIGH, copies },
  { word: word + 1, mask: ALL, copies: copies.map((copy) => copy + 1) },
]

const KINDS: Readonly<
  Record<PacketKind, { readonly fields: Readonly<Record<string, bigint>>; readonly variables: readonly Variable[] }>
> = {
  ipv4: {
    fields: { dl_type: 0x0800n, nw_proto: 1n, nw_ttl: 64n, icmp_type: 8n },
    variables: [...varyMac(W.dlSrc), ...varyMac(W.dlDst), ...vary(W.nwSrc, 1), ...vary(W.nwDst, 1)],
  },
  arp: {
    fields: { dl_type: 0x0806n, arp_op: 2n },
    variables: [...varyMac(W.dlSrc, W.arpSha), ...varyMac(W.dlDst, W.arpTha), ...vary(W.nwSrc, 1), ...vary(W.nwDst, 1)],
  },
  arpRequests: {
    fields: { dl_type: 0x0806n, arp_op: 1n },
    variables: [...varyMac(W.dlSrc, W.arpSha), ...varyMac(W.dlDst), ...vary(W.nwSrc, 1), ...vary(W.nwDst, 1)],
  },
  ipv6: {
    fields: { dl_type: 0x86ddn, nw_proto: 58n, nw_ttl: 64n, icmpv6_type: 128n },
    variables: [...varyMac(W.dlSrc), ...varyMac(W.dlDst), ...vary(W.ipv6Src, 4), ...vary(W.ipv6Dst, 4)],
  },
  nd: {
    fields: { dl_type: 0x86ddn, nw_proto: 58n, nw_ttl: 255n, icmpv6_type: 136n },
    variables: [
      ...varyMac(W.dlSrc, W.arpTha),
      ...varyMac(W.dlDst),
      ...vary(W.ipv6Src, 4, W.ndTarget),
      ...vary(W.ipv6Dst, 4),
    ],
  },
  ndSolicitations: {
    fields: { dl_type: 0x86ddn, nw_proto: 58n, nw_ttl: 255n, icmpv6_type: 135n },
    variables: [
      ...varyMac(W.dlSrc, W.arpSha),
      ...varyMac(W.dlDst),
      ...vary(W.ipv6Src, 4),
      ...vary(W.ipv6Dst, 4),
      ...vary(W.ndTarget, 4),
    ],
  },
}

function packetOf(kind: PacketKind, ofport: number): Flow {
  const flow = newFlow()
  for (const [name, value] of Object.entries(KINDS[kind].fields)) {
    const { place, bits } = fieldNamed(name)
    setBits(flow, place, 0, bits, value)
  }
  flow[W.inPort] = ofport
  return flow
}

/** Packets of a kind that a guest sends into its port. */
export const leavingScenario = (kind: PacketKind, bridge: string, ofport: number): Scenario => ({
  bridge,
  packet: packetOf(kind, ofport),
  variables: KINDS[kind].variables,
})

/** Packets to one station: the lowest bit of the first octet marks groups (IEEE 802). */
const UNICAST_HIGH = 0xfeff
const toOneStation = (variable: Variable): Variable =>
  variable.word === W.dlDst ? { ...variable, mask: UNICAST_HIGH } : variable

/**
 * Packets of a kind that come to a bridge by a port, to some station rather than to all: through a tunnel with any key
 * and options, or with a VLAN tag.
 */
export function arrivingScenario(
  kind: 'ipv4' | 'ipv6',
  bridge: Bridge,
  port: SwitchPort,
  vlan: number | null,
): Scenario {
  const packet = packetOf(kind, port.ofport)
  if (vlan !== null) {
    packet[W.vlanTci] = 0x1000 | vlan
    packet[W.vlanTpid] = 0x8100
  }
  const variables = KINDS[kind].variables.map(toOneStation)
  if (!isTunnel(port)) return { bridge: bridge.name, packet, variables }
  // Some addresses must stand there for the packet to have come through a tunnel at all (RFC 5737).
  packet[W.tunSrc] = 0xc0000201
  packet[W.tunDst] = 0xc0000202
  const options = [...bridge.scope.tunnelFields.entries()]
  for (const [index] of options) if (!isPresent(packet, index)) markPresent(packet, index, true)
  const tunnel = [
    ...vary(W.tunId, 2),
    ...vary(W.tunSrc, 1),
    ...options.flatMap(([, { place }]) => vary(place.word, place.words)),
  ]
  return { bridge: bridge.name, packet, variables: [...tunnel, ...variables] }
}

/** Which variables of a kind are the sender's MAC, its address, and the address it speaks to. */
export const PLACES: Readonly<
  Record<'ipv4' | 'ipv6', { readonly source: readonly number[]; readonly destination: readonly number[] }>
> = {
  ipv4: { source: [W.nwSrc], destination: [W.nwDst] },
  ipv6: {
    source: [W.ipv6Src, W.ipv6Src + 1, W.ipv6Src + 2, W.ipv6Src + 3],
    destination: [W.ipv6Dst, W.ipv6Dst + 1, W.ipv6Dst + 2, W.ipv6Dst + 3],
  },
}
export const SENDER_MAC: readonly number[] = [W.dlSrc, W.dlSrc + 1]
