import type { Dice } from './dice'
import { isArp, isIpv4, isIpv6, type Protocol, transportOf, type Vocabulary } from './vocabulary'

export type PacketTaste = {
  readonly protocols: readonly Protocol[]
  readonly vlan: number
  readonly tunnel: number
}

/** A packet as `ofproto/trace` takes it. */
export function randomPacket(dice: Dice, words: Vocabulary, taste: PacketTaste): string {
  const protocol = dice.pick(taste.protocols)
  const mac = () => dice.pick(words.macs)
  const tokens = [
    `in_port=${dice.isLucky(0.04) ? 'LOCAL' : dice.pick(words.ports)}`,
    `dl_src=${mac()}`,
    `dl_dst=${dice.isLucky(0.2) ? dice.pick(['ff:ff:ff:ff:ff:ff', '33:33:00:00:00:01', '01:00:5e:00:00:12', '01:80:c2:00:00:00']) : mac()}`,
  ]
  if (dice.isLucky(taste.vlan)) {
    tokens.push(`dl_vlan=${dice.pick([...words.vlans, 40])}`)
    if (dice.isLucky(0.7)) tokens.push(`dl_vlan_pcp=${dice.below(8)}`)
  }
  if (dice.isLucky(taste.tunnel))
    tokens.push(
      `tun_id=${dice.pick([0, 5, 16, 21])}`,
      `tun_src=${dice.pick(words.ipv4)}`,
      `tun_dst=${dice.pick(words.ipv4)}`,
    )
  if (protocol === 'any') return [...tokens, `dl_type=${dice.pick(['0x88cc', '0x1234', '0x8942'])}`].join(',')
  tokens.push(protocol)
  if (isArp(protocol))
    tokens.push(
      `arp_op=${dice.pick([1, 2])}`,
      `arp_spa=${dice.pick(words.ipv4)}`,
      `arp_tpa=${dice.pick(words.ipv4)}`,
      `arp_sha=${mac()}`,
      `arp_tha=${dice.isLucky(0.5) ? '00:00:00:00:00:00' : mac()}`,
    )
  if (protocol === 'mpls') {
    tokens.push(
      `mpls_label=${dice.pick([10, 20, 100])}`,
      `mpls_tc=${dice.below(3)}`,
      `mpls_ttl=${dice.pick([1, 2, 64])}`,
    )
    tokens.push(`mpls_bos=${dice.isLucky(0.8) ? 1 : 0}`)
  }
  if (isIpv4(protocol)) tokens.push(`nw_src=${dice.pick(words.ipv4)}`, `nw_dst=${dice.pick(words.ipv4)}`)
  if (isIpv6(protocol))
    tokens.push(`ipv6_src=${dice.pick(words.ipv6)}`, `ipv6_dst=${dice.pick([...words.ipv6, 'ff02::1'])}`)
  if (isIpv4(protocol) || isIpv6(protocol)) {
    tokens.push(`nw_ttl=${dice.pick([1, 2, 64, 64, 64, 255])}`)
    if (dice.isLucky(0.4)) tokens.push(`nw_tos=${dice.pick([0, 32, 184])}`)
    if (dice.isLucky(0.1)) tokens.push(`nw_ecn=${dice.pick([1, 2, 3])}`)
    if (dice.isLucky(0.06)) {
      const fragment = dice.pick(['first', 'later'])
      tokens.push(`nw_frag=${fragment}`)
      if (fragment === 'later') return tokens.join(',') // it has no header of layer 4
    }
  }
  if (protocol === 'ip' || protocol === 'ipv6') tokens.push(`nw_proto=${dice.pick([2, 47, 112])}`)
  const transport = transportOf(protocol)
  if (transport)
    tokens.push(`${transport}_src=${dice.pick(words.transport)}`, `${transport}_dst=${dice.pick(words.transport)}`)
  if (transport === 'tcp' && dice.isLucky(0.3))
    tokens.push(`tcp_flags=${dice.pick(['syn', 'ack', 'syn|ack', 'fin|ack'])}`)
  if (protocol === 'icmp') tokens.push(`icmp_type=${dice.pick([0, 8, 3])}`, `icmp_code=${dice.pick([0, 0, 1])}`)
  if (protocol === 'icmp6') neighbour(dice, words, tokens)
  return tokens.join(',')
}

function neighbour(dice: Dice, words: Vocabulary, tokens: string[]): void {
  const type = dice.pick([128, 129, 133, 134, 135, 135, 136, 136])
  tokens.push(`icmpv6_type=${type}`, 'icmpv6_code=0')
  if (type < 135) return
  tokens.push(`nd_target=${dice.pick(words.ipv6)}`, `${type === 135 ? 'nd_sll' : 'nd_tll'}=${dice.pick(words.macs)}`)
}
