import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildSwitch } from '../../../core/openflow/build-switch'
import { readTopology } from '../../../core/openflow/topology'
import type { PortAnswer } from '../../../core/openflow/who/who'
import { whoMaySpeak } from '../../../core/openflow/who/who-may-speak'

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../../fixtures/openflow', name), 'utf8')
const MAC = '00:16:3e:0a:5c:f1'

function who(flows: string, ports: readonly object[], groups: string | null = null): PortAnswer {
  const topology = readTopology({ bridges: [{ name: 'br-int', ports }] })
  if (typeof topology === 'string') throw new Error(topology)
  const built = buildSwitch(new Map([['br-int', { flows, groups, meters: null, tlvMap: null }]]), topology)
  const [answer] = whoMaySpeak(built.model, 'vmA').ports
  if (!answer) throw new Error('no answer for vmA')
  return answer
}

const PORTS = [
  { name: 'vmA', ofport: 1, type: 'system' },
  { name: 'vmB', ofport: 2, type: 'system' },
  { name: 'vx0', ofport: 100, type: 'vxlan', options: { remote_ip: '10.98.0.2', key: 'flow' } },
]

describe('the founding incident', () => {
  it('lets the guest speak as its one registered address', () => {
    const { out, macs, exceptions } = who(fixture('hv-a-blocked.txt'), PORTS)
    expect(out.ipv4).toEqual(['172.17.20.29/32'])
    expect(out.arp).toEqual(['172.17.20.29/32'])
    expect(out.ipv6).toEqual([])
    expect(macs.map(({ mac }) => mac)).toEqual([MAC])
    expect(exceptions).toEqual([])
  })

  it('lets it speak as the address too that was registered since', () => {
    const { out } = who(fixture('hv-a-registered.txt'), PORTS)
    expect(out.ipv4).toEqual(['172.17.20.29/32', '172.17.20.39/32'])
    expect(out.arpRequests).toEqual(['172.17.20.29/32', '172.17.20.39/32'])
  })
})

describe('the same under OVN, through forty tables', () => {
  const ports = [
    { name: 'vmA', ofport: 2, type: 'system' },
    { name: 'ovn-hvB-0', ofport: 1, type: 'geneve', options: { remote_ip: '10.98.0.2', key: 'flow' } },
  ]

  it.each([
    ['ovn-hv-a-blocked.txt', ['172.17.20.29/32']],
    ['ovn-hv-a-registered.txt', ['172.17.20.29/32', '172.17.20.39/32']],
  ])('%s', (name, addresses) => {
    const { out, in: into, macs, exceptions } = who(fixture(name), ports)
    expect(out).toEqual({
      ipv4: addresses,
      ipv6: [],
      arp: addresses,
      arpRequests: addresses,
      nd: [],
      ndSolicitations: [],
    })
    expect(into).toEqual({ ipv4: [...addresses, '224.0.0.0/4', '255.255.255.255/32'], ipv6: [] })
    expect(macs.map(({ mac }) => mac)).toEqual([MAC])
    expect(exceptions).toEqual([])
  })
})

type Row = {
  name: string
  rules: readonly string[]
  groups?: string
  out: Partial<Record<'ipv4' | 'ipv6' | 'arp' | 'nd', readonly string[]>>
  unknown?: readonly string[] // reasons
}
const ROWS: Row[] = [
  { name: 'no rule lets nothing out', rules: [], out: { ipv4: [], ipv6: [], arp: [], nd: [] } },
  {
    name: 'one rule lets everything out',
    rules: ['actions=output:2'],
    out: { ipv4: ['0.0.0.0/0'], ipv6: ['::/0'], arp: ['0.0.0.0/0'], nd: ['::/0'] },
  },
  { name: 'back by the port it came is not out', rules: ['actions=IN_PORT'], out: { ipv4: [] } },
  { name: 'to the controller is not out', rules: ['actions=CONTROLLER:65535'], out: { ipv4: [] } },
  {
    name: 'prefixes that join make the fewest',
    rules: ['ip,nw_src=10.0.0.0/25 actions=2', 'ip,nw_src=10.0.0.128/25 actions=2', 'ip,nw_src=10.0.1.0/24 actions=2'],
    out: { ipv4: ['10.0.0.0/23'] },
  },
  {
    name: 'a mask that is no prefix',
    rules: ['ip,nw_src=10.0.0.1/255.255.254.255 actions=2'],
    out: { ipv4: ['10.0.0.1/32', '10.0.1.1/32'] },
  },
  {
    name: 'one destination that is let through is enough',
    rules: ['priority=9,ip,nw_src=10.0.0.1,nw_dst=10.0.0.9 actions=2', 'priority=1 actions=drop'],
    out: { ipv4: ['10.0.0.1/32'] },
  },
  {
    name: 'a destination that is forbidden forbids no source',
    rules: ['priority=9,ip,nw_dst=10.0.0.9 actions=drop', 'priority=1,ip,nw_src=10.0.0.1 actions=2'],
    out: { ipv4: ['10.0.0.1/32'] },
  },
  {
    name: 'destinations that are all forbidden, half by half, forbid every source',
    rules: [
      'priority=9,ip,nw_dst=0.0.0.0/1 actions=drop',
      'priority=8,ip,nw_dst=128.0.0.0/1 actions=drop',
      'priority=1,ip actions=2',
    ],
    out: { ipv4: [] },
  },
  {
    name: 'sources that are forbidden for one half of the destinations each',
    rules: [
      'priority=9,ip,nw_src=10.0.0.0/24,nw_dst=0.0.0.0/1 actions=drop',
      'priority=9,ip,nw_src=10.0.0.0/25,nw_dst=128.0.0.0/1 actions=drop',
      'priority=1,ip,nw_src=10.0.0.0/24 actions=2',
    ],
    out: { ipv4: ['10.0.0.128/25'] },
  },
  {
    name: 'a copy of the source in a register',
    rules: ['table=0,ip actions=move:NXM_OF_IP_SRC[]->NXM_NX_REG3[],resubmit(,1)', 'table=1,reg3=0x0a000005 actions=2'],
    out: { ipv4: ['10.0.0.5/32'] },
  },
  {
    name: 'a part of the source, shifted into another register',
    rules: [
      'table=0,ip actions=move:NXM_OF_IP_SRC[24..31]->NXM_NX_REG3[4..11],resubmit(,1)',
      'table=1,reg3=0xa0 actions=2',
    ],
    out: { ipv4: ['10.0.0.0/8'] },
  },
  {
    name: 'a copy by way of the stack',
    rules: [
      'table=0,ip actions=push:NXM_OF_IP_SRC[],pop:NXM_NX_XXREG0[64..95],resubmit(,1)',
      'table=1,reg1=0x0a000005 actions=2',
    ],
    out: { ipv4: ['10.0.0.5/32'] },
  },
  {
    name: 'a source that is overwritten is asked no more',
    rules: [
      'table=0,ip,nw_src=10.0.0.0/30 actions=set_field:10.9.9.9->nw_src,resubmit(,1)',
      'table=1,ip,nw_src=10.9.9.9 actions=2',
    ],
    out: { ipv4: ['10.0.0.0/30'] },
  },
  {
    name: 'a source that is overwritten in part',
    rules: ['table=0,ip actions=set_field:10.0.0.0/8->nw_src,resubmit(,1)', 'table=1,ip,nw_src=10.1.2.3 actions=2'],
    out: { ipv4: Array.from({ length: 256 }, (_, i) => `${i}.1.2.3/32`) },
  },
  {
    name: 'connections that are tracked are taken for new ones',
    rules: [
      'table=0,ip,ct_state=-trk actions=ct(table=1)',
      'table=1,ct_state=+new+trk,ip,nw_src=10.0.0.1 actions=ct(commit),2',
      'table=1,ct_state=+est+trk,ip,nw_src=10.0.0.2 actions=2',
    ],
    out: { ipv4: ['10.0.0.1/32'] },
  },
  {
    name: 'conjunctions',
    rules: [
      'priority=5,ip,nw_src=10.0.0.1 actions=conjunction(7,1/2)',
      'priority=5,ip,nw_src=10.0.0.8/29 actions=conjunction(7,1/2)',
      'priority=5,ip,nw_dst=10.0.0.9 actions=conjunction(7,2/2)',
      'priority=5,conj_id=7,ip actions=2',
    ],
    out: { ipv4: ['10.0.0.1/32', '10.0.0.8/29'] },
  },
  {
    name: 'every bucket of a group of type all',
    rules: ['ip,nw_src=10.0.0.1 actions=group:1'],
    groups: ' group_id=1,type=all,bucket=actions=output:2',
    out: { ipv4: ['10.0.0.1/32'] },
  },
  {
    name: 'groups that were not given',
    rules: ['ip,nw_src=10.0.0.1 actions=group:1'],
    out: { ipv4: [] },
    unknown: ['group 1 is not known: no groups of bridge br-int were given'],
  },
  {
    name: 'rules of equal priority that do different things',
    rules: ['priority=5,ip,nw_src=10.0.0.0/24 actions=2', 'priority=5,ip,in_port=1 actions=drop'],
    out: { ipv4: [] },
    unknown: ['rules of equal priority at lines 1 and 2 overlap: which one decides is not defined'],
  },
  {
    name: 'fields nobody knows',
    rules: ['priority=9,ip,nw_src=10.0.0.0/24,warp=1 actions=drop', 'priority=1,ip,nw_src=10.0.0.0/23 actions=2'],
    out: { ipv4: ['10.0.1.0/24'] },
    unknown: ['cannot judge warp=1 (line 1)'],
  },
  {
    name: 'a hash of the source',
    rules: [
      'table=0,ip actions=multipath(nw_src,0,modulo_n,2,0,NXM_NX_REG0[]),resubmit(,1)',
      'table=1,reg0=0 actions=drop',
      'table=1,reg0=1 actions=drop',
    ],
    out: { ipv4: [] },
    unknown: ['the rule works something out from the whole address, such as a hash'],
  },
]

describe('what leaves the port', () => {
  it.each(ROWS)('$name', ({ rules, groups, out, unknown }) => {
    const answer = who(rules.join('\n'), PORTS, groups ?? null)
    for (const [kind, prefixes] of Object.entries(out))
      expect(answer.out[kind as keyof typeof out], kind).toEqual(prefixes)
    const reasons = answer.exceptions.filter(
      (one) => one.direction === 'out' && one.kind === 'ipv4' && one.what === 'unknown',
    )
    expect(reasons.map(({ reason }) => reason)).toEqual(unknown ?? [])
  })

  it('says where the unknown begins and ends, and by which rule', () => {
    const answer = who('priority=9,ip,nw_src=10.0.0.0/24,warp=1 actions=drop\nip,priority=1 actions=2', PORTS)
    const unknown = answer.exceptions.find((one) => one.kind === 'ipv4' && one.what === 'unknown')
    expect(unknown).toMatchObject({ prefixes: ['10.0.0.0/24'], rule: { line: 1, table: 0, priority: 9 } })
  })

  it('names single addresses that are carved out of a wide prefix', () => {
    const answer = who('priority=9,ip,nw_src=10.0.0.5 actions=drop\nip,priority=1 actions=2', PORTS)
    expect(answer.out.ipv4).toHaveLength(32)
    expect(answer.exceptions.filter((one) => one.direction === 'out')).toEqual([
      {
        direction: 'out',
        kind: 'ipv4',
        what: 'carved-out',
        prefixes: ['10.0.0.5/32'],
        of: '0.0.0.0/0',
        reason: null,
        rule: null,
      },
    ])
  })

  it('keeps MAC addresses apart', () => {
    const answer = who(
      `ip,dl_src=${MAC},nw_src=10.0.0.1 actions=2\nip,dl_src=02:00:00:00:00:09,nw_src=10.0.0.2 actions=2`,
      PORTS,
    )
    expect(answer.out.ipv4).toEqual(['10.0.0.1/32', '10.0.0.2/32'])
    expect(Object.fromEntries(answer.macs.map(({ mac, ipv4 }) => [mac, ipv4]))).toEqual({
      [MAC]: ['10.0.0.1/32'],
      '02:00:00:00:00:09': ['10.0.0.2/32'],
    })
  })
})

describe('what reaches the port', () => {
  it('is what its own filter admits', () => {
    const rules = [
      'priority=5,in_port=100,ip,nw_dst=10.0.0.1 actions=1',
      'priority=5,in_port=100,ip,nw_dst=10.0.0.2 actions=2',
    ]
    expect(who(rules.join('\n'), PORTS).in).toEqual({ ipv4: ['10.0.0.1/32'], ipv6: [] })
  })

  it('is found behind tunnel keys that registers carry', () => {
    const rules = [
      'table=0,in_port=100 actions=move:NXM_NX_TUN_ID[0..23]->OXM_OF_METADATA[0..23],resubmit(,1)',
      'table=1,metadata=0x7,ip,nw_dst=10.0.0.0/24 actions=1',
    ]
    expect(who(rules.join('\n'), PORTS).in.ipv4).toEqual(['10.0.0.0/24'])
  })
})
