import { invariant } from '../../invariant'
import { type Place, W } from './flow-layout'

/** How a value is written: `ovs-fields(7)`, the row "Format". */
export type FieldFormat =
  | 'decimal'
  | 'hex'
  | 'mac'
  | 'ipv4'
  | 'ipv6'
  | 'port'
  | 'tunnel-flags'
  | 'tcp-flags'
  | 'ct-state'
  | 'frag'
  | 'packet-type'

/** What must hold for a packet to have the field at all. */
export type Prerequisite =
  | 'none'
  | 'ethernet'
  | 'arp'
  | 'vlan'
  | 'ipv4'
  | 'ipv6'
  | 'ip'
  | 'nsh'
  | 'ct'
  | 'mpls'
  | 'tcp'
  | 'udp'
  | 'sctp'
  | 'icmp4'
  | 'icmp6'
  | 'nd'
  | 'nd-solicit'
  | 'nd-advert'

/**
 * A field that rules may ask for, by the name Open vSwitch gives it (ovs-fields(7)); `names` are the other spellings,
 * `header` the one that actions such as move and load are printed with. Widths are bits.
 */
export type Field = {
  readonly name: string
  readonly names: readonly string[]
  readonly header: string | null
  readonly bits: number
  readonly place: Place
  readonly format: FieldFormat
  readonly prerequisite: Prerequisite
  readonly isMaskable: boolean
  readonly isWritable: boolean
}

const at = (word: number, words = 1, shift = 0): Place => ({ word, words, shift })

/** name aliases, OXM and NXM headers (the printed one first), bits, place, format, prerequisite, marks: x not maskable, r read only */
type Row = readonly [string, string, number, Place, FieldFormat, Prerequisite?, string?]

const tunnel: readonly Row[] = [
  ['tun_id tunnel_id', 'NXM_NX_TUN_ID OXM_OF_TUNNEL_ID', 64, at(W.tunId, 2), 'hex'],
  ['tun_src', 'NXM_NX_TUN_IPV4_SRC', 32, at(W.tunSrc), 'ipv4'],
  ['tun_dst', 'NXM_NX_TUN_IPV4_DST', 32, at(W.tunDst), 'ipv4'],
  ['tun_ipv6_src', 'NXM_NX_TUN_IPV6_SRC', 128, at(W.tunIpv6Src, 4), 'ipv6'],
  ['tun_ipv6_dst', 'NXM_NX_TUN_IPV6_DST', 128, at(W.tunIpv6Dst, 4), 'ipv6'],
  ['tun_flags', 'NXM_NX_TUN_FLAGS', 16, at(W.tunFlags), 'tunnel-flags'],
  ['tun_ttl', '', 8, at(W.tunTtl), 'decimal', 'none', 'xr'],
  ['tun_tos', '', 8, at(W.tunTos), 'decimal', 'none', 'xr'],
  ['tun_gbp_id', 'NXM_NX_TUN_GBP_ID', 16, at(W.tunGbpId), 'decimal'],
  ['tun_gbp_flags', 'NXM_NX_TUN_GBP_FLAGS', 8, at(W.tunGbpFlags), 'hex'],
  ['tun_erspan_ver', 'NXOXM_ET_ERSPAN_VER', 4, at(W.tunErspanVer), 'decimal'],
  ['tun_erspan_idx', 'NXOXM_ET_ERSPAN_IDX', 20, at(W.tunErspanIdx), 'hex'],
  ['tun_erspan_dir', 'NXOXM_ET_ERSPAN_DIR', 1, at(W.tunErspanDir), 'decimal'],
  ['tun_erspan_hwid', 'NXOXM_ET_ERSPAN_HWID', 6, at(W.tunErspanHwid), 'hex'],
  ['tun_gtpu_flags gtpu_flags', 'NXOXM_ET_GTPU_FLAGS', 8, at(W.tunGtpuFlags), 'hex', 'none', 'r'],
  ['tun_gtpu_msgtype gtpu_msgtype', 'NXOXM_ET_GTPU_MSGTYPE', 8, at(W.tunGtpuMsgtype), 'decimal', 'none', 'r'],
]

const registers: readonly Row[] = [
  ['metadata', 'OXM_OF_METADATA', 64, at(W.metadata, 2), 'hex'],
  ...Array.from({ length: 16 }, (_, i): Row => [`reg${i}`, `NXM_NX_REG${i}`, 32, at(W.regs + i), 'hex']),
  ...Array.from({ length: 8 }, (_, i): Row => [`xreg${i}`, `OXM_OF_PKT_REG${i}`, 64, at(W.regs + 2 * i, 2), 'hex']),
  ...Array.from({ length: 4 }, (_, i): Row => [`xxreg${i}`, `NXM_NX_XXREG${i}`, 128, at(W.regs + 4 * i, 4), 'hex']),
]

const state: readonly Row[] = [
  ['in_port', 'NXM_OF_IN_PORT', 16, at(W.inPort), 'port', 'none', 'x'],
  ['in_port_oxm', 'OXM_OF_IN_PORT', 32, at(W.inPort), 'port', 'none', 'x'],
  ['skb_priority', '', 32, at(W.skbPriority), 'hex', 'none', 'xr'],
  ['pkt_mark', 'NXM_NX_PKT_MARK', 32, at(W.pktMark), 'hex'],
  ['dp_hash', 'NXOXM_ET_DP_HASH NXM_NX_DP_HASH', 32, at(W.dpHash), 'hex', 'none', 'r'],
  ['recirc_id', 'NXM_NX_RECIRC_ID', 32, at(W.recircId), 'decimal', 'none', 'xr'],
  ['conj_id', 'NXM_NX_CONJ_ID', 32, at(W.conjId), 'decimal', 'none', 'xr'],
  ['actset_output', 'OXM_OF_ACTSET_OUTPUT OXM_ET_ACTSET_OUTPUT', 32, at(W.actsetOutput), 'port', 'none', 'xr'],
  ['packet_type', 'OXM_OF_PACKET_TYPE', 32, at(W.packetType), 'packet-type', 'none', 'xr'],
  ['ct_state', 'NXM_NX_CT_STATE', 32, at(W.ctState), 'ct-state', 'none', 'r'],
  ['ct_zone', 'NXM_NX_CT_ZONE', 16, at(W.ctZone), 'hex', 'none', 'r'],
  ['ct_mark', 'NXM_NX_CT_MARK', 32, at(W.ctMark), 'hex'],
  ['ct_label', 'NXM_NX_CT_LABEL', 128, at(W.ctLabel, 4), 'hex'],
  ['ct_nw_proto', 'NXM_NX_CT_NW_PROTO', 8, at(W.ctNwProto), 'decimal', 'ct', 'xr'],
  ['ct_nw_src', 'NXM_NX_CT_NW_SRC', 32, at(W.ctNwSrc), 'ipv4', 'ct', 'r'],
  ['ct_nw_dst', 'NXM_NX_CT_NW_DST', 32, at(W.ctNwDst), 'ipv4', 'ct', 'r'],
  ['ct_ipv6_src', 'NXM_NX_CT_IPV6_SRC', 128, at(W.ctIpv6Src, 4), 'ipv6', 'ct', 'r'],
  ['ct_ipv6_dst', 'NXM_NX_CT_IPV6_DST', 128, at(W.ctIpv6Dst, 4), 'ipv6', 'ct', 'r'],
  ['ct_tp_src', 'NXM_NX_CT_TP_SRC', 16, at(W.ctTpSrc), 'decimal', 'ct', 'r'],
  ['ct_tp_dst', 'NXM_NX_CT_TP_DST', 16, at(W.ctTpDst), 'decimal', 'ct', 'r'],
]

const link: readonly Row[] = [
  ['eth_src dl_src', 'NXM_OF_ETH_SRC OXM_OF_ETH_SRC', 48, at(W.dlSrc, 2), 'mac', 'ethernet'],
  ['eth_dst dl_dst', 'NXM_OF_ETH_DST OXM_OF_ETH_DST', 48, at(W.dlDst, 2), 'mac', 'ethernet'],
  ['eth_type dl_type', 'NXM_OF_ETH_TYPE OXM_OF_ETH_TYPE', 16, at(W.dlType), 'hex', 'ethernet', 'xr'],
  ['vlan_tci', 'NXM_OF_VLAN_TCI', 16, at(W.vlanTci), 'hex', 'ethernet'],
  ['dl_vlan', '', 12, at(W.vlanTci), 'decimal', 'ethernet', 'x'],
  ['vlan_vid', 'OXM_OF_VLAN_VID', 13, at(W.vlanTci), 'decimal', 'ethernet'],
  ['dl_vlan_pcp', '', 3, at(W.vlanTci, 1, 13), 'decimal', 'ethernet', 'x'],
  ['vlan_pcp', 'OXM_OF_VLAN_PCP', 3, at(W.vlanTci, 1, 13), 'decimal', 'vlan', 'x'],
  ['mpls_label', 'OXM_OF_MPLS_LABEL', 20, at(W.mplsLse, 1, 12), 'decimal', 'mpls', 'x'],
  ['mpls_tc', 'OXM_OF_MPLS_TC', 3, at(W.mplsLse, 1, 9), 'decimal', 'mpls', 'x'],
  ['mpls_bos', 'OXM_OF_MPLS_BOS', 1, at(W.mplsLse, 1, 8), 'decimal', 'mpls', 'xr'],
  ['mpls_ttl', 'NXM_NX_MPLS_TTL', 8, at(W.mplsLse), 'decimal', 'mpls', 'x'],
]

const network: readonly Row[] = [
  ['ip_src nw_src', 'NXM_OF_IP_SRC OXM_OF_IPV4_SRC', 32, at(W.nwSrc), 'ipv4', 'ipv4'],
  ['ip_dst nw_dst', 'NXM_OF_IP_DST OXM_OF_IPV4_DST', 32, at(W.nwDst), 'ipv4', 'ipv4'],
  ['ipv6_src', 'NXM_NX_IPV6_SRC OXM_OF_IPV6_SRC', 128, at(W.ipv6Src, 4), 'ipv6', 'ipv6'],
  ['ipv6_dst', 'NXM_NX_IPV6_DST OXM_OF_IPV6_DST', 128, at(W.ipv6Dst, 4), 'ipv6', 'ipv6'],
  ['ipv6_label', 'NXM_NX_IPV6_LABEL OXM_OF_IPV6_FLABEL', 20, at(W.ipv6Label), 'hex', 'ipv6'],
  ['nw_proto ip_proto', 'NXM_OF_IP_PROTO OXM_OF_IP_PROTO', 8, at(W.nwProto), 'decimal', 'ip', 'xr'],
  ['nw_tos', 'NXM_OF_IP_TOS', 8, at(W.nwTos), 'decimal', 'ip', 'x'],
  ['ip_dscp', 'OXM_OF_IP_DSCP', 6, at(W.nwTos, 1, 2), 'decimal', 'ip', 'x'],
  ['nw_ecn ip_ecn', 'NXM_NX_IP_ECN OXM_OF_IP_ECN', 2, at(W.nwTos), 'decimal', 'ip', 'x'],
  ['nw_ttl', 'NXM_NX_IP_TTL', 8, at(W.nwTtl), 'decimal', 'ip', 'x'],
  ['ip_frag nw_frag', 'NXM_NX_IP_FRAG', 2, at(W.nwFrag), 'frag', 'ip', 'r'],
  ['arp_op', 'NXM_OF_ARP_OP OXM_OF_ARP_OP', 16, at(W.nwProto), 'decimal', 'arp', 'x'],
  ['arp_spa', 'NXM_OF_ARP_SPA OXM_OF_ARP_SPA', 32, at(W.nwSrc), 'ipv4', 'arp'],
  ['arp_tpa', 'NXM_OF_ARP_TPA OXM_OF_ARP_TPA', 32, at(W.nwDst), 'ipv4', 'arp'],
  ['arp_sha', 'NXM_NX_ARP_SHA OXM_OF_ARP_SHA', 48, at(W.arpSha, 2), 'mac', 'arp'],
  ['arp_tha', 'NXM_NX_ARP_THA OXM_OF_ARP_THA', 48, at(W.arpTha, 2), 'mac', 'arp'],
  ['nsh_flags', 'NXOXM_NSH_FLAGS', 8, at(W.nshFlags), 'decimal', 'nsh'],
  ['nsh_ttl', 'NXOXM_NSH_TTL', 8, at(W.nshTtl), 'decimal', 'nsh', 'x'],
  ['nsh_mdtype', 'NXOXM_NSH_MDTYPE', 8, at(W.nshMdtype), 'decimal', 'nsh', 'xr'],
  ['nsh_np', 'NXOXM_NSH_NP', 8, at(W.nshNp), 'decimal', 'nsh', 'xr'],
  ['nsh_spi nsp', 'NXOXM_NSH_SPI', 24, at(W.nshPath, 1, 8), 'hex', 'nsh', 'x'],
  ['nsh_si nsi', 'NXOXM_NSH_SI', 8, at(W.nshPath), 'decimal', 'nsh', 'x'],
  ...[1, 2, 3, 4].map(
    (i): Row => [`nsh_c${i} nshc${i}`, `NXOXM_NSH_C${i}`, 32, at(W.nshContext + i - 1), 'hex', 'nsh'],
  ),
]

const transport: readonly Row[] = [
  ['tcp_src tp_src', 'NXM_OF_TCP_SRC OXM_OF_TCP_SRC', 16, at(W.tpSrc), 'decimal', 'tcp'],
  ['tcp_dst tp_dst', 'NXM_OF_TCP_DST OXM_OF_TCP_DST', 16, at(W.tpDst), 'decimal', 'tcp'],
  ['tcp_flags', 'NXM_NX_TCP_FLAGS OXM_OF_TCP_FLAGS OXM_ET_TCP_FLAGS', 12, at(W.tcpFlags), 'tcp-flags', 'tcp', 'r'],
  ['udp_src', 'NXM_OF_UDP_SRC OXM_OF_UDP_SRC', 16, at(W.tpSrc), 'decimal', 'udp'],
  ['udp_dst', 'NXM_OF_UDP_DST OXM_OF_UDP_DST', 16, at(W.tpDst), 'decimal', 'udp'],
  ['sctp_src', 'OXM_OF_SCTP_SRC', 16, at(W.tpSrc), 'decimal', 'sctp'],
  ['sctp_dst', 'OXM_OF_SCTP_DST', 16, at(W.tpDst), 'decimal', 'sctp'],
  ['icmp_type', 'NXM_OF_ICMP_TYPE OXM_OF_ICMPV4_TYPE', 8, at(W.tpSrc), 'decimal', 'icmp4', 'x'],
  ['icmp_code', 'NXM_OF_ICMP_CODE OXM_OF_ICMPV4_CODE', 8, at(W.tpDst), 'decimal', 'icmp4', 'x'],
  ['icmpv6_type', 'NXM_NX_ICMPV6_TYPE OXM_OF_ICMPV6_TYPE', 8, at(W.tpSrc), 'decimal', 'icmp6', 'x'],
  ['icmpv6_code', 'NXM_NX_ICMPV6_CODE OXM_OF_ICMPV6_CODE', 8, at(W.tpDst), 'decimal', 'icmp6', 'x'],
  ['nd_target', 'NXM_NX_ND_TARGET OXM_OF_IPV6_ND_TARGET', 128, at(W.ndTarget, 4), 'ipv6', 'nd'],
  ['nd_sll', 'NXM_NX_ND_SLL OXM_OF_IPV6_ND_SLL', 48, at(W.arpSha, 2), 'mac', 'nd-solicit'],
  ['nd_tll', 'NXM_NX_ND_TLL OXM_OF_IPV6_ND_TLL', 48, at(W.arpTha, 2), 'mac', 'nd-advert'],
  ['nd_reserved', 'ERICOXM_OF_ICMPV6_ND_RESERVED', 32, at(W.igmpGroup), 'decimal', 'nd', 'x'],
  ['nd_options_type', 'ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE', 8, at(W.tcpFlags), 'decimal', 'nd', 'x'],
]

function toField([names, headers, bits, place, format, prerequisite = 'none', marks = '']: Row): Field {
  const [name = '', ...others] = names.split(' ')
  const written = headers.split(' ').filter((header) => header !== '')
  return {
    name,
    names: [...others, ...written],
    header: written[0] ?? null,
    bits,
    place,
    format,
    prerequisite,
    isMaskable: !marks.includes('x'),
    isWritable: !marks.includes('r'),
  }
}

export const FIELDS: readonly Field[] = [...tunnel, ...state, ...registers, ...link, ...network, ...transport].map(
  toField,
)

const BY_NAME = new Map(
  FIELDS.flatMap((field) => [field.name, ...field.names].map((name): [string, Field] => [name.toLowerCase(), field])),
)

/** The field of a name in any of its spellings; tunnel options are found by the map of the bridge (tunnel-options.ts). */
export const findField = (name: string): Field | null => BY_NAME.get(name) ?? BY_NAME.get(name.toLowerCase()) ?? null

/** A field that must exist, by name. */
export function fieldNamed(name: string): Field {
  const field = findField(name)
  invariant(field, `there is a field ${name}`)
  return field
}
