import { allOnes, formatIpMasked, formatMacWords } from '../fields/field-value'
import { formatFlags } from '../fields/flag-names'
import { type Flow, getBits, type Place, W, word } from '../fields/flow-layout'
import { formatPort } from '../fields/port-names'
import { ETH, etherType, IP, isIp, isMplsType, isNeighbourDiscovery, VLAN_PRESENT } from '../fields/prerequisites'

/**
 * A flow as Open vSwitch writes it: `tcp,in_port=1,vlan_tci=0x0000,dl_src=…,nw_src=…,tp_dst=80,tcp_flags=syn`. Fields that
 * the packet cannot have are left out, and of what is no header those that are zero (flow_format, lib/flow.c, and
 * match_format, lib/match.c).
 */
export function formatFlow(flow: Flow): string {
  const parts: string[] = []
  state(flow, parts)
  const type = etherType(flow)
  const isFrame = word(flow, W.packetType) === 0
  if (isFrame && word(flow, W.recircId) !== 0) parts.push('eth')
  if (!isFrame)
    parts.push(`packet_type=(${word(flow, W.packetType) >>> 16},${small(word(flow, W.packetType) & 0xffff)})`)
  const protocol = word(flow, W.nwProto)
  const name = isFrame ? protocolName(type, protocol) : null
  if (name) parts.push(name)
  registersAndTunnel(flow, parts)
  link(flow, parts, isFrame, name !== null)
  network(flow, parts, type, name !== null && hasProtocolInName(name))
  transport(flow, parts, type)
  return parts.join(',')
}

const small = (value: number): string => (value > 9 ? `0x${value.toString(16)}` : String(value))
const hex = (value: number | bigint): string => (value === 0 || value === 0n ? '0' : `0x${value.toString(16)}`)
const hex4 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`
const place = (at: number, words: number): Place => ({ word: at, words, shift: 0 })
const macOf = (flow: Flow, at: number): string => formatMacWords(word(flow, at), word(flow, at + 1))
const ipv4Of = (flow: Flow, at: number): string => {
  const bits = word(flow, at)
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`
}
function isZero(flow: Flow, at: number, words: number): boolean {
  for (let i = at; i < at + words; i++) if (flow[i] !== 0) return false
  return true
}
const ipv6Of = (flow: Flow, at: number): string =>
  formatIpMasked('ipv6', getBits(flow, place(at, 4), 0, 128), allOnes(128))

function state(flow: Flow, parts: string[]): void {
  const plain = (name: string, at: number): void => {
    if (word(flow, at) !== 0) parts.push(`${name}=${hex(word(flow, at))}`)
  }
  plain('pkt_mark', W.pktMark)
  plain('recirc_id', W.recircId)
  plain('dp_hash', W.dpHash)
  plain('skb_priority', W.skbPriority)
  if (word(flow, W.ctState) !== 0) parts.push(`ct_state=${formatFlags('ct-state', BigInt(word(flow, W.ctState)), '|')}`)
  if (word(flow, W.ctZone) !== 0) parts.push(`ct_zone=${word(flow, W.ctZone)}`)
  plain('ct_mark', W.ctMark)
  if (!isZero(flow, W.ctLabel, 4)) parts.push(`ct_label=${hex(getBits(flow, place(W.ctLabel, 4), 0, 128))}`)
  const isFrame = word(flow, W.packetType) === 0
  const protocol = word(flow, W.ctNwProto)
  if (!isFrame || protocol !== 0) {
    if (etherType(flow) === ETH.ip)
      parts.push(`ct_nw_src=${ipv4Of(flow, W.ctNwSrc)}`, `ct_nw_dst=${ipv4Of(flow, W.ctNwDst)}`)
    else if (etherType(flow) === ETH.ipv6 && !isNeighbourDiscovery(flow))
      parts.push(`ct_ipv6_src=${ipv6Of(flow, W.ctIpv6Src)}`, `ct_ipv6_dst=${ipv6Of(flow, W.ctIpv6Dst)}`)
  }
  if (protocol !== 0 && isIp(flow))
    parts.push(`ct_nw_proto=${protocol}`, `ct_tp_src=${word(flow, W.ctTpSrc)}`, `ct_tp_dst=${word(flow, W.ctTpDst)}`)
}

const NAMES: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  [ETH.ip]: { [IP.icmp]: 'icmp', [IP.tcp]: 'tcp', [IP.udp]: 'udp', [IP.sctp]: 'sctp' },
  [ETH.ipv6]: { [IP.icmp6]: 'icmp6', [IP.tcp]: 'tcp6', [IP.udp]: 'udp6', [IP.sctp]: 'sctp6' },
}
const TYPES: Readonly<Record<number, string>> = {
  [ETH.ip]: 'ip',
  [ETH.ipv6]: 'ipv6',
  [ETH.arp]: 'arp',
  [ETH.rarp]: 'rarp',
  [ETH.mpls]: 'mpls',
  [ETH.mplsMulticast]: 'mplsm',
}
const protocolName = (type: number, protocol: number): string | null => NAMES[type]?.[protocol] ?? TYPES[type] ?? null
const TYPE_NAMES = new Set(Object.values(TYPES))
const hasProtocolInName = (name: string): boolean => !TYPE_NAMES.has(name)

function registersAndTunnel(flow: Flow, parts: string[]): void {
  for (let i = 0; i < 16; i++) if (word(flow, W.regs + i) !== 0) parts.push(`reg${i}=${hex(word(flow, W.regs + i))}`)
  const id = isZero(flow, W.tunId, 2) ? 0n : getBits(flow, place(W.tunId, 2), 0, 64)
  const hasTunnel = word(flow, W.tunDst) !== 0 || !isZero(flow, W.tunIpv6Dst, 4)
  if (!hasTunnel) {
    if (id !== 0n) parts.push(`tun_id=${hex(id)}`)
  } else {
    if ((word(flow, W.tunFlags) & 8) !== 0) parts.push(`tun_id=${hex(id)}`)
    parts.push(
      `tun_src=${ipv4Of(flow, W.tunSrc)}`,
      `tun_dst=${ipv4Of(flow, W.tunDst)}`,
      `tun_ipv6_src=${ipv6Of(flow, W.tunIpv6Src)}`,
      `tun_ipv6_dst=${ipv6Of(flow, W.tunIpv6Dst)}`,
      `tun_gbp_id=${word(flow, W.tunGbpId)}`,
      `tun_gbp_flags=${hex(word(flow, W.tunGbpFlags))}`,
      `tun_tos=${word(flow, W.tunTos).toString(16)}`,
      `tun_ttl=${word(flow, W.tunTtl)}`,
      `tun_erspan_ver=${word(flow, W.tunErspanVer)}`,
      `gtpu_flags=${hex(word(flow, W.tunGtpuFlags))}`,
      `gtpu_msgtype=${word(flow, W.tunGtpuMsgtype)}`,
      `tun_flags=${formatFlags('tunnel-flags', BigInt(word(flow, W.tunFlags)), '|')}`,
    )
    options(flow, parts)
  }
  if (!isZero(flow, W.metadata, 2)) parts.push(`metadata=${hex(getBits(flow, place(W.metadata, 2), 0, 64))}`)
  if (word(flow, W.inPort) !== 0) parts.push(`in_port=${formatPort(word(flow, W.inPort))}`)
}

/** Tunnel options that the packet carries; their widths are those of the words they lie in. */
function options(flow: Flow, parts: string[]): void {
  for (let at = W.tunMetadata, i = 0; at < W.metadata; at++, i++)
    if (i < 64 && ((word(flow, W.tunPresent + (i < 32 ? 1 : 0)) >>> (i & 31)) & 1) === 1)
      parts.push(`tun_metadata${i}=${hex(word(flow, at))}`)
}

function link(flow: Flow, parts: string[], isFrame: boolean, isNamed: boolean): void {
  if (!isFrame) return
  for (let i = 0; i < 2; i++) {
    const tag = word(flow, W.vlanTci + i)
    const index = i === 0 ? '' : String(i)
    if ((tag & VLAN_PRESENT) !== 0) parts.push(`dl_vlan${index}=${tag & 0xfff}`, `dl_vlan_pcp${index}=${tag >>> 13}`)
    else parts.push(`vlan_tci${index}=${hex4(tag)}`)
    if (tag === 0) break
  }
  parts.push(`dl_src=${macOf(flow, W.dlSrc)}`, `dl_dst=${macOf(flow, W.dlDst)}`)
  if (!isNamed) parts.push(`dl_type=${hex4(word(flow, W.dlType))}`)
}

function network(flow: Flow, parts: string[], type: number, isProtocolNamed: boolean): void {
  if (type === ETH.ip) parts.push(`nw_src=${ipv4Of(flow, W.nwSrc)}`, `nw_dst=${ipv4Of(flow, W.nwDst)}`)
  else if (type === ETH.ipv6)
    parts.push(
      `ipv6_src=${ipv6Of(flow, W.ipv6Src)}`,
      `ipv6_dst=${ipv6Of(flow, W.ipv6Dst)}`,
      `ipv6_label=0x${word(flow, W.ipv6Label).toString(16).padStart(5, '0')}`,
    )
  else if (type === ETH.arp || type === ETH.rarp)
    parts.push(
      `arp_spa=${ipv4Of(flow, W.nwSrc)}`,
      `arp_tpa=${ipv4Of(flow, W.nwDst)}`,
      `arp_op=${word(flow, W.nwProto)}`,
      `arp_sha=${macOf(flow, W.arpSha)}`,
      `arp_tha=${macOf(flow, W.arpTha)}`,
    )
  else if (type === ETH.nsh) nsh(flow, parts)
  else if (isMplsType(type)) mpls(flow, parts)
  if (!isIp(flow) && type !== ETH.nsh) return
  if (!isProtocolNamed) parts.push(`nw_proto=${word(flow, W.nwProto)}`)
  parts.push(
    `nw_tos=${word(flow, W.nwTos) & 0xfc}`,
    `nw_ecn=${word(flow, W.nwTos) & 3}`,
    `nw_ttl=${word(flow, W.nwTtl)}`,
    `nw_frag=${FRAGMENTS[word(flow, W.nwFrag) & 3]}`,
  )
}
const FRAGMENTS = ['no', 'first', '<error>', 'later']

function nsh(flow: Flow, parts: string[]): void {
  const path = word(flow, W.nshPath)
  parts.push(
    `nsh_flags=${word(flow, W.nshFlags)}`,
    `nsh_ttl=${word(flow, W.nshTtl)}`,
    `nsh_mdtype=${word(flow, W.nshMdtype)}`,
    `nsh_np=${word(flow, W.nshNp)}`,
    `nsh_spi=0x${(path >>> 8).toString(16)}`,
    `nsh_si=${path & 0xff}`,
  )
  if (word(flow, W.nshMdtype) === 1)
    for (let i = 0; i < 4; i++) parts.push(`nsh_c${i + 1}=0x${word(flow, W.nshContext + i).toString(16)}`)
}

function mpls(flow: Flow, parts: string[]): void {
  const first = word(flow, W.mplsLse)
  parts.push(
    `mpls_label=${first >>> 12}`,
    `mpls_tc=${(first >>> 9) & 7}`,
    `mpls_ttl=${first & 0xff}`,
    `mpls_bos=${(first >>> 8) & 1}`,
  )
  for (let i = 1; i < 3 && (word(flow, W.mplsLse + i - 1) & 0x100) === 0; i++)
    parts.push(`mpls_lse${i}=${word(flow, W.mplsLse + i)}`)
}

function transport(flow: Flow, parts: string[], type: number): void {
  if (!isIp(flow)) return
  const protocol = word(flow, W.nwProto)
  // Later fragments have no such header; those of ICMPv6 are shown with one all the same.
  if ((word(flow, W.nwFrag) & 2) !== 0 && !(type === ETH.ipv6 && protocol === IP.icmp6)) return
  const [source, destination] = [word(flow, W.tpSrc), word(flow, W.tpDst)]
  if ((type === ETH.ip && protocol === IP.icmp) || (type === ETH.ipv6 && protocol === IP.icmp6)) {
    parts.push(`icmp_type=${source}`, `icmp_code=${destination}`)
    if (isNeighbourDiscovery(flow))
      parts.push(
        `nd_target=${ipv6Of(flow, W.ndTarget)}`,
        `nd_sll=${macOf(flow, W.arpSha)}`,
        `nd_tll=${macOf(flow, W.arpTha)}`,
      )
  } else if (KNOWN.has(protocol)) parts.push(`tp_src=${source}`, `tp_dst=${destination}`)
  if (protocol === IP.tcp) parts.push(`tcp_flags=${formatFlags('tcp-flags', BigInt(word(flow, W.tcpFlags)), '|')}`)
}
const KNOWN = new Set<number>([IP.icmp, IP.icmp6, IP.tcp, IP.udp, IP.sctp, IP.igmp])
