/** A sender on a bridge: the port its packets enter by, its MAC and an address, canonical. */
export type Sender = { readonly ofport: number; readonly mac: string; readonly address: string }
export type PacketKind = 'announcement' | 'ping'

const ALL_NODES = 'ff02::1'
const ALL_NODES_MAC = '33:33:00:00:00:01'
const BROADCAST = 'ff:ff:ff:ff:ff:ff'

/**
 * A packet as a person writes it for `ofproto/trace`: the announcement of an address (gratuitous ARP, RFC 5227; an
 * unsolicited neighbour advertisement, RFC 4861 7.2.6), or an echo request to another station.
 */
export function writePacket(
  kind: PacketKind,
  from: Sender,
  to: { readonly mac: string; readonly address: string } | null = null,
): string {
  const { ofport, mac, address } = from
  const isV6 = address.includes(':')
  if (kind === 'announcement')
    return isV6
      ? `icmp6,in_port=${ofport},dl_src=${mac},dl_dst=${ALL_NODES_MAC},ipv6_src=${address},ipv6_dst=${ALL_NODES},nw_ttl=255,icmpv6_type=136,nd_target=${address},nd_tll=${mac}`
      : `arp,in_port=${ofport},dl_src=${mac},dl_dst=${BROADCAST},arp_op=2,arp_spa=${address},arp_tpa=${address},arp_sha=${mac}`
  const target = to ?? { mac: isV6 ? ALL_NODES_MAC : BROADCAST, address: isV6 ? ALL_NODES : '255.255.255.255' }
  return isV6
    ? `icmp6,in_port=${ofport},dl_src=${mac},dl_dst=${target.mac},ipv6_src=${address},ipv6_dst=${target.address},nw_ttl=64,icmpv6_type=128`
    : `icmp,in_port=${ofport},dl_src=${mac},dl_dst=${target.mac},nw_src=${address},nw_dst=${target.address},nw_ttl=64,icmp_type=8`
}
