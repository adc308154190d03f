import type { Dice } from './dice'
import { randomPacket } from './random-packet'
import { EVERYTHING, type Family, plainPort } from './random-world'
import { makeVocabulary, type Vocabulary } from './vocabulary'

type Guest = { readonly port: number; readonly mac: string; readonly ipv4: string; readonly ipv6: string }

/** What fabrics put on a host: each guest may speak only as itself; ARP and ND have tables of their own, and a learning switch or rules by MAC deliver. */
export const antispoofFamily: Family = {
  name: 'antispoof',
  make: (dice, packets) => {
    const words = makeVocabulary(dice, 6, 1)
    const guests = [1, 2, 3, 4].map(
      (port): Guest => ({
        port,
        mac: words.macs[port - 1] ?? '',
        ipv4: dice.pick(words.ipv4),
        ipv6: dice.pick(words.ipv6),
      }),
    )
    return {
      family: 'antispoof',
      bridges: [
        {
          name: 'br0',
          ports: words.ports.map(plainPort),
          flows: [
            ...gates(dice, words),
            ...guests.flatMap((guest) => allow(dice, words, guest)),
            ...deliver(dice, guests),
          ],
          groups: [],
          meters: [],
          tlvMap: [],
        },
      ],
      packets: dice.times(packets, () => ({
        bridge: 'br0',
        packet: dice.isLucky(0.5)
          ? spoken(dice, words, dice.pick(guests))
          : randomPacket(dice, words, { protocols: EVERYTHING, vlan: 0.03, tunnel: 0 }),
        ctNext: [],
        hasPacket: false,
      })),
    }
  },
}

function gates(dice: Dice, words: Vocabulary): string[] {
  return [
    `table=0,priority=65535,dl_src=${dice.pick(words.macs)},dl_vlan=99,actions=drop`,
    ...[1, 2, 3, 4].flatMap((port) => [
      `table=0,priority=10,arp,in_port=${port},actions=resubmit(,24)`,
      `table=0,priority=10,icmp6,in_port=${port},icmp_type=136,actions=resubmit(,24)`,
      `table=0,priority=9,in_port=${port},actions=load:${port}->NXM_NX_REG5[],resubmit(,25)`,
    ]),
    `table=0,priority=0,actions=${dice.pick(['NORMAL', 'resubmit(,60)', 'goto_table:60'])}`,
    'table=24,priority=0,actions=drop',
    'table=25,priority=0,actions=drop',
    `table=60,priority=0,actions=${dice.pick(['NORMAL', 'drop', 'FLOOD', 'output:6'])}`,
  ]
}

function allow(dice: Dice, words: Vocabulary, { port, mac, ipv4, ipv6 }: Guest): string[] {
  const pairs = [ipv4, ...(dice.isLucky(0.4) ? [`${dice.pick(words.ipv4)}/${dice.pick([24, 29, 31, 32])}`] : [])]
  return [
    ...pairs.map((pair, i) => `table=24,priority=${2 + i},arp,in_port=${port},arp_spa=${pair},actions=resubmit(,25)`),
    `table=24,priority=2,icmp6,in_port=${port},icmp_type=136,icmp_code=0,nd_target=${ipv6},actions=resubmit(,25)`,
    `table=25,priority=2,in_port=${port},dl_src=${mac},actions=resubmit(,71)`,
    `table=71,priority=95,arp,reg5=${port},in_port=${port},dl_src=${mac},arp_spa=${ipv4},actions=resubmit(,60)`,
    `table=71,priority=65,ip,reg5=${port},in_port=${port},dl_src=${mac},nw_src=${ipv4},actions=${dice.pick(['resubmit(,60)', 'goto_table:73', 'ct(table=73,zone=1)'])}`,
    `table=71,priority=65,ipv6,reg5=${port},in_port=${port},dl_src=${mac},ipv6_src=${ipv6},actions=resubmit(,60)`,
    `table=71,priority=80,udp,reg5=${port},in_port=${port},tp_src=68,tp_dst=67,actions=output:5`,
    `table=73,priority=${100 + port},ip,reg5=${port},ct_state=+new-est,actions=ct(commit,zone=1),resubmit(,60)`,
    `table=73,priority=${50 + port},ip,reg5=${port},actions=resubmit(,60)`,
  ]
}

const deliver = (dice: Dice, guests: readonly Guest[]): string[] =>
  guests.map(
    ({ port, mac }) =>
      `table=60,priority=${90 + port},dl_dst=${mac},actions=${dice.isLucky(0.5) ? 'load:0->NXM_OF_VLAN_TCI[],' : ''}output:${port}`,
  )

/** What a guest says: mostly as itself, sometimes as another. */
function spoken(dice: Dice, words: Vocabulary, self: Guest): string {
  const mac = dice.isLucky(0.9) ? self.mac : dice.pick(words.macs)
  const ipv4 = dice.isLucky(0.8) ? self.ipv4 : dice.pick(words.ipv4)
  const ipv6 = dice.isLucky(0.8) ? self.ipv6 : dice.pick(words.ipv6)
  const head = `in_port=${self.port},dl_src=${mac}`
  const to = dice.pick(words.macs)
  return dice.pick([
    `${head},dl_dst=ff:ff:ff:ff:ff:ff,arp,arp_op=1,arp_spa=${ipv4},arp_tpa=${dice.pick(words.ipv4)},arp_sha=${mac},arp_tha=00:00:00:00:00:00`,
    `${head},dl_dst=${to},arp,arp_op=2,arp_spa=${ipv4},arp_tpa=${dice.pick(words.ipv4)},arp_sha=${mac},arp_tha=${to}`,
    `${head},dl_dst=${to},tcp,nw_src=${ipv4},nw_dst=${dice.pick(words.ipv4)},nw_ttl=64,tcp_src=1234,tcp_dst=443`,
    `${head},dl_dst=${to},udp,nw_src=${ipv4},nw_dst=255.255.255.255,nw_ttl=64,udp_src=68,udp_dst=67`,
    `${head},dl_dst=${to},icmp6,ipv6_src=${ipv6},ipv6_dst=${dice.pick(words.ipv6)},nw_ttl=255,icmpv6_type=136,icmpv6_code=0,nd_target=${ipv6},nd_tll=${mac}`,
    `${head},dl_dst=33:33:ff:00:00:01,icmp6,ipv6_src=${ipv6},ipv6_dst=ff02::1:ff00:1,nw_ttl=255,icmpv6_type=135,icmpv6_code=0,nd_target=${dice.pick(words.ipv6)},nd_sll=${mac}`,
    `${head},dl_dst=${to},icmp6,ipv6_src=${ipv6},ipv6_dst=${dice.pick(words.ipv6)},nw_ttl=64,icmpv6_type=128,icmpv6_code=0`,
  ])
}
