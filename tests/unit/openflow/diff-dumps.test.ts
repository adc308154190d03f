import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sayCounterDelta } from '../../../core/openflow/diff/compare-counters'
import { diffDumps } from '../../../core/openflow/diff/diff-dumps'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../../fixtures/openflow', name), 'utf8')
const rules = (...lines: string[]) => parseDumpFlows(lines.join('\n')).value

describe('two dumps of the founding incident', () => {
  const before = parseDumpFlows(fixture('hv-a-blocked.txt')).value
  const after = parseDumpFlows(fixture('hv-a-registered.txt')).value

  it('shows the rules that the registration added, and what the default drop counted since', () => {
    const diff = diffDumps(before, after)
    expect(diff.added.map(({ table, match }) => `${table} ${match}`)).toEqual([
      '10 arp,arp_sha=00:16:3e:0a:5c:f1,arp_spa=172.17.20.39,dl_src=00:16:3e:0a:5c:f1,in_port=1',
      '10 dl_src=00:16:3e:0a:5c:f1,in_port=1,ip,nw_src=172.17.20.39',
    ])
    expect(diff.removed).toEqual([])
    expect(diff.changed).toEqual([])
    expect(diff.sameCount).toBe(before.length)
    const [first] = diff.counters
    expect(first && sayCounterDelta(first)).toBe('+1 packet on the default drop of table 10')
  })

  it('shows them as removed the other way round, with counters that began again', () => {
    const diff = diffDumps(after, before)
    expect(diff.removed).toHaveLength(2)
    expect(diff.added).toEqual([])
    expect(diff.counters.every((one) => one.isReset)).toBe(true)
  })
})

it('shows what OVN added to a host when the address was registered', () => {
  const read = (name: string) => parseDumpFlows(fixture(name)).value
  const diff = diffDumps(read('ovn-hv-a-blocked.txt'), read('ovn-hv-a-registered.txt'))
  expect(diff.added.map(({ table, match }) => `${table} ${match}`)).toEqual([
    '73 dl_src=00:16:3e:0a:5c:f1,ip,metadata=0x1,nw_src=172.17.20.39,reg14=0x1',
    '74 arp,arp_sha=00:16:3e:0a:5c:f1,arp_spa=172.17.20.39,dl_src=00:16:3e:0a:5c:f1,metadata=0x1,reg14=0x1',
    '75 dl_dst=00:16:3e:0a:5c:f1,ip,metadata=0x1,nw_dst=172.17.20.39,reg15=0x1',
  ])
  expect([diff.removed, diff.changed]).toEqual([[], []])
})

type Row = { name: string; before: string; after: string; expected: 'same' | 'added and removed' | string[] }
const ROWS: Row[] = [
  {
    name: 'cookies, ages and counters',
    before: 'cookie=0x1, duration=1s, n_packets=0, n_bytes=0, priority=5,ip actions=NORMAL',
    after: 'cookie=0x2, duration=9s, n_packets=7, n_bytes=70, priority=5,ip actions=NORMAL',
    expected: 'same',
  },
  {
    name: 'spellings of a match',
    before: 'priority=5,eth_type=0x800,ip_src=10.0.0.0/255.255.255.0,actions=drop',
    after: 'priority=5,nw_src=10.0.0.0/24,ip actions=drop',
    expected: 'same',
  },
  {
    name: 'spellings of actions',
    before: 'priority=5 actions=output:3,load:0x1->NXM_NX_REG0[]',
    after: 'priority=5 actions=3,set_field:0x1->reg0',
    expected: 'same',
  },
  { name: 'what is done', before: 'ip actions=drop', after: 'ip actions=output:1', expected: ['actions'] },
  {
    name: 'order of what is done',
    before: 'ip actions=output:1,mod_dl_src:00:00:00:00:00:01',
    after: 'ip actions=mod_dl_src:00:00:00:00:00:01,output:1',
    expected: ['actions'],
  },
  {
    name: 'timeouts and flags',
    before: 'idle_timeout=10, ip actions=drop',
    after: 'send_flow_rem ip actions=drop',
    expected: ['timeouts', 'flags'],
  },
  {
    name: 'priority',
    before: 'priority=1,ip actions=drop',
    after: 'priority=2,ip actions=drop',
    expected: 'added and removed',
  },
  { name: 'table', before: 'table=1,ip actions=drop', after: 'table=2,ip actions=drop', expected: 'added and removed' },
  {
    name: 'fields nobody knows',
    before: 'warp=1 actions=drop',
    after: 'warp=2 actions=drop',
    expected: 'added and removed',
  },
]

describe('one rule against another', () => {
  it.each(ROWS)('$name', ({ before, after, expected }) => {
    const diff = diffDumps(rules(before), rules(after))
    const found =
      diff.changed[0]?.parts ?? (diff.added.length === 1 && diff.removed.length === 1 ? 'added and removed' : 'same')
    expect(found).toEqual(expected)
  })

  it('pairs rules that a dump holds twice', () => {
    const diff = diffDumps(rules('ip actions=drop', 'ip actions=drop'), rules('ip actions=drop'))
    expect(diff.removed.map(({ line }) => line)).toEqual([2])
  })
})

type Counts = { name: string; before: string; after: string; said: string | null }
const COUNTS: Counts[] = [
  { name: 'more', before: 'n_packets=10', after: 'n_packets=322', said: '+312 packets on the default drop of table 0' },
  { name: 'as many', before: 'n_packets=10', after: 'n_packets=10', said: null },
  { name: 'not shown', before: 'n_packets=10', after: '', said: null },
  {
    name: 'fewer',
    before: 'n_packets=10',
    after: 'n_packets=4',
    said: '4 packets on the default drop of table 0 since its counters began again',
  },
  {
    name: 'more, but younger',
    before: 'duration=90s, n_packets=10',
    after: 'duration=3s, n_packets=40',
    said: '40 packets on the default drop of table 0 since its counters began again',
  },
]

describe('counters', () => {
  it.each(COUNTS)('$name', ({ before, after, said }) => {
    const [delta] = diffDumps(
      rules(`${before}, priority=0 actions=drop`),
      rules(`${after}, priority=0 actions=drop`),
    ).counters
    expect(delta ? sayCounterDelta(delta) : null).toBe(said)
  })
})

describe('any two dumps', () => {
  const rule = fc
    .record({
      table: fc.nat(2),
      priority: fc.nat(2),
      match: fc.constantFrom('', 'ip', 'arp', 'in_port=1'),
      actions: fc.constantFrom('drop', '1'),
    })
    .map(
      ({ table, priority, match, actions }) =>
        `table=${table},priority=${priority}${match && `,${match}`} actions=${actions}`,
    )
  const dump = fc.array(rule, { maxLength: 12 }).map((lines) => rules(...lines))

  it('accounts for every rule of both, and finds nothing between a dump and itself in any order', () => {
    fc.assert(
      fc.property(dump, dump, (a, b) => {
        const { added, removed, changed, sameCount } = diffDumps(a, b)
        expect(changed.length + sameCount + removed.length).toBe(a.length)
        expect(changed.length + sameCount + added.length).toBe(b.length)
        const turned = diffDumps(b, a)
        expect([turned.added.length, turned.removed.length]).toEqual([removed.length, added.length])
        const self = diffDumps(a, a)
        expect([self.added, self.removed, self.changed]).toEqual([[], [], []])
      }),
    )
  })
})
