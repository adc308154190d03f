import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddFlow, formatAddFlowCommand } from '../../../core/openflow/dump/format-add-flow'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { orderTokens } from '../../../core/openflow/match/order-tokens'
import { splitTopLevel } from '../../../core/openflow/match/split-top-level'
import { mapPipeline, outcomeKey } from '../../../core/openflow/pipeline-map/map-pipeline'

const read = (text: string) => parseDumpFlows(text).value
const blocked = read(readFileSync(path.join(import.meta.dirname, '../../fixtures/openflow/hv-a-blocked.txt'), 'utf8'))

describe('the tables of a dump drawn together', () => {
  it('knows where each table hands packets, how many, and what drops', () => {
    const map = mapPipeline(blocked)
    expect(map.jumps).toEqual([
      { from: 0, to: 10, kinds: ['goto'], rules: 1, packets: 13 },
      { from: 0, to: 20, kinds: ['goto'], rules: 1, packets: 9 },
      { from: 10, to: 20, kinds: ['goto'], rules: 2, packets: 6 },
    ])
    expect(map.tables.map(({ table, rules, packets, dropped }) => [table, rules, packets, dropped])).toEqual([
      [0, 3, 22, 0],
      [10, 3, 13, 7],
      [20, 1, 15, 0],
    ])
    expect(
      map.tables[1]?.groups.map(({ outcome, rules, packets, only }) => [outcome, rules, packets, only?.line]),
    ).toEqual([
      ['table', 2, 6, undefined],
      ['drop', 1, 7, 7],
    ])
  })

  it('finds jumps inside other actions, and says what rules do that neither send nor drop', () => {
    const map = mapPipeline(
      read(
        [
          ' table=0, priority=9,ip actions=clone(resubmit(,5)),ct(commit,table=6,exec(set_field:1->ct_mark)),output:3',
          ' table=0, priority=8,arp actions=resubmit(7,)',
          ' table=5, priority=1 actions=load:0x1->NXM_NX_REG0[]',
          ' table=6, priority=1 actions=conjunction(1,1/2)',
          ' table=6, priority=2 actions=CONTROLLER:65535',
          ' table=7, priority=2 actions=no_such_action(1)',
          ' table=named, priority=2 actions=write_actions(goto_table:9)',
        ].join('\n'),
      ),
    )
    expect(map.jumps.map(({ from, to, kinds }) => `${from} ${to} ${kinds}`)).toEqual([
      '0 0 resubmit',
      '0 5 resubmit',
      '0 6 ct',
      'named 9 goto',
    ])
    expect(
      map.tables.flatMap(({ table, groups }) => groups.map((one) => `${table} ${one.outcome} ${one.sends}`)),
    ).toEqual([
      '0 table true',
      '0 table false',
      '5 ends false',
      '6 clause false',
      '6 controller false',
      '7 unknown false',
      'named table false',
    ])
    expect(map.tables.every((table) => table.packets === null)).toBe(true)
  })

  it('loses no rule and no packet, whatever the rules', () => {
    const action = fc.constantFrom(
      'drop',
      'output:1',
      'goto_table:3',
      'resubmit(,2)',
      'NORMAL',
      'ct(table=4)',
      'load:0x1->NXM_NX_REG0[]',
    )
    const line = fc
      .tuple(fc.integer({ min: 0, max: 4 }), fc.nat(50), fc.nat(9), action)
      .map(
        ([table, packets, priority, actions]) =>
          ` table=${table}, n_packets=${packets}, n_bytes=0, priority=${priority} actions=${actions}`,
      )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const rules = read(lines.join('\n'))
        const { tables } = mapPipeline(rules)
        const groups = tables.flatMap((table) => table.groups.map((group) => ({ ...group, table: table.table })))
        expect(groups.reduce((sum, group) => sum + group.rules, 0)).toBe(rules.length)
        expect(groups.reduce((sum, group) => sum + (group.packets ?? 0), 0)).toBe(
          rules.reduce((sum, rule) => sum + (rule.nPackets ?? 0), 0),
        )
        for (const rule of rules)
          expect(
            groups.some((one) => one.table === rule.table && one.key === outcomeKey(rule.actions, rule.table)),
          ).toBe(true)
      }),
    )
  })
})

describe('a rule as it is typed', () => {
  it('keeps what makes it the same rule and leaves out what the switch counts', () => {
    expect(blocked.map(formatAddFlow)).toContain(
      'cookie=0xac11141d,table=10,priority=100,arp,in_port=1,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.29,arp_sha=00:16:3e:0a:5c:f1 actions=goto_table:20',
    )
    const [rule] = read(
      ' cookie=0x0, duration=1s, table=3, n_packets=1, n_bytes=2, idle_timeout=60, hard_timeout=5, send_flow_rem priority=7,tcp,tp_dst=80 actions=output:"it\'s"',
    )
    expect(rule && formatAddFlowCommand('br-int', rule)).toBe(
      `ovs-ofctl add-flow br-int 'table=3,priority=7,idle_timeout=60,hard_timeout=5,send_flow_rem,tcp,tp_dst=80 actions=output:"it'\\''s"'`,
    )
    expect(blocked[0] && formatAddFlowCommand('br int', blocked[0])).toMatch(
      /^ovs-ofctl -O OpenFlow13 add-flow 'br int' /,
    )
  })

  it('is read back as the same rule', () => {
    for (const rule of blocked) {
      const again = read(formatAddFlow(rule))[0]
      expect(again).toMatchObject({
        table: rule.table,
        priority: rule.priority,
        cookie: rule.cookie,
        match: rule.match,
        actions: rule.actions,
      })
    }
  })

  it('orders tokens for reading and loses none', () => {
    expect(orderTokens('arp_spa=1.2.3.4,dl_src=00:00:00:00:00:01,in_port=1,arp,reg0=0x1,zzz=1')).toEqual([
      'arp',
      'in_port=1',
      'reg0=0x1',
      'dl_src=00:00:00:00:00:01',
      'arp_spa=1.2.3.4',
      'zzz=1',
    ])
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect([...orderTokens(text)].sort()).toEqual([...splitTopLevel(text)].sort())
      }),
    )
  })
})
