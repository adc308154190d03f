import type { Dice } from './dice'
import { isArp, isIpv4, isIpv6, type Protocol, transportOf, type Vocabulary } from './vocabulary'

/** What a family's rules do besides sending packets out and on, as chances. */
export type ActionTaste = {
  readonly vlan: number
  readonly ct: number
  readonly mpls: number
  readonly learn: number
  readonly clone: number
  readonly hash: number // multipath, bundle
  readonly normal: number
  readonly larger: number // check_pkt_larger
  readonly stack: number
  readonly write: number // write_actions, clear_actions, write_metadata, goto_table
  readonly controller: number
  readonly tunnel: number
  readonly groups: readonly number[]
  readonly meters: readonly number[]
  readonly extraPorts: readonly number[] // patch and tunnel ports, for output only
}

export const PLAIN: ActionTaste = {
  vlan: 0,
  ct: 0,
  mpls: 0,
  learn: 0,
  clone: 0.04,
  hash: 0,
  normal: 0.03,
  larger: 0,
  stack: 0.02,
  write: 0.05,
  controller: 0.03,
  tunnel: 0,
  groups: [],
  meters: [],
  extraPorts: [],
}

type Place = {
  readonly dice: Dice
  readonly words: Vocabulary
  readonly protocol: Protocol
  readonly table: number
  readonly isTagged?: boolean
}

/** The actions of one rule, as `ovs-ofctl` takes them. */
export function randomActions(place: Place, taste: ActionTaste): string {
  const { dice } = place
  if (dice.isLucky(0.12)) return 'drop'
  const list = dice.times(dice.pick([0, 0, 0, 1, 1, 2, 3]), () => change(place, taste))
  list.push(way(place, taste))
  if (dice.isLucky(0.25)) list.push(way(place, taste))
  if (dice.isLucky(0.08)) list.push(change(place, taste), way(place, taste))
  if (dice.isLucky(0.02)) list.splice(dice.below(list.length), 0, 'exit')
  const instructions = taste.write > 0 && dice.isLucky(taste.write * 2) ? writes(place, taste) : []
  if (taste.meters.length > 0 && dice.isLucky(0.2)) list.unshift(`meter:${dice.pick(taste.meters)}`)
  return [...list, ...instructions].join(',')
}

/** write_actions and the like come after the actions that are applied at once, goto_table last. */
function writes({ dice, words, protocol, table }: Place, taste: ActionTaste): string[] {
  const list: string[] = []
  const later = words.tables.filter((one) => one > table)
  if (dice.isLucky(0.2)) list.push('clear_actions')
  if (dice.isLucky(0.7)) {
    const inner = dice.times(dice.from(1, 3), () =>
      dice.pick([
        `output:${port(dice, words, taste)}`,
        `set_field:${dice.pick(words.macs)}->eth_dst`,
        `set_field:${dice.below(4)}->reg${dice.pick([0, 1, 5])}`,
        ...(isIpv4(protocol) || isIpv6(protocol) ? ['dec_ttl'] : []),
        ...(taste.vlan > 0
          ? ['push_vlan:0x8100', 'pop_vlan', `set_field:${0x1000 + dice.pick(words.vlans)}->vlan_vid`]
          : []),
        ...(taste.groups.length > 0 ? [`group:${dice.pick(taste.groups)}`] : []),
      ]),
    )
    list.push(`write_actions(${inner.filter((one) => !one.includes('vlan_vid')).join(',') || 'output:1'})`)
  }
  if (dice.isLucky(0.3)) list.push(`write_metadata:0x${dice.below(32).toString(16)}${dice.isLucky(0.5) ? '/0xf' : ''}`)
  if (later.length > 0 && dice.isLucky(0.6)) list.push(`goto_table:${dice.pick(later)}`)
  return list
}

const port = (dice: Dice, words: Vocabulary, taste: ActionTaste): number =>
  dice.pick([...words.ports, ...taste.extraPorts])

/** An action by which the packet goes out or on. */
function way(place: Place, taste: ActionTaste): string {
  const { dice, words, table } = place
  const later = words.tables.filter((one) => one > table)
  if (later.length > 0 && dice.isLucky(0.45)) return `resubmit(,${dice.pick(later)})`
  if (dice.isLucky(taste.normal)) return 'NORMAL'
  if (taste.groups.length > 0 && dice.isLucky(0.5)) return `group:${dice.pick(taste.groups)}`
  if (dice.isLucky(taste.controller))
    return dice.pick(['CONTROLLER:65535', 'CONTROLLER:128', 'controller(reason=no_match,max_len=100,id=3)'])
  if (dice.isLucky(taste.ct)) return conntrack(place)
  if (dice.isLucky(taste.hash)) return bundle(place)
  if (dice.isLucky(taste.clone)) return `clone(${change(place, taste)},${way(place, { ...taste, clone: 0 })})`
  const out = () => `output:${port(dice, words, taste)}`
  return dice.pick<() => string>([
    out,
    out,
    out,
    () => dice.times(dice.from(2, 3), out).join(','),
    () => dice.pick(['IN_PORT', 'LOCAL', 'FLOOD', 'ALL', 'IN_PORT']),
    () => `output:NXM_NX_REG${dice.pick([0, 1, 2])}[0..15]`,
    () =>
      later.length === 0
        ? out()
        : `resubmit(${dice.pick(words.ports)},${dice.pick(words.tables.filter((one) => one > table || (one === table && taste.ct === 0)))})`,
    () => (taste.ct === 0 && dice.isLucky(0.2) ? `resubmit:${dice.pick(words.ports)}` : out()),
    () => (taste.ct === 0 && dice.isLucky(0.2) ? `resubmit(,${dice.pick(words.tables)})` : out()),
    () => (dice.isLucky(0.3) ? `enqueue:${dice.pick(words.ports)}:${dice.below(3)}` : out()),
    () => (dice.isLucky(0.3) ? `output(port=${dice.pick(words.ports)},max_len=${dice.from(64, 200)})` : out()),
  ])()
}

/** An action that changes the packet or the registers. */
function change(place: Place, taste: ActionTaste): string {
  const { dice, words, protocol } = place
  if (dice.isLucky(taste.vlan)) return vlan(place)
  if (dice.isLucky(taste.mpls)) return mpls(place)
  if (dice.isLucky(taste.learn)) return learn(place)
  if (dice.isLucky(taste.hash)) return multipath(place)
  if (dice.isLucky(taste.stack))
    return dice.pick([
      'push:NXM_NX_REG0[]',
      'pop:NXM_NX_REG1[]',
      'push:NXM_OF_ETH_SRC[]',
      'pop:NXM_OF_ETH_DST[]',
      'push:NXM_NX_REG2[0..7]',
      'pop:NXM_NX_REG5[8..15]',
      'push:NXM_OF_IN_PORT[]',
      'pop:NXM_NX_REG0[0..15]',
    ])
  if (dice.isLucky(taste.tunnel))
    return dice.pick([
      'set_tunnel:0x5',
      'set_tunnel64:0x123456789',
      `set_field:${dice.pick(words.ipv4)}->tun_dst`,
      'load:0x7->NXM_NX_TUN_ID[0..3]',
      'move:NXM_NX_REG0[]->NXM_NX_TUN_ID[0..31]',
      'set_field:0x10->tun_id',
    ])
  if (dice.isLucky(taste.ct * 0.5)) return 'ct_clear'
  if (dice.isLucky(taste.larger)) return `check_pkt_larger(${dice.pick([100, 1500])})->NXM_NX_REG0[${dice.below(4)}]`
  const register = () => dice.pick([0, 1, 2, 5])
  return dice.pick<() => string>([
    () => `set_field:${dice.pick(['0', '0x1', '0x2', '0x3'])}->reg${register()}`,
    () =>
      `load:${dice.pick(['0', '0x1', '0x2', '0x3'])}->NXM_NX_REG${register()}[${dice.pick(['', '4..7', '0..15', '0..3'])}]`,
    () => `move:NXM_NX_REG${register()}[0..15]->NXM_NX_REG${register()}[0..15]`,
    () => `set_field:${dice.pick(['0x2/0xf', '0x1/0x3', '0x10/0x30', '0/0xff'])}->reg${register()}`,
    () => `set_field:${dice.pick(words.macs)}->eth_${dice.pick(['src', 'dst'])}`,
    () => `mod_dl_${dice.pick(['src', 'dst'])}:${dice.pick(words.macs)}`,
    () => `set_field:0x${dice.below(4)}->metadata`,
    () => `load:0x${dice.below(4)}->OXM_OF_PKT_REG0[${dice.pick(['', '0..31', '32..63'])}]`,
    () =>
      dice.pick([
        'move:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15]',
        'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]',
        'move:NXM_OF_ETH_SRC[0..15]->NXM_NX_REG2[0..15]',
        'load:0->NXM_OF_IN_PORT[]',
        'load:0xffff->NXM_OF_IN_PORT[]',
      ]),
    () => `note:00.00.${dice.from(10, 99)}.00.00.00`,
    () =>
      dice.pick([
        'set_field:0x1->pkt_mark',
        'load:0x1->NXM_NX_PKT_MARK[0..3]',
        `set_queue:${dice.below(3)}`,
        'pop_queue',
        'set_field:7->in_port',
      ]),
    () => header(place),
    () => header(place),
    () => (protocol === 'any' ? `set_field:${dice.pick(words.macs)}->eth_src` : header(place)),
  ])()
}

/** Changes of a header that the match makes sure of. */
function header({ dice, words, protocol }: Place): string {
  const transport = transportOf(protocol)
  const choices: (() => string)[] = []
  if (isIpv4(protocol))
    choices.push(
      () => `set_field:${dice.pick(words.ipv4)}->ip_${dice.pick(['src', 'dst'])}`,
      () => `mod_nw_${dice.pick(['src', 'dst'])}:${dice.pick(words.ipv4)}`,
      () =>
        dice.pick([
          'move:NXM_OF_IP_SRC[]->NXM_OF_IP_DST[]',
          'move:NXM_OF_IP_DST[]->NXM_NX_REG0[]',
          'load:0xa->NXM_OF_IP_DST[24..31]',
        ]),
      () => `set_field:10.${dice.below(3)}.0.0/255.255.0.0->ip_dst`,
    )
  if (isIpv6(protocol))
    choices.push(
      () => `set_field:${dice.pick(words.ipv6)}->ipv6_${dice.pick(['src', 'dst'])}`,
      () =>
        dice.pick([
          'move:NXM_NX_IPV6_SRC[]->NXM_NX_IPV6_DST[]',
          'load:0x1->NXM_NX_IPV6_DST[0..15]',
          'set_field:0x12345->ipv6_label',
          'move:NXM_NX_IPV6_DST[]->NXM_NX_XXREG1[]',
        ]),
    )
  if (isIpv4(protocol) || isIpv6(protocol))
    choices.push(
      () => dice.pick(['dec_ttl', 'dec_ttl', 'dec_ttl(1,2)', 'mod_nw_ttl:64', 'set_field:2->nw_ttl']),
      () => dice.pick(['mod_nw_tos:32', 'mod_nw_ecn:2', 'set_field:8->ip_dscp', 'set_field:1->nw_ecn']),
    )
  if (transport)
    choices.push(
      () => `mod_tp_${dice.pick(['src', 'dst'])}:${dice.pick(words.transport)}`,
      () => `set_field:${dice.pick(words.transport)}->${transport}_${dice.pick(['src', 'dst'])}`,
      () =>
        `move:${transport === 'sctp' ? 'OXM_OF_SCTP_SRC' : `NXM_OF_${transport.toUpperCase()}_SRC`}[]->NXM_NX_REG1[0..15]`,
    )
  if (isArp(protocol))
    choices.push(
      () =>
        dice.pick([
          'load:0x2->NXM_OF_ARP_OP[]',
          'set_field:2->arp_op',
          'move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[]',
          'move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]',
        ]),
      () => `set_field:${dice.pick(words.macs)}->arp_${dice.pick(['sha', 'tha'])}`,
      () => `set_field:${dice.pick(words.ipv4)}->arp_${dice.pick(['spa', 'tpa'])}`,
    )
  if (protocol === 'icmp')
    choices.push(() => dice.pick(['set_field:0->icmp_type', 'set_field:3->icmp_type', 'set_field:1->icmp_code']))
  if (protocol === 'icmp6') choices.push(() => dice.pick(['set_field:129->icmpv6_type', 'set_field:1->icmpv6_code']))
  if (protocol === 'mpls')
    choices.push(() =>
      dice.pick([
        'dec_mpls_ttl',
        'set_field:7->mpls_label',
        'set_mpls_ttl:9',
        'set_field:3->mpls_tc',
        'set_mpls_label:20',
      ]),
    )
  if (choices.length === 0) return `set_field:${dice.pick(words.macs)}->eth_src`
  return dice.pick(choices)()
}

function vlan({ dice, words, isTagged }: Place): string {
  const id = dice.pick(words.vlans)
  return dice.pick([
    `push_vlan:${dice.pick(['0x8100', '0x8100', '0x88a8'])},set_field:${0x1000 + id}->vlan_vid`,
    isTagged ? 'pop_vlan' : 'push_vlan:0x8100,pop_vlan',
    `mod_vlan_vid:${id}`,
    `mod_vlan_pcp:${dice.below(8)}`,
    'load:0->NXM_OF_VLAN_TCI[]',
    `load:0x${(0x1000 + id).toString(16)}->NXM_OF_VLAN_TCI[]`,
    'move:NXM_OF_VLAN_TCI[0..11]->NXM_NX_REG1[0..11]',
    'push_vlan:0x8100',
    'load:0x14->NXM_OF_VLAN_TCI[0..11]',
  ])
}

function mpls({ dice, protocol }: Place): string {
  const under = isIpv4(protocol) ? '0x0800' : isIpv6(protocol) ? '0x86dd' : '0x0800'
  return dice.pick([
    'push_mpls:0x8847',
    'push_mpls:0x8847,set_field:10->mpls_label',
    'push_mpls:0x8848,set_field:100->mpls_label,set_mpls_ttl:5',
    protocol === 'mpls' ? `pop_mpls:${under}` : 'push_mpls:0x8847',
    protocol === 'mpls' ? 'pop_mpls:0x8847' : 'push_mpls:0x8847',
    protocol === 'mpls' ? 'dec_mpls_ttl' : 'push_mpls:0x8847,dec_mpls_ttl',
  ])
}

function learn({ dice, words, table }: Place): string {
  const into = dice.pick(words.tables.filter((one) => one >= table))
  return dice.pick([
    `learn(table=${into},priority=500,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])`,
    `learn(table=${into},priority=700,hard_timeout=60,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15])`,
    `learn(table=${into},priority=900,in_port=2,eth_type=0x800,load:3->NXM_NX_REG0[0..15],output:NXM_NX_REG0[0..15])`,
  ])
}

function conntrack({ dice, words, table, protocol }: Place): string {
  if (!isIpv4(protocol) && !isIpv6(protocol)) return `output:${dice.pick(words.ports)}`
  const parts: string[] = []
  const later = words.tables.filter((one) => one > table) // a packet that comes back earlier would go round for ever
  const isCommit = dice.isLucky(0.4)
  if (isCommit) parts.push('commit')
  if (isCommit && dice.isLucky(0.1)) parts.push('force')
  if (later.length > 0 && dice.isLucky(0.6)) parts.push(`table=${dice.pick(later)}`)
  if (dice.isLucky(0.6)) parts.push(`zone=${dice.pick(['1', '7', 'NXM_NX_REG0[0..15]'])}`)
  if (isCommit && dice.isLucky(0.3))
    parts.push(
      `exec(${dice.pick(['set_field:0x1->ct_mark', 'load:0x1->NXM_NX_CT_LABEL[0]', 'set_field:0x2/0x3->ct_mark', 'move:NXM_NX_REG0[]->NXM_NX_CT_MARK[]'])})`,
    )
  if (dice.isLucky(0.25))
    parts.push(
      !isCommit
        ? 'nat'
        : dice.pick(
            isIpv4(protocol)
              ? [
                  'nat(src=10.1.1.240)',
                  'nat(dst=10.1.2.3:80)',
                  'nat(src=10.1.1.240-10.1.1.255:1024-65535)',
                  'nat',
                  'nat(src=10.0.0.1,persistent)',
                ]
              : ['nat(src=fd00:9::1)', 'nat(dst=[fd00:9::2]:80)', 'nat'],
          ),
    )
  return parts.length === 0 ? 'ct' : `ct(${parts.join(',')})`
}

const HASHES = ['eth_src', 'symmetric_l4', 'symmetric_l3l4', 'symmetric_l3l4+udp', 'symmetric_l3']

function multipath({ dice }: Place): string {
  return `multipath(${dice.pick(HASHES)},${dice.pick([0, 50, 1234])},${dice.pick(['modulo_n', 'hash_threshold', 'hrw', 'iter_hash'])},${dice.from(1, 6)},${dice.pick([0, 8, 16])},NXM_NX_REG${dice.pick([0, 1, 2])}[0..15])`
}

function bundle({ dice, words }: Place): string {
  const members = dice.some(words.ports, dice.from(1, 4)).join(',')
  const how = `${dice.pick(HASHES.slice(0, 2))},${dice.pick([0, 60])},${dice.pick(['hrw', 'active_backup'])},ofport`
  return dice.isLucky(0.5)
    ? `bundle(${how},members:${members})`
    : `bundle_load(${how},NXM_NX_REG0[0..15],members:${members}),output:NXM_NX_REG0[0..15]`
}
