import type { WorldPort } from '../../support/openvswitch/switch-world'
import { antispoofFamily } from './antispoof-family'
import type { Dice } from './dice'
import { patchFamily } from './patch-family'
import { PLAIN } from './random-actions'
import { EVERYTHING, type Family, familyOf, PLAIN_MATCH, plainPort } from './random-world'
import type { Vocabulary } from './vocabulary'

/** Groups of every type; their buckets send packets out, on, or through other groups. */
function groups(dice: Dice, words: Vocabulary): string[] {
  const bucket = (depth: number): string =>
    dice.pick<() => string>([
      () => `output:${dice.pick(words.ports)}`,
      () => `set_field:${dice.below(4)}->reg0,resubmit(,${words.tables.at(-1)})`,
      () => `set_field:${dice.pick(words.macs)}->eth_dst,output:${dice.pick(words.ports)}`,
      () => (depth > 0 ? `group:${dice.from(1, depth)}` : 'LOCAL'),
      () => 'IN_PORT',
      () => `resubmit(,${words.tables.at(-1)})`,
    ])()
  return [1, 2, 3, 4, 5, 6].map((id) => {
    const type = dice.pick(['all', 'all', 'indirect', 'select', 'ff', 'select'])
    const count = type === 'indirect' ? 1 : dice.from(1, 4)
    const method =
      type === 'select'
        ? dice.pick([
            '',
            ',selection_method=hash,fields(eth_src,ip_src)',
            ',selection_method=hash,fields(tcp_dst=0xff)',
            ',selection_method=dp_hash',
            ',selection_method=hash,selection_method_param=7,fields(eth_dst)',
          ])
        : ''
    const buckets = dice.times(count, (i) => {
      const watch = type === 'ff' ? `,watch_port:${dice.pick(words.ports)}` : ''
      const weight = type === 'select' ? `,weight=${dice.pick([1, 1, 5, 100])}` : ''
      return `bucket=bucket_id=${i}${weight}${watch},actions=${bucket(id - 1)}`
    })
    return `group_id=${id},type=${type}${method},${buckets.join(',')}`
  })
}

/** Two conjunctions over addresses and ports, and a third that shares their clauses. */
function conjunctions(dice: Dice, words: Vocabulary): string[] {
  const table = words.tables[1] ?? 0
  const flows = [`table=0,priority=40000,ip,actions=resubmit(,${table})`]
  for (const id of [1, 2, 3]) {
    const priority = dice.pick([100 + id, 150, 200])
    for (const ip of dice.some(words.ipv4, 3))
      flows.push(`table=${table},priority=${priority},ip,nw_src=${ip},actions=conjunction(${id},1/2)`)
    for (const port of dice.some(words.transport, 3))
      flows.push(
        `table=${table},priority=${priority},tcp,tp_dst=${port},actions=conjunction(${id},2/2)${dice.isLucky(0.3) ? `,conjunction(${id + 10},1/2)` : ''}`,
      )
    for (const ip of dice.some(words.ipv4, 2))
      flows.push(`table=${table},priority=${priority},tcp,nw_dst=${ip},actions=conjunction(${id + 10},2/2)`)
    flows.push(`table=${table},priority=${priority},conj_id=${id},ip,actions=output:${dice.pick(words.ports)}`)
    if (dice.isLucky(0.7))
      flows.push(
        `table=${table},priority=${priority},conj_id=${id + 10},ip,actions=output:${dice.pick(words.ports)},resubmit(,${words.tables.at(-1)})`,
      )
  }
  return flows
}

const VLAN_PORTS: readonly WorldPort[] = [
  { ...plainPort(1), tag: 10 },
  { ...plainPort(2), trunks: [10, 20] },
  plainPort(3),
  { ...plainPort(4), tag: 20, vlanMode: 'native-tagged' },
  { ...plainPort(5), tag: 20, vlanMode: 'native-untagged', trunks: [10, 20, 30] },
  { ...plainPort(6), tag: 10, otherConfig: { 'priority-tags': 'true' } },
]
const QINQ_PORTS: readonly WorldPort[] = [
  { ...plainPort(1), tag: 10, vlanMode: 'dot1q-tunnel' },
  { ...plainPort(2), tag: 10, vlanMode: 'dot1q-tunnel', otherConfig: { 'qinq-ethtype': '802.1q' } },
  { ...plainPort(3), trunks: [10, 20] },
  { ...plainPort(4), tag: 20 },
  plainPort(5),
  { ...plainPort(6), trunks: [0, 30] },
]
const TUNNEL_PORTS: readonly WorldPort[] = [
  ...[1, 2, 3, 4].map(plainPort),
  { name: 'v5', ofport: 5, type: 'vxlan', options: { remote_ip: '10.99.0.2', key: '5' } },
  { name: 'g6', ofport: 6, type: 'geneve', options: { remote_ip: 'flow', key: 'flow' } },
]

const IP_ONLY = EVERYTHING.filter((one) => one !== 'any' && one !== 'arp')

export const FAMILIES: readonly Family[] = [
  antispoofFamily,
  patchFamily,
  familyOf('random', { match: PLAIN_MATCH, actions: { ...PLAIN, vlan: 0.04 }, vlan: 0.15 }),
  familyOf('ct', {
    match: { ...PLAIN_MATCH, protocols: IP_ONLY, ct: 0.35 },
    actions: { ...PLAIN, ct: 0.35 },
    vlan: 0,
    ctNext: 0.7,
  }),
  familyOf('vlan', { match: { ...PLAIN_MATCH, vlan: 0.5 }, actions: { ...PLAIN, vlan: 0.5 }, vlan: 0.7 }),
  familyOf('ipv6', {
    match: { ...PLAIN_MATCH, protocols: ['ipv6', 'icmp6', 'icmp6', 'tcp6', 'udp6', 'sctp6', 'any'] },
    actions: PLAIN,
    vlan: 0.05,
  }),
  familyOf('groups', { match: PLAIN_MATCH, actions: { ...PLAIN, groups: [1, 2, 3, 4, 5, 6, 9] }, vlan: 0.05, groups }),
  familyOf('conj', {
    match: { ...PLAIN_MATCH, protocols: ['ip', 'tcp', 'udp', 'icmp'] },
    actions: PLAIN,
    vlan: 0,
    extraFlows: conjunctions,
  }),
  familyOf('learn', { match: PLAIN_MATCH, actions: { ...PLAIN, learn: 0.5, normal: 0.1 }, vlan: 0.1, hasPacket: true }),
  familyOf('mpls', {
    match: { ...PLAIN_MATCH, protocols: ['mpls', 'mpls', 'ip', 'tcp', 'ipv6', 'any'] },
    actions: { ...PLAIN, mpls: 0.6 },
    vlan: 0.1,
  }),
  familyOf('hash', { match: PLAIN_MATCH, actions: { ...PLAIN, hash: 0.5 }, vlan: 0.1 }),
  familyOf('normal', {
    match: { ...PLAIN_MATCH, vlan: 0.2 },
    actions: { ...PLAIN, vlan: 0.15, normal: 0.7 },
    vlan: 0.5,
    ports: VLAN_PORTS,
    tableCount: 2,
  }),
  familyOf('qinq', {
    match: { ...PLAIN_MATCH, vlan: 0.2 },
    actions: { ...PLAIN, vlan: 0.15, normal: 0.7 },
    vlan: 0.6,
    ports: QINQ_PORTS,
    tableCount: 2,
  }),
  familyOf('writes', { match: PLAIN_MATCH, actions: { ...PLAIN, write: 0.5, vlan: 0.1 }, vlan: 0.1 }),
  familyOf('larger', { match: PLAIN_MATCH, actions: { ...PLAIN, larger: 0.4, clone: 0.15 }, vlan: 0.1 }),
  familyOf('clone', {
    match: { ...PLAIN_MATCH, ct: 0.05 },
    actions: { ...PLAIN, clone: 0.6, ct: 0.15, stack: 0.2, meters: [1, 2], mpls: 0.03 },
    vlan: 0.1,
    meters: ['meter=1,kbps,band=type=drop,rate=1000', 'meter=2,pktps,band=type=drop,rate=10'],
  }),
  familyOf('everything', {
    match: { ...PLAIN_MATCH, protocols: [...EVERYTHING, 'mpls'], ct: 0.05, vlan: 0.15 },
    actions: {
      ...PLAIN,
      vlan: 0.15,
      mpls: 0.05,
      clone: 0.15,
      ct: 0.1,
      hash: 0.1,
      larger: 0.05,
      stack: 0.1,
      write: 0.15,
      normal: 0.1,
      groups: [1, 2, 3, 4, 5, 6],
    },
    vlan: 0.3,
    groups,
    ctNext: 0.3,
  }),
  familyOf('tunnel', {
    match: { ...PLAIN_MATCH, tunnel: 0.2 },
    actions: { ...PLAIN, tunnel: 0.4, extraPorts: [5, 6] },
    vlan: 0,
    tunnel: 0.3,
    ports: TUNNEL_PORTS,
  }),
]
