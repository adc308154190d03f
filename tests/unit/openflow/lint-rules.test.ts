import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildTables, classifyRules } from '../../../core/openflow/build-tables'
import type { ClassifiedRule } from '../../../core/openflow/classifier/classified-rule'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { parseGroups } from '../../../core/openflow/dump/parse-groups'
import { EMPTY_SCOPE } from '../../../core/openflow/fields/field-scope'
import { newFlow, W } from '../../../core/openflow/fields/flow-layout'
import type { LintFinding, LintName, LintReport } from '../../../core/openflow/lint/lint-finding'
import { lintRules } from '../../../core/openflow/lint/lint-rules'
import { matchesFlow } from '../../../core/openflow/match/match'

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../../fixtures/openflow', name), 'utf8')
const classified = (text: string) => classifyRules(parseDumpFlows(text).value, EMPTY_SCOPE)

function lint(lines: readonly string[], groups: string | null = null): LintReport {
  return lintRules({
    bridge: 'br-int',
    rules: classified(lines.join('\n')),
    groups: groups === null ? null : parseGroups(groups, EMPTY_SCOPE),
    model: null,
  })
}
/** What a finding says in short: its name, whether it is a verdict, and the lines of its two rules. */
const short = ({ name, isVerdict, rule, other }: LintFinding): string =>
  `${name}${isVerdict ? '!' : ''} ${rule?.line ?? '-'} ${other?.line ?? '-'}`

type Row = {
  name: string
  rules: readonly string[]
  groups?: string
  found: readonly string[]
  bounds?: readonly string[]
}
const ROWS: Row[] = [
  { name: 'nothing to say', rules: ['priority=2,ip actions=1', 'priority=1 actions=drop'], found: [] },
  {
    name: 'a wider rule above',
    rules: ['priority=9,ip actions=1', 'priority=5,ip,nw_src=10.0.0.1 actions=drop'],
    found: ['shadowed! 2 1'],
  },
  {
    name: 'a wider rule above that does the same',
    rules: ['priority=9,ip actions=output:1', 'priority=5,tcp actions=1'],
    found: ['shadowed 2 1'],
  },
  {
    name: 'a wider rule below',
    rules: ['priority=5,ip actions=1', 'priority=9,ip,nw_src=10.0.0.1 actions=drop'],
    found: [],
  },
  {
    name: 'a prefix inside another',
    rules: ['priority=9,ip,nw_src=10.0.0.0/8 actions=1', 'priority=5,ip,nw_src=10.1.0.0/16 actions=drop'],
    found: ['shadowed! 2 1'],
  },
  {
    name: 'a wider rule in another table',
    rules: ['table=0,priority=9,ip actions=resubmit(,1)', 'table=1,priority=5,ip,nw_src=10.0.0.1 actions=drop'],
    found: [],
  },
  {
    name: 'clauses of a conjunction take nothing',
    rules: [
      'priority=9,ip actions=conjunction(1,1/2)',
      'priority=9,ip,nw_dst=10.0.0.2 actions=conjunction(1,2/2)',
      'priority=5,ip,nw_src=10.0.0.1 actions=drop',
    ],
    found: [],
  },
  {
    name: 'fields nobody knows may take nothing',
    rules: ['priority=9,ip,warp=1 actions=1', 'priority=5,ip,nw_src=10.0.0.1 actions=drop'],
    found: [],
  },
  {
    name: 'equal priority, different things',
    rules: ['priority=5,ip,nw_src=10.0.0.1 actions=1', 'priority=5,ip,nw_dst=10.0.0.2 actions=drop'],
    found: ['ambiguous-overlap! 1 2'],
  },
  {
    name: 'equal priority, the same thing',
    rules: ['priority=5,ip,nw_src=10.0.0.1 actions=1', 'priority=5,ip,nw_dst=10.0.0.2 actions=1'],
    found: [],
  },
  {
    name: 'equal priority, no packet for both',
    rules: ['priority=5,ip,nw_src=10.0.0.1 actions=1', 'priority=5,arp,arp_spa=10.0.0.1 actions=drop'],
    found: [],
  },
  {
    name: 'an overlap that a rule above takes whole',
    rules: [
      'priority=5,ip,nw_src=10.0.0.1 actions=1',
      'priority=5,ip,nw_dst=10.0.0.2 actions=drop',
      'priority=9,ip,nw_src=10.0.0.0/8,nw_dst=10.0.0.0/8 actions=2',
    ],
    found: [],
  },
  {
    name: 'one rule among many that do the same',
    rules: [
      ...Array.from({ length: 9 }, (_, i) => `priority=5,ip,nw_src=10.0.0.${i} actions=1`),
      'priority=5,ip,nw_dst=10.0.0.2 actions=drop',
    ],
    found: ['ambiguous-overlap! 1 10'],
  },
  {
    name: 'goto to a table without rules',
    rules: ['priority=1 actions=goto_table:7'],
    found: ['dangling-jump! 1 -'],
  },
  {
    name: 'resubmit to a table without rules, with more to do',
    rules: ['priority=1 actions=resubmit(,7),output:2'],
    found: ['dangling-jump 1 -'],
  },
  {
    name: 'resubmit inside a clone and after it',
    rules: ['priority=1 actions=clone(resubmit(,7)),resubmit(,8)'],
    found: ['dangling-jump! 1 -', 'dangling-jump 1 -'],
  },
  {
    name: 'a table that is learned',
    rules: ['actions=learn(table=7,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]),resubmit(,7)'],
    found: [],
  },
  {
    name: 'resubmit to the same table',
    rules: ['priority=2,in_port=1 actions=resubmit(2,)', 'priority=1 actions=drop'],
    found: [],
  },
  {
    name: 'a table that no rule jumps to',
    rules: ['actions=drop', 'table=5 actions=resubmit(,6)', 'table=6 actions=drop'],
    found: ['unreachable-table 2 -', 'unreachable-table 3 2'],
  },
  {
    name: 'tables reached through connection tracking and groups',
    rules: ['in_port=1 actions=ct(table=5)', 'table=5,ip actions=group:1', 'table=6 actions=drop'],
    groups: ' group_id=1,type=all,bucket=actions=resubmit(,6)',
    found: [],
  },
  {
    name: 'tables that groups may reach',
    rules: ['actions=group:1', 'table=6 actions=drop'],
    found: [],
    bounds: ['tables 6 may be reached through groups, which are not known'],
  },
  {
    name: 'counters',
    rules: [
      'n_packets=9, n_bytes=90, priority=2,ip actions=1',
      'n_packets=0, n_bytes=0, priority=1,arp actions=1',
      'table=1, n_packets=0, n_bytes=0, ip actions=1',
      'priority=0 actions=resubmit(,1)',
    ],
    found: ['never-hit 2 1'],
  },
  {
    name: 'one cookie for two addresses',
    rules: ['1', '2', '3', '4', '5', '1'].map(
      (cookie, i) => `cookie=0x${cookie}, priority=5,ip,nw_src=10.0.0.${i + 1} actions=1`,
    ),
    found: ['shared-cookie 1 6'],
  },
  {
    name: 'one cookie for all',
    rules: Array.from({ length: 9 }, (_, i) => `cookie=0x1, priority=5,ip,nw_src=10.0.0.${i + 1} actions=1`),
    found: [],
  },
  {
    name: 'ARP that is not filtered where packets are',
    rules: [
      'priority=9,ip,in_port=1,nw_src=10.0.0.1 actions=2',
      'priority=8,arp,in_port=1 actions=2',
      'priority=0 actions=drop',
    ],
    found: ['spoofing-hole! 2 3', 'spoofing-hole! 2 3'],
  },
  {
    name: 'a filter without a hole',
    rules: [
      'priority=9,ip,in_port=1,nw_src=10.0.0.1 actions=2',
      'priority=9,arp,in_port=1,arp_spa=10.0.0.1 actions=2',
      'priority=0 actions=drop',
    ],
    found: [],
  },
]

describe('rules with a fault', () => {
  it.each(ROWS)('$name', ({ rules, groups, found, bounds }) => {
    const report = lint(rules, groups ?? null)
    expect(report.findings.map(short)).toEqual(found)
    expect(report.bounds).toEqual(bounds ?? [])
  })

  it('is said in a sentence that names both rules', () => {
    const [finding] = lint(['priority=9,ip actions=1', 'priority=5,ip,nw_src=10.0.0.1 actions=drop']).findings
    expect(finding?.sentence).toBe(
      'In table 0, ip,nw_src=10.0.0.1 (priority 5, line 2) is never reached: ip (priority 9, line 1) takes every packet it asks for, and does something else.',
    )
  })

  it('is no verdict in the rules of a switch that works', () => {
    for (const name of [
      'hv-a-blocked.txt',
      'hv-a-registered.txt',
      'hv-b.txt',
      'ovn-hv-a-blocked.txt',
      'ovn-hv-a-registered.txt',
    ])
      expect(lint([fixture(name)]).findings.filter((one) => one.isVerdict)).toEqual([])
  })

  it('says how many more there are than it lists', () => {
    const rules = Array.from({ length: 600 }, (_, i) => `priority=5,ip,nw_src=10.0.${i >> 8}.${i & 255} actions=drop`)
    const report = lint(['priority=9,ip actions=1', ...rules])
    expect(report.findings).toHaveLength(500)
    expect(report.bounds).toEqual(['100 more shadowed rules of table 0 are not listed'])
  })
})

const field = fc.constantFrom(
  'ip',
  'arp',
  'in_port=1',
  'in_port=2',
  'reg0=0/1',
  'reg0=1',
  'reg0=2/2',
  'reg1=3',
  'reg1=1/1',
)
const rule = fc.record({ fields: fc.uniqueArray(field, { maxLength: 3 }), priority: fc.nat(3), port: fc.nat(1) })
const table = fc.array(rule, { maxLength: 10 }).map((rules) =>
  classified(
    rules
      .map(({ fields, priority, port }) => {
        const names = new Set(fields.map((one) => one.split('=')[0]))
        const isClear = names.size === fields.length && !(names.has('ip') && names.has('arp'))
        return `priority=${priority}${(isClear ? fields : []).map((one) => `,${one}`).join('')} actions=${port}`
      })
      .join('\n'),
  ),
)
/** Every packet that rules made of these fields can tell apart. */
const packets = [0x0800, 0x0806, 0x86dd].flatMap((type) =>
  [1, 2, 3].flatMap((port) =>
    [0, 1, 2, 3].flatMap((reg0) =>
      [0, 1, 2, 3].map((reg1) => {
        const flow = newFlow()
        flow[W.dlType] = type
        flow[W.inPort] = port
        flow[W.regs] = reg0
        flow[W.regs + 1] = reg1
        return flow
      }),
    ),
  ),
)

describe('any table, against the look-up of single packets', () => {
  const of = (report: LintReport, name: LintName) => report.findings.filter((one) => one.name === name)

  it('a rule that is said never to be reached is never found', () => {
    fc.assert(
      fc.property(table, (rules) => {
        const lines = of(lintRules({ bridge: 'b', rules, groups: null, model: null }), 'shadowed').map(
          (one) => one.rule?.line,
        )
        const classifier = buildTables(rules).get(0)
        for (const packet of packets) expect(lines).not.toContain(classifier?.lookUp(packet, null).found?.rule.line)
      }),
    )
  })

  it('an overlap that is said to be ambiguous is one, and where a packet meets one, one is said', () => {
    fc.assert(
      fc.property(table, (rules) => {
        const found = of(lintRules({ bridge: 'b', rules, groups: null, model: null }), 'ambiguous-overlap')
        const matching = packets.map((packet) => rules.filter((one) => matchesFlow(one.match, packet)))
        for (const { rule, other } of found) {
          expect(rule?.priority).toBe(other?.priority)
          const both = (one: ClassifiedRule) => one.rule.line === rule?.line || one.rule.line === other?.line
          expect(matching.some((all) => all.filter(both).length === 2)).toBe(true)
        }
        const isMet = matching.some((all) => {
          const highest = Math.max(...all.map((one) => one.rule.priority))
          return new Set(all.filter((one) => one.rule.priority === highest).map((one) => one.rule.actions)).size > 1
        })
        if (isMet) expect(found.length).toBeGreaterThan(0)
      }),
    )
  })
})
