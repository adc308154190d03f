import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { makeScope } from '../../../core/openflow/fields/field-scope'
import { compileFilter } from '../../../core/openflow/filter/compile-filter'
import { completeFilter } from '../../../core/openflow/filter/complete-filter'
import type { Filter, Operator } from '../../../core/openflow/filter/filter'
import { explainFilter, formatFilter } from '../../../core/openflow/filter/format-filter'
import { parseFilter } from '../../../core/openflow/filter/parse-filter'

const DUMP = [
  'OFPST_FLOW reply (OF1.3) (xid=0x2):',
  ' cookie=0x0, table=0, n_packets=13, n_bytes=998, priority=100,in_port=1 actions=goto_table:10',
  ' cookie=0x0, table=0, n_packets=9, n_bytes=658, priority=100,in_port="vxlan-1" actions=resubmit(,20)',
  ' cookie=0x0, table=0, n_packets=0, n_bytes=0, priority=0 actions=drop',
  ' cookie=0xac11141d, table=10, n_packets=1, n_bytes=42, priority=100,arp,in_port=1,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.29,arp_sha=00:16:3e:0a:5c:f1 actions=goto_table:20',
  ' cookie=0xac11141d, table=10, n_packets=5, n_bytes=490, priority=100,ip,in_port=1,dl_src=00:16:3e:0a:5c:f1,nw_src=172.17.20.29 actions=goto_table:20',
  ' cookie=0x7, table=10, n_packets=2, n_bytes=120, priority=90,tcp,ct_state=+trk-new,nw_dst=172.17.16.0/20,tp_dst=443 actions=ct(commit,table=20)',
  ' cookie=0xdead, table=10, n_packets=7, n_bytes=466, priority=0 actions=drop',
  ' cookie=0x0, table=20, n_packets=4, n_bytes=300, priority=50,dl_dst=00:16:3e:0a:5c:f1 actions=load:0xac11141d->NXM_NX_REG0[],output:1',
  ' cookie=0x0, table=20, n_packets=15, n_bytes=1190, priority=0 actions=NORMAL',
].join('\n')
const rules = parseDumpFlows(DUMP).value
const scope = makeScope(
  new Map([
    ['tap-vmA', 1],
    ['vxlan-1', 100],
  ]),
  [],
)
const linesOf = (text: string): number[] | string => {
  const filter = parseFilter(text)
  if (!filter.ok) return `${filter.error.column}+${filter.error.length} ${filter.error.reason}`
  if (!filter.value) return rules.map((rule) => rule.line)
  const test = compileFilter(filter.value, scope)
  return rules.filter(test).map((rule) => rule.line)
}

describe('which rules a filter lets through', () => {
  it.each<[string, number[]]>([
    ['', [2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['table=10 && arp_spa=172.17.20.0/24 && actions~drop', []],
    ['table=10 && arp_spa=172.17.20.0/24', [5]],
    ['arp_spa=172.17.20.29', [5]],
    ['arp_spa=172.17.21.0/24', []],
    ['nw_dst=172.17.0.0/16', [7]],
    ['nw_dst=172.17.20.29', []],
    ['nw_dst~172.17.20.29', [7]],
    ['nw_dst~10.0.0.0/8', []],
    ['actions=drop', [4, 8]],
    ['actions=drop && packets>0', [8]],
    ['table=0, priority>=100', [2, 3]],
    ['table<10 priority=0', [4]],
    ['table=0 || table=20 && priority=50', [2, 3, 4, 9]],
    ['(table=0 || table=20) && priority<100', [4, 9, 10]],
    ['!table=10', [2, 3, 4, 9, 10]],
    ['not (table=10 or table=0)', [9, 10]],
    ['table!=10', [2, 3, 4, 9, 10]],
    ['arp', [5]],
    ['ip', [6, 7]],
    ['tcp', [7]],
    ['dl_type=0x0800', [6, 7]],
    ['ip_proto=6', [7]],
    ['tcp_dst=443', [7]],
    ['udp_dst=443', [7]],
    ['tp_dst>=400 && tp_dst<444', [7]],
    ['ct_state=+trk', [7]],
    ['ct_state=+new', []],
    ['ct_state~trk', [7]],
    ['in_port', [2, 3, 5, 6]],
    ['in_port=1', [2, 5, 6]],
    ['in_port=tap-vmA', [2, 5, 6]],
    ['in_port=100', [3]],
    ['in_port=nobody', []],
    ['port=1', [2, 5, 6, 9]],
    ['port=tap-vmA', [2, 5, 6, 9]],
    ['port=vxlan-1', [3]],
    ['mac=0:16:3E:a:5c:f1', [5, 6, 9]],
    ['ip=172.17.20.29', [5, 6, 9]],
    ['ip=172.17.20.0/24', [5, 6]],
    ['ip~172.17.20.29', [5, 6, 7, 9]],
    ['cookie=0xac11141d', [5, 6]],
    ['cookie=0xac000000/0xff000000', [5, 6]],
    ['cookie~dead', [8]],
    ['to=20', [3, 5, 6, 7]],
    ['to=10', [2]],
    ['to>10', [3, 5, 6, 7]],
    ['line=8', [8]],
    ['match=""', []],
    ['dead', [8]],
    ['"goto_table:20"', [5, 6]],
    ['172.17.20.29', [5, 6]],
    ['actions !~ drop && table=0', [2, 3]],
    ['n_packets=13', [2]],
  ])('%s', (text, lines) => {
    const found = linesOf(text)
    if (text === 'match=""') expect(found).toBe('7+2 A value is missing after match=.')
    else expect(found).toEqual(lines)
  })
})

describe('a filter that is not understood points at the place', () => {
  it.each([
    ['table=10 && arp_sap=1.2.3.4', '13+7 There is no field arp_sap. Did you mean arp_spa?'],
    ['table=ten && priority=high', '23+4 “high” is not a number.'],
    ['table=10 &&', '12+0 Something should follow here, for example table=10.'],
    ['table=', '7+0 A value is missing after table=.'],
    ['(table=10', '1+1 This bracket is never closed.'],
    ['table=10)', '9+1 This bracket was never opened.'],
    ['table=10 & priority=1', '10+1 A single & means nothing: write &&.'],
    ['arp_spa>172.17.20.1', '8+1 arp_spa has no order: ask with = != ~ or !~, and a prefix for a range.'],
    ['arp_spa=172.17.20.0/33', '9+14 “172.17.20.0/33” is not an IPv4 address or prefix.'],
    ['nw_src=fe80::1', '8+7 “fe80::1” is not an IPv4 address or prefix.'],
    ['actions~"drop', '9+5 The quotation mark is never closed.'],
    ['cookie=xyz', '8+3 “xyz” is not a cookie such as 0xdead or 0x100/0xff00.'],
    ['= 5', '1+1 A condition should stand here, not ='],
    ['""', '1+2 There is nothing to look for.'],
  ])('%s', (text, problem) => expect(linesOf(text)).toBe(problem))

  it('stays linear and whole on anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'(!)&|="~<>, a1') })), (text) => {
        const read = parseFilter(text)
        if (read.ok) return
        expect(read.error.column).toBeGreaterThanOrEqual(1)
        expect(read.error.column + read.error.length).toBeLessThanOrEqual(text.length + 1)
      }),
    )
    const since = performance.now()
    for (const text of ['('.repeat(4000), '!'.repeat(4000), '&&'.repeat(2000), 'a '.repeat(2000)]) parseFilter(text)
    expect(performance.now() - since).toBeLessThan(1000)
  })
})

const test: fc.Arbitrary<Filter> = fc
  .oneof(
    fc.tuple(
      fc.constantFrom('table', 'priority', 'packets'),
      fc.constantFrom<Operator>('=', '!=', '<', '>='),
      fc.nat(300).map(String),
    ),
    fc.tuple(
      fc.constantFrom('actions', 'match'),
      fc.constantFrom<Operator>('~', '!~', '='),
      fc.constantFrom('drop', 'a && b', 'or', 'x||y', '(1,2)', 'output:1'),
    ),
    fc.tuple(
      fc.constantFrom('arp_spa', 'nw_src', 'ip'),
      fc.constantFrom<Operator>('=', '~'),
      fc.ipV4().map((ip) => `${ip}/24`),
    ),
  )
  .map(([key, operator, value]) => ({ kind: 'test', key, operator, value }))
const { filter: anyFilter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    test,
    fc.constantFrom<Filter>(
      { kind: 'has', key: 'arp' },
      { kind: 'text', value: 'a b' },
      { kind: 'text', value: 'not' },
    ),
    fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}))

describe('properties', () => {
  it('a filter is read back as it was written', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(parseFilter(formatFilter(filter))).toEqual({ ok: true, value: filter })
        expect(explainFilter(filter)).not.toBe('')
      }),
    )
  })

  it('and, or, not are those of sets', () => {
    const linesWith = (filter: Filter) => rules.filter(compileFilter(filter, scope)).map((rule) => rule.line)
    fc.assert(
      fc.property(anyFilter, anyFilter, (a, b) => {
        const [left, right] = [linesWith(a), linesWith(b)]
        expect(linesWith({ kind: 'and', parts: [a, b] })).toEqual(left.filter((line) => right.includes(line)))
        expect(linesWith({ kind: 'not', part: a })).toEqual(
          rules.map((rule) => rule.line).filter((line) => !left.includes(line)),
        )
        expect(linesWith({ kind: 'or', parts: [a, b] })).toEqual(
          rules.map((rule) => rule.line).filter((line) => left.includes(line) || right.includes(line)),
        )
      }),
    )
  })

  it('a prefix contains exactly the prefixes and addresses within it', () => {
    const mask = (length: number) => (length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0)
    const dotted = (bits: number) => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')
    // Prefixes near each other, so that containment is not rare.
    const prefix = fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 }))
      .map(([low, length]) => ({ bits: ((0x0a000000 | low) & mask(length)) >>> 0, length }))
    fc.assert(
      fc.property(prefix, prefix, (held, wanted) => {
        const text = `table=0, n_packets=0, n_bytes=0, priority=1,ip,nw_src=${dotted(held.bits)}/${held.length} actions=drop`
        const rule = parseDumpFlows(text).value[0]
        const ask = (operator: string) => {
          const filter = parseFilter(`nw_src${operator}${dotted(wanted.bits)}/${wanted.length}`)
          return filter.ok && filter.value && rule ? compileFilter(filter.value)(rule) : null
        }
        const same = (length: number) => ((held.bits ^ wanted.bits) & mask(length)) === 0
        expect(ask('=')).toBe(held.length >= wanted.length && same(wanted.length))
        expect(ask('~')).toBe(same(Math.min(held.length, wanted.length)))
      }),
    )
  })
})

describe('how a filter may go on', () => {
  it('offers keys where a key may stand, those in use first, and none in a value', () => {
    expect(completeFilter('arp_s', 5).map((one) => one.text)).toEqual(['arp_spa=', 'arp_sha='])
    expect(completeFilter('table=1', 7)).toEqual([])
    expect(completeFilter('arp_spa=172.17', 14)).toEqual([])
    expect(completeFilter('table=10 && act', 15)[0]).toMatchObject({ from: 12, to: 15, text: 'actions~' })
    expect(completeFilter('', 0, new Set(['nw_dst'])).some((one) => one.text === 'nw_dst=')).toBe(true)
    expect(completeFilter('x "tab', 6)).toEqual([])
  })
})
