import type { Field } from '../fields/field-table'
import { formatFlags, maskedFlags } from '../fields/flag-names'
import { W } from '../fields/flow-layout'
import { formatPort } from '../fields/port-names'
import { ETH, IP } from '../fields/prerequisites'
import { formatTunnel } from './format-tunnel'
import { type MaskedFlow, MaskedText } from './masked-text'

/** What a rule asks for in the words and the order of Open vSwitch (match_format, lib/match.c), without the priority. */
export function formatMatch(of: MaskedFlow, tunnelFields: ReadonlyMap<number, Field> = new Map()): string {
  const text = new MaskedText(of)
  state(text)
  const type = etherTypeOf(text)
  const names = protocolNames(text, type)
  if (names.word) text.push(names.word)
  for (let i = 0; i < 16; i++) text.hex(`reg${i}`, W.regs + i)
  formatTunnel(text, tunnelFields)
  text.hex('metadata', W.metadata, 2)
  if (text.mask(W.inPort) !== 0) text.push(`in_port=${formatPort(text.value(W.inPort))}`)
  vlans(text)
  text.mac('dl_src', W.dlSrc)
  text.mac('dl_dst', W.dlDst)
  if (!names.saysType && text.mask(W.dlType) !== 0) text.push(`dl_type=${hex4(text.value(W.dlType))}`)
  network(text, type, names.saysProtocol)
  transport(text, type)
  return text.parts.join(',')
}

const hex4 = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`
const hex = (value: number): string => (value === 0 ? '0' : `0x${value.toString(16)}`)
const CT_STATE_WHOLE = 0xff

function state(text: MaskedText): void {
  text.hex('pkt_mark', W.pktMark)
  text.hex('recirc_id', W.recircId)
  text.hex('dp_hash', W.dpHash)
  text.plain('conj_id', W.conjId)
  text.hex('skb_priority', W.skbPriority)
  if (text.mask(W.actsetOutput) !== 0) text.push(`actset_output=${formatPort(text.value(W.actsetOutput))}`)
  const bits = text.mask(W.ctState)
  if (bits !== 0) {
    const value = BigInt(text.value(W.ctState))
    const isWhole = (bits & CT_STATE_WHOLE) === CT_STATE_WHOLE
    text.push(
      `ct_state=${isWhole ? formatFlags('ct-state', value, '|') : maskedFlags('ct-state', value, BigInt(bits))}`,
    )
  }
  text.number('ct_zone', W.ctZone, 16)
  text.hex('ct_mark', W.ctMark)
  text.hex('ct_label', W.ctLabel, 4)
  text.ipv4('ct_nw_src', W.ctNwSrc)
  text.ipv6('ct_ipv6_src', W.ctIpv6Src)
  text.ipv4('ct_nw_dst', W.ctNwDst)
  text.ipv6('ct_ipv6_dst', W.ctIpv6Dst)
  text.plain('ct_nw_proto', W.ctNwProto)
  text.number('ct_tp_src', W.ctTpSrc, 16)
  text.number('ct_tp_dst', W.ctTpDst, 16)
  const packetType = text.value(W.packetType)
  if (text.mask(W.packetType) !== 0 && packetType !== 0)
    text.push(`packet_type=(${packetType >>> 16},${hex(packetType & 0xffff)})`)
}

/** The Ethernet type that is asked for, 0 when none is; that of a packet without Ethernet header is in its packet type. */
const etherTypeOf = (text: MaskedText): number =>
  text.mask(W.packetType) !== 0 && text.value(W.packetType) >>> 16 === 1
    ? text.value(W.packetType) & 0xffff
    : text.mask(W.dlType) !== 0
      ? text.value(W.dlType)
      : 0

const WITH_PROTOCOL: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  [ETH.ip]: { [IP.icmp]: 'icmp', [IP.tcp]: 'tcp', [IP.udp]: 'udp', [IP.sctp]: 'sctp' },
  [ETH.ipv6]: { [IP.icmp6]: 'icmp6', [IP.tcp]: 'tcp6', [IP.udp]: 'udp6', [IP.sctp]: 'sctp6' },
}
const PLAIN: Readonly<Record<number, string>> = {
  [ETH.ip]: 'ip',
  [ETH.ipv6]: 'ipv6',
  [ETH.arp]: 'arp',
  [ETH.rarp]: 'rarp',
  [ETH.mpls]: 'mpls',
  [ETH.mplsMulticast]: 'mplsm',
}

function protocolNames(
  text: MaskedText,
  type: number,
): { word: string | null; saysType: boolean; saysProtocol: boolean } {
  if (text.mask(W.dlType) === 0) return { word: null, saysType: false, saysProtocol: false }
  const protocol = text.mask(W.nwProto) !== 0 ? WITH_PROTOCOL[type]?.[text.value(W.nwProto)] : undefined
  const word = protocol ?? PLAIN[type] ?? null
  return { word, saysType: word !== null, saysProtocol: protocol !== undefined }
}

const VLAN_ID = 0xfff
const VLAN_PRIORITY = 0xe000
const VLAN_PRESENT = 0x1000

function vlans(text: MaskedText): void {
  for (let i = 0; i < 2; i++) {
    const [mask, value] = [text.mask(W.vlanTci + i), text.value(W.vlanTci + i)]
    if (mask === 0) continue
    const suffix = i === 0 ? '' : String(i)
    const [id, priority] = [mask & VLAN_ID, mask & VLAN_PRIORITY]
    const isTag = (mask & value & VLAN_PRESENT) !== 0 && (id !== 0 || priority !== 0)
    if (isTag && (id === 0 || id === VLAN_ID) && (priority === 0 || priority === VLAN_PRIORITY)) {
      if (id !== 0) text.push(`dl_vlan${suffix}=${value & VLAN_ID}`)
      if (priority !== 0) text.push(`dl_vlan_pcp${suffix}=${(value & VLAN_PRIORITY) >>> 13}`)
    } else text.push(`vlan_tci${suffix}=${hex4(value)}${mask === 0xffff ? '' : `/${hex4(mask)}`}`)
  }
}

function network(text: MaskedText, type: number, isProtocolSaid: boolean): void {
  const isArp = type === ETH.arp || type === ETH.rarp
  if (type === ETH.ipv6) {
    text.ipv6('ipv6_src', W.ipv6Src)
    text.ipv6('ipv6_dst', W.ipv6Dst)
    const mask = text.mask(W.ipv6Label)
    const label = (value: number): string => `0x${value.toString(16).padStart(5, '0')}`
    if (mask !== 0)
      text.push(`ipv6_label=${label(text.value(W.ipv6Label))}${mask === 0xfffff ? '' : `/${label(mask)}`}`)
  } else if (type === ETH.nsh) nsh(text)
  else {
    text.ipv4(isArp ? 'arp_spa' : 'nw_src', W.nwSrc)
    text.ipv4(isArp ? 'arp_tpa' : 'nw_dst', W.nwDst)
  }
  if (!isProtocolSaid) text.plain(isArp ? 'arp_op' : 'nw_proto', W.nwProto)
  if (isArp) {
    text.mac('arp_sha', W.arpSha)
    text.mac('arp_tha', W.arpTha)
  }
  const tos = text.value(W.nwTos)
  if ((text.mask(W.nwTos) & 0xfc) !== 0) text.push(`nw_tos=${tos & 0xfc}`)
  if ((text.mask(W.nwTos) & 3) !== 0) text.push(`nw_ecn=${tos & 3}`)
  if (type !== ETH.nsh) text.plain('nw_ttl', W.nwTtl)
  mpls(text)
  fragment(text)
}

function nsh(text: MaskedText): void {
  text.number('nsh_flags', W.nshFlags, 8)
  text.number('nsh_ttl', W.nshTtl, 8)
  text.number('nsh_mdtype', W.nshMdtype, 8)
  text.number('nsh_np', W.nshNp, 8)
  const path = text.mask(W.nshPath)
  if (path >>> 8 !== 0) text.push(`nsh_spi=0x${(text.value(W.nshPath) >>> 8).toString(16)}`)
  if ((path & 0xff) !== 0) text.push(`nsh_si=${text.value(W.nshPath) & 0xff}`)
  // Contexts under another type of metadata than the fixed one are not what lies in a packet (format_nsh_masked).
  if (text.mask(W.nshMdtype) !== 0 && text.value(W.nshMdtype) === 1)
    for (let i = 0; i < 4; i++) text.hex(`nsh_c${i + 1}`, W.nshContext + i)
}

function mpls(text: MaskedText): void {
  const [mask, value] = [text.mask(W.mplsLse), text.value(W.mplsLse)]
  if (mask >>> 12 !== 0) text.push(`mpls_label=${value >>> 12}`)
  if ((mask & 0xe00) !== 0) text.push(`mpls_tc=${(value >>> 9) & 7}`)
  if ((mask & 0xff) !== 0) text.push(`mpls_ttl=${value & 0xff}`)
  if ((mask & 0x100) !== 0) text.push(`mpls_bos=${(value >>> 8) & 1}`)
  for (let i = 1; i < 3; i++) text.number(`mpls_lse${i}`, W.mplsLse + i, 32)
}

const FRAGMENTS: Readonly<Record<number, readonly string[]>> = {
  1: ['no', 'yes', 'no', 'yes'],
  2: ['not_later', 'not_later', 'later', 'later'],
  3: ['no', 'first', '<error>', 'later'],
}
function fragment(text: MaskedText): void {
  const name = FRAGMENTS[text.mask(W.nwFrag) & 3]?.[text.value(W.nwFrag) & 3]
  if (name) text.push(`nw_frag=${name}`)
}

function transport(text: MaskedText, type: number): void {
  const protocol = text.mask(W.nwProto) !== 0 ? text.value(W.nwProto) : -1
  const isIcmp6 = type === ETH.ipv6 && protocol === IP.icmp6
  const isIgmp = type === ETH.ip && protocol === IP.igmp
  const prefix = isIcmp6 || (type === ETH.ip && protocol === IP.icmp) ? 'icmp_' : isIgmp ? 'igmp_' : null
  text.number(prefix === null ? 'tp_src' : `${prefix}type`, W.tpSrc, prefix === null ? 16 : 8)
  text.number(prefix === null ? 'tp_dst' : `${prefix}code`, W.tpDst, prefix === null ? 16 : 8)
  if (isIcmp6) {
    text.ipv6('nd_target', W.ndTarget)
    text.mac('nd_sll', W.arpSha)
    text.mac('nd_tll', W.arpTha)
    text.plain('nd_reserved', W.igmpGroup)
    text.plain('nd_options_type', W.tcpFlags)
    return
  }
  const flags = text.mask(W.tcpFlags)
  if (flags === 0 || protocol !== IP.tcp) return
  const value = BigInt(text.value(W.tcpFlags))
  text.push(
    `tcp_flags=${flags === 0xfff ? formatFlags('tcp-flags', value, '|') : maskedFlags('tcp-flags', value, BigInt(flags))}`,
  )
}
