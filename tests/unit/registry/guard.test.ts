import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalIp } from '../../../core/ip/ip'
import { buildSwitch } from '../../../core/openflow/build-switch'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { readTopology } from '../../../core/openflow/topology'
import { tracePacket } from '../../../core/openflow/trace-packet'
import { whoMaySpeak } from '../../../core/openflow/who/who-may-speak'
import { type CompiledRule, formatRule } from '../../../core/registry/compile-registrations'
import { compileGuard, GUARD_COOKIE } from '../../../core/registry/guard/compile-guard'
import { compareGuard, findStranger, isInLine, writeBundle } from '../../../core/registry/guard/inspect-guard'
import type { Snapshot, SnapshotRegistration } from '../../../core/registry/snapshot'

const A = '00:16:3e:0a:5c:f1'
const B = '00:16:3e:12:2f:48'
const TABLES = { first: 200 }
const PLAIN = ' cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=0 actions=NORMAL'

function world(registrations: readonly SnapshotRegistration[]): Snapshot {
  const nic = (guest: string, mac: string, ofport: number) => ({
    guest,
    name: 'eth0',
    mac,
    subnet: 'lan',
    bridge: 'br0',
    ofport,
    port: `tap-${guest}`,
  })
  return {
    revision: '1',
    vpc: { name: 'lan', cidrs: ['172.17.0.0/16', 'fd00::/64'], vni: null },
    subnets: [{ name: 'lan', cidr: '172.17.16.0/20', gateway: null }],
    hosts: [{ name: 'hv', managementIp: null, bridge: 'br0', tunnelPort: null }],
    guests: ['vmA', 'vmB'].map((name) => ({ name, hostname: null, host: 'hv' })),
    nics: [nic('vmA', A, 1), nic('vmB', B, 2)],
    registrations,
    havips: [],
  }
}
const held = (address: string, mac = A, otherMac: string | null = null): SnapshotRegistration => ({
  mac,
  kind: 'secondary',
  address,
  otherMac,
})
const compile = (registrations: readonly SnapshotRegistration[]) =>
  compileGuard(world(registrations), 'hv', 'br0', TABLES)
const dumpOf = (rules: readonly CompiledRule[], behind: readonly string[] = [PLAIN]): string =>
  [...rules.map((rule) => formatRule(rule, { packets: 0, bytes: 0, seconds: 0 })), ...behind].join('\n')

function build(dump: string) {
  const ports = [1, 2, 3].map((ofport) => ({ name: `p${ofport}`, ofport, type: 'system' }))
  const topology = readTopology({ bridges: [{ name: 'br0', ports }] })
  if (typeof topology === 'string') throw new Error(topology)
  return buildSwitch(new Map([['br0', { flows: dump, groups: null, meters: null, tlvMap: null }]]), topology)
}
function who(dump: string, port: string, mac: string) {
  const [answer] = whoMaySpeak(build(dump).model, port).ports
  if (!answer) throw new Error(`no answer for ${port}`)
  expect(answer.exceptions.filter((one) => one.direction === 'out' && one.what === 'unknown')).toEqual([])
  return answer.macs.find((one) => one.mac === mac)
}
const passes = (dump: string, packet: string): boolean => {
  const answer = tracePacket(build(dump), { packet, bridge: 'br0', ctNext: [], hasPacket: false })
  if (typeof answer === 'string') throw new Error(answer)
  expect(answer.verdict).not.toBe('unknown')
  return answer.verdict !== 'drop'
}

describe('who may speak as whom behind a guard', () => {
  it('is what is registered, and no guard where nothing is', () => {
    const dump = dumpOf(compile([held('172.17.20.29'), held('172.17.20.39')]))
    const senders = who(dump, 'p1', A)
    expect(senders?.arp).toEqual(['172.17.20.29/32', '172.17.20.39/32'])
    expect(senders?.ipv6).toEqual([])
    expect(who(dump, 'p2', 'any')?.ipv4).toEqual(['0.0.0.0/0'])
    expect(compile([])).toEqual([])
  })

  it('is the same in front of a pipeline of tables that knows nothing of it', () => {
    const behind = [
      ' table=0, priority=100,in_port=1 actions=load:0x5->NXM_NX_REG0[],resubmit(,10)',
      ' table=10, priority=50,ip,reg0=0x5 actions=output:3',
      ' table=10, priority=50,arp,reg0=0x5 actions=output:3',
    ].map((line) => ` cookie=0x1, duration=1s, n_packets=0, n_bytes=0,${line}`)
    const senders = who(dumpOf(compile([held('172.17.20.29')]), behind), 'p1', A)
    expect(senders?.ipv4.filter((one) => one !== '0.0.0.0/32')).toEqual(['172.17.20.29/32'])
    expect(senders?.arp).toEqual(['172.17.20.29/32'])
  })

  it('admits a pair with a MAC of its own from that MAC only', () => {
    const vrrp = '00:00:5e:00:01:33'
    const dump = dumpOf(compile([held('172.17.20.29'), held('172.17.20.40', A, vrrp)]))
    expect(who(dump, 'p1', A)?.arp).toEqual(['172.17.20.29/32'])
    expect(who(dump, 'p1', vrrp)?.arp).toEqual(['172.17.20.40/32'])
  })

  it('holds for any registrations', () => {
    const four = fc.integer({ min: 1, max: 254 }).map((n) => `172.17.20.${n}`)
    const six = fc.integer({ min: 1, max: 0xffff }).map((n) => canonicalIp(`fd00::${n.toString(16)}`) ?? '')
    const some = fc.uniqueArray(fc.oneof(four, six), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(some, (addresses) => {
        const senders = who(dumpOf(compile(addresses.map((one) => held(one)))), 'p1', A)
        const wanted = (isSix: boolean) => new Set(addresses.filter((one) => one.includes(':') === isSix))
        const single = (list: readonly string[] | undefined) =>
          new Set((list ?? []).flatMap((text) => expand(text)).filter((one) => !one.startsWith('fe80') && one !== '::'))
        expect(single(senders?.arp)).toEqual(wanted(false))
        expect(single(senders?.ipv4)).toEqual(wanted(false))
        expect(single(senders?.nd)).toEqual(wanted(true))
        expect(single(senders?.ipv6)).toEqual(wanted(true))
      }),
      { numRuns: 40 },
    )
  })
})

/** The addresses of a prefix of a few. */
function expand(prefix: string): string[] {
  const [text = '', length = ''] = prefix.split('/')
  const bits = (text.includes(':') ? 128 : 32) - Number(length)
  expect(bits).toBeLessThan(8)
  const cut = Math.max(text.lastIndexOf('.'), text.lastIndexOf(':')) + 1
  const radix = text.includes(':') ? 16 : 10
  const last = Number.parseInt(text.slice(cut) || '0', radix)
  return Array.from(
    { length: 2 ** bits },
    (_, i) => canonicalIp(text.slice(0, cut) + (last + i).toString(radix)) ?? prefix,
  )
}

describe('what a guarded guest needs beside its own addresses', () => {
  const dump = dumpOf(compile([held('172.17.20.29'), held('fd00::29')]))
  const lla = 'fe80::216:3eff:fe0a:5cf1'
  const rows: readonly (readonly [string, boolean, string])[] = [
    [
      'asks whether its own address is free',
      true,
      `in_port=1,dl_src=${A},dl_dst=ff:ff:ff:ff:ff:ff,arp,arp_op=1,arp_spa=0.0.0.0,arp_tpa=172.17.20.29,arp_sha=${A}`,
    ],
    [
      "does not ask for another's",
      false,
      `in_port=1,dl_src=${A},dl_dst=ff:ff:ff:ff:ff:ff,arp,arp_op=1,arp_spa=0.0.0.0,arp_tpa=172.17.20.30,arp_sha=${A}`,
    ],
    [
      'is given an address by DHCP',
      true,
      `in_port=1,dl_src=${A},dl_dst=ff:ff:ff:ff:ff:ff,udp,nw_src=0.0.0.0,nw_dst=255.255.255.255,tp_src=68,tp_dst=67`,
    ],
    [
      'does not answer DHCP from nowhere',
      false,
      `in_port=1,dl_src=${A},dl_dst=ff:ff:ff:ff:ff:ff,udp,nw_src=0.0.0.0,nw_dst=255.255.255.255,tp_src=67,tp_dst=68`,
    ],
    [
      'finds neighbours from its link-local address',
      true,
      `in_port=1,dl_src=${A},dl_dst=33:33:00:00:00:01,icmp6,ipv6_src=${lla},ipv6_dst=ff02::1,icmp_type=135,icmp_code=0,nd_target=fd00::1,nd_sll=${A}`,
    ],
    [
      'not with the MAC of another',
      false,
      `in_port=1,dl_src=${A},dl_dst=33:33:00:00:00:01,icmp6,ipv6_src=${lla},ipv6_dst=ff02::1,icmp_type=135,icmp_code=0,nd_target=fd00::1,nd_sll=${B}`,
    ],
    [
      'asks whether its own IPv6 address is free',
      true,
      `in_port=1,dl_src=${A},dl_dst=33:33:ff:00:00:29,icmp6,ipv6_src=::,ipv6_dst=ff02::1:ff00:29,icmp_type=135,icmp_code=0,nd_target=fd00::29`,
    ],
    [
      'does not advertise a neighbour that it is not',
      false,
      `in_port=1,dl_src=${A},dl_dst=33:33:00:00:00:01,icmp6,ipv6_src=fd00::29,ipv6_dst=ff02::1,icmp_type=136,icmp_code=0,nd_target=fd00::30,nd_tll=${A}`,
    ],
    [
      'nor itself with the MAC of another',
      false,
      `in_port=1,dl_src=${A},dl_dst=33:33:00:00:00:01,icmp6,ipv6_src=fd00::29,ipv6_dst=ff02::1,icmp_type=136,icmp_code=0,nd_target=fd00::29,nd_tll=${B}`,
    ],
    [
      'asks for routers without an address',
      true,
      `in_port=1,dl_src=${A},dl_dst=33:33:00:00:00:02,icmp6,ipv6_src=::,ipv6_dst=ff02::2,icmp_type=133,icmp_code=0`,
    ],
    [
      'is no router by an address it has not',
      false,
      `in_port=1,dl_src=${A},dl_dst=33:33:00:00:00:01,icmp6,ipv6_src=fe80::1,ipv6_dst=ff02::1,icmp_type=134,icmp_code=0`,
    ],
    ['sends nothing that is neither IP nor ARP', false, `in_port=1,dl_src=${A},dl_dst=${B},dl_type=0x88cc`],
    [
      'others reach it',
      true,
      `in_port=2,dl_src=${B},dl_dst=${A},icmp,nw_src=172.17.20.30,nw_dst=172.17.20.29,icmp_type=8,icmp_code=0`,
    ],
  ]
  it.each(rows)('%s: %s', (_what, isPassed, packet) => {
    expect(passes(dump, packet)).toBe(isPassed)
  })
})

describe('before anything is written', () => {
  const wanted = compile([held('172.17.20.29')])
  const parse = (lines: readonly string[]) => parseDumpFlows(lines.join('\n')).value
  const theirs = (line: string) => parse([` cookie=0x7, duration=1s, n_packets=0, n_bytes=0, ${line}`])
  it.each([
    ['table=200, priority=0 actions=drop', 'in the tables given to Rollcall'],
    ['table=201, priority=100,ip,in_port=1,dl_src=00:16:3e:0a:5c:f1,nw_src=172.17.20.29 actions=drop', 'table 201'],
    ['table=0, priority=65535,in_port=1 actions=NORMAL', 'the priority at which guarded ports are caught'],
    ['table=0, priority=65535 actions=NORMAL', 'cookie 0x7'],
    ['table=5, priority=1 actions=load:0x2->NXM_NX_REG15[],resubmit(,6)', 'uses reg15'],
    ['table=5, priority=1,xxreg3=0x1 actions=drop', 'uses reg15'],
  ])('a rule of somebody else is in the way: %s', (line, reason) => {
    expect(findStranger(theirs(line), wanted, TABLES)).toContain(reason)
  })
  it.each([
    ['table=0, priority=65535,in_port=9 actions=NORMAL'],
    ['table=0, priority=0 actions=NORMAL'],
    ['table=199, priority=0 actions=load:0x2->NXM_NX_REG1[]'],
  ])('it is not: %s', (line) => {
    expect(findStranger(theirs(line), wanted, TABLES)).toBeNull()
  })

  it('what differs is put right by one bundle, and only what differs', () => {
    const rules = parse([dumpOf(wanted)])
    expect(isInLine(compareGuard(rules, wanted))).toBe(true)
    const more = compile([held('172.17.20.29'), held('172.17.20.39')])
    const drift = compareGuard(rules, more)
    expect(drift.extra).toEqual([])
    expect(drift.missing.every((rule) => rule.match.includes('172.17.20.39'))).toBe(true)
    const back = compareGuard(parse([dumpOf(more)]), wanted)
    expect(back.missing).toEqual([])
    expect(writeBundle(back).trim().split('\n')).toHaveLength(3)
    expect(writeBundle(back)).toContain(`delete_strict cookie=${GUARD_COOKIE}/-1,table=201,priority=100`)
  })

  it('a rule whose actions were changed is drift, one that was written differently is not', () => {
    const changed = wanted.map((rule) => (rule.table === 0 ? { ...rule, actions: 'NORMAL' } : rule))
    expect(compareGuard(parse([dumpOf(changed)]), wanted).missing).toHaveLength(1)
    const other = wanted.map((rule) => ({
      ...rule,
      actions: rule.actions.replace('load:0x1->NXM_NX_REG15[]', 'set_field:0x1->reg15'),
    }))
    expect(isInLine(compareGuard(parse([dumpOf(other)]), wanted))).toBe(true)
  })
})
