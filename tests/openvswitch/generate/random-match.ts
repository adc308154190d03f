import type { Dice } from './dice'
import { isArp, isIpv4, isIpv6, type Protocol, transportOf, type Vocabulary } from './vocabulary'

/** Which kinds of fields a family's rules ask for. */
export type MatchTaste = {
  readonly protocols: readonly Protocol[]
  readonly vlan: number // chance of a VLAN field
  readonly ct: number // chance of connection-tracking fields
  readonly registers: number
  readonly tunnel: number
}

export type RandomMatch = { readonly protocol: Protocol; readonly tokens: readonly string[] }

const prefix = (dice: Dice, address: string, lengths: readonly number[]): string =>
  dice.isLucky(0.4) ? `${address}/${dice.pick(lengths)}` : address
const port = (dice: Dice, words: Vocabulary): string =>
  dice.isLucky(0.12)
    ? `0x${dice.pick(words.transport).toString(16)}/${dice.pick(['0xfff0', '0xff00', '0x000f'])}`
    : String(dice.pick(words.transport))

/** A match in the words of `ovs-ofctl`, sparse enough that packets of the same vocabulary hit it. */
export function randomMatch(dice: Dice, words: Vocabulary, taste: MatchTaste): RandomMatch {
  const protocol = dice.pick(taste.protocols)
  const tokens: string[] = protocol === 'any' ? [] : [protocol]
  const maybe = (chance: number, make: () => string): void => {
    if (dice.isLucky(chance)) tokens.push(make())
  }
  maybe(0.3, () => `in_port=${dice.pick([...words.ports, ...words.ports, ...words.ports, 'LOCAL'])}`)
  maybe(0.25, () => `dl_src=${dice.isLucky(0.3) ? 'fa:16:3e:00:00:00/ff:ff:ff:00:00:00' : dice.pick(words.macs)}`)
  maybe(
    0.2,
    () =>
      `dl_dst=${dice.pick([...words.macs, ...words.macs, 'ff:ff:ff:ff:ff:ff', '01:00:00:00:00:00/01:00:00:00:00:00', '33:33:00:00:00:00/ff:ff:00:00:00:00'])}`,
  )
  maybe(taste.vlan, () => vlanToken(dice, words))
  maybe(taste.registers, () => registerToken(dice))
  maybe(taste.tunnel, () => dice.pick(['tun_id=5', 'tun_id=0x10/0xf0', `tun_src=${dice.pick(words.ipv4)}`, 'tun_id=0']))
  maybe(0.03, () =>
    dice.pick(['pkt_mark=0x1', 'pkt_mark=0/0x1', 'skb_priority=0']).replace('skb_priority=0', 'pkt_mark=0'),
  )
  if (taste.ct > 0) ctTokens(dice, taste.ct, tokens)
  if (isIpv4(protocol)) {
    maybe(
      0.35,
      () =>
        `nw_src=${dice.isLucky(0.05) ? `${dice.pick(words.ipv4)}/255.0.0.7` : prefix(dice, dice.pick(words.ipv4), [8, 16, 20, 24, 29, 31])}`,
    )
    maybe(0.3, () => `nw_dst=${prefix(dice, dice.pick(words.ipv4), [8, 16, 20, 24, 29, 31])}`)
  }
  if (isIpv6(protocol)) {
    maybe(0.3, () => `ipv6_src=${prefix(dice, dice.pick(words.ipv6), [10, 32, 48, 64, 120])}`)
    maybe(0.3, () => `ipv6_dst=${prefix(dice, dice.pick([...words.ipv6, 'ff02::1']), [10, 32, 48, 64, 120])}`)
    maybe(0.04, () => dice.pick(['ipv6_label=0', 'ipv6_label=0x12345', 'ipv6_label=0x0/0xf']))
  }
  if (isIpv4(protocol) || isIpv6(protocol)) {
    maybe(0.08, () => `nw_tos=${dice.pick([0, 32, 184])}`)
    maybe(0.1, () => `nw_ttl=${dice.pick([1, 64, 255])}`)
    maybe(0.03, () => `nw_ecn=${dice.pick([0, 2])}`)
    maybe(0.08, () => `nw_frag=${dice.pick(['no', 'yes', 'first', 'later', 'not_later'])}`)
  }
  if (protocol === 'ip' || protocol === 'ipv6') maybe(0.06, () => `nw_proto=${dice.pick([2, 47, 112])}`)
  const transport = transportOf(protocol)
  if (transport && !tokens.includes('nw_frag=later')) {
    maybe(0.25, () => `tp_src=${port(dice, words)}`)
    maybe(0.35, () => `tp_dst=${port(dice, words)}`)
  }
  if (transport === 'tcp' && !tokens.includes('nw_frag=later'))
    maybe(0.08, () => dice.pick(['tcp_flags=+syn-ack', 'tcp_flags=syn', 'tcp_flags=0', 'tcp_flags=+ack']))
  if (protocol === 'icmp') icmpTokens(dice, tokens)
  if (protocol === 'icmp6') neighbourTokens(dice, words, tokens)
  if (isArp(protocol)) arpTokens(dice, words, tokens)
  if (protocol === 'mpls') mplsTokens(dice, tokens)
  return { protocol, tokens: [...new Set(tokens)] }
}

function vlanToken(dice: Dice, words: Vocabulary): string {
  return dice.pick([
    `dl_vlan=${dice.pick(words.vlans)}`,
    `dl_vlan=${dice.pick(words.vlans)}`,
    `vlan_tci=0x0000/0x1fff`,
    'vlan_tci=0x1000/0x1000',
    `dl_vlan_pcp=${dice.below(4)}`,
    `vlan_tci=0x${(0x1000 + dice.pick(words.vlans)).toString(16)}/0x1fff`,
    `vlan_vid=0x${(0x1000 + dice.pick(words.vlans)).toString(16)}`,
    'vlan_tci=0x0000',
    'dl_vlan=0xffff',
  ])
}

const registerToken = (dice: Dice): string =>
  dice.pick([
    `reg${dice.pick([0, 1, 2, 5])}=${dice.below(4)}`,
    `reg${dice.pick([0, 1, 2, 5])}=${dice.below(4)}`,
    `reg${dice.pick([0, 1, 2, 5])}=0x10/0xf0`,
    `metadata=${dice.below(4)}`,
    'metadata=0x10/0xf0',
    `xreg${dice.pick([0, 2])}=${dice.below(3)}`,
    'xxreg0=0/0xff',
  ])

function ctTokens(dice: Dice, chance: number, tokens: string[]): void {
  const flags = [
    '+new+trk',
    '+est+trk',
    '+trk',
    '-trk',
    '+inv+trk',
    '-new+est+trk',
    '+est-rel-rpl',
    '+rel+trk',
    '+rpl+trk',
    '-inv',
  ]
  if (dice.isLucky(chance)) tokens.push(`ct_state=${dice.pick(flags)}`)
  if (dice.isLucky(chance * 0.3)) tokens.push(`ct_zone=${dice.pick([0, 1, 7])}`)
  if (dice.isLucky(chance * 0.3)) tokens.push(`ct_mark=${dice.pick(['0', '0x1', '0x1/0x1', '0/0x1'])}`)
  if (dice.isLucky(chance * 0.15)) tokens.push(`ct_label=${dice.pick(['0', '0x1', '0x1/0x3'])}`)
}

function icmpTokens(dice: Dice, tokens: string[]): void {
  if (dice.isLucky(0.3)) tokens.push(`icmp_type=${dice.pick([0, 8, 3])}`)
  if (dice.isLucky(0.1)) tokens.push(`icmp_code=${dice.pick([0, 1])}`)
}

function neighbourTokens(dice: Dice, words: Vocabulary, tokens: string[]): void {
  if (!dice.isLucky(0.6)) return
  const type = dice.pick([128, 129, 133, 134, 135, 136])
  tokens.push(`icmp_type=${type}`)
  if (type < 135 || !dice.isLucky(0.6)) return
  tokens.push('icmp_code=0')
  if (dice.isLucky(0.5)) tokens.push(`nd_target=${prefix(dice, dice.pick(words.ipv6), [32, 64, 120])}`)
  if (dice.isLucky(0.4)) tokens.push(`${type === 135 ? 'nd_sll' : 'nd_tll'}=${dice.pick(words.macs)}`)
}

function arpTokens(dice: Dice, words: Vocabulary, tokens: string[]): void {
  if (dice.isLucky(0.3)) tokens.push(`arp_op=${dice.pick([1, 2])}`)
  if (dice.isLucky(0.35)) tokens.push(`arp_spa=${prefix(dice, dice.pick(words.ipv4), [24, 29, 31])}`)
  if (dice.isLucky(0.25)) tokens.push(`arp_tpa=${prefix(dice, dice.pick(words.ipv4), [24, 29, 31])}`)
  if (dice.isLucky(0.15)) tokens.push(`arp_sha=${dice.pick(words.macs)}`)
  if (dice.isLucky(0.08)) tokens.push(`arp_tha=${dice.pick([...words.macs, '00:00:00:00:00:00'])}`)
}

function mplsTokens(dice: Dice, tokens: string[]): void {
  if (dice.isLucky(0.4)) tokens.push(`mpls_label=${dice.pick([10, 20, 100])}`)
  if (dice.isLucky(0.2)) tokens.push(`mpls_tc=${dice.below(3)}`)
  if (dice.isLucky(0.2)) tokens.push(`mpls_bos=${dice.below(2)}`)
  if (dice.isLucky(0.1)) tokens.push(`mpls_ttl=${dice.pick([1, 64])}`)
}
