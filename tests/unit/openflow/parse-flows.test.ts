import { describe, expect, it } from 'vitest'
import { readFlows } from '../../../cli/commands/parse/parse-flows'
import { splitLines } from '../../../core/text/lines'
import { listCases } from '../../support/cases'

const read = (text: string, forced: string | null = null, options: readonly string[] = []) =>
  readFlows(text, splitLines(text), forced, { isTyped: options.includes('--typed') })
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('parse flows', () => {
  it.each(listCases('flows', '').map((one) => [one.name, one] as const))('%s', (_name, { input, expected }) => {
    const answer = read(input)
    expect(answer.format).toBe('dump-flows')
    expect(answer.problems).toEqual([])
    expect(plain(answer.value)).toEqual(expected)
  })

  it.each(listCases('parse-flows', '').map((one) => [one.name, one] as const))('%s', (_name, { input, expected }) => {
    const answer = read(input)
    expect(answer.format).toBe('add-flow')
    expect(answer.problems).toEqual([])
    expect(plain(answer.value)).toEqual(expected)
  })
})

const first = (text: string, options: readonly string[] = []) =>
  (read(text, null, options).value as Record<string, unknown>[])[0]

describe('dumps in every shape', () => {
  it.each([
    [
      'a dump with a header of 1.3',
      'OFPST_FLOW reply (OF1.3) (xid=0x2):\n cookie=0x1, duration=1.5s, table=2, n_packets=3, n_bytes=4, ip actions=drop',
    ],
    [
      'a reply in parts',
      'NXST_FLOW reply (xid=0x4): flags=[more]\n cookie=0x1, duration=1.5s, table=2, n_packets=3, n_bytes=4, ip actions=drop\nNXST_FLOW reply (xid=0x4):',
    ],
    ['bridge/dump-flows', 'table_id=2, duration=1s, n_packets=3, n_bytes=4, cookie=0x1,ip,actions=drop'],
    [
      'a coloured dump',
      ' \u001b[1mcookie=\u001b[m0x1, duration=1.5s, \u001b[33mtable=\u001b[m2, n_packets=3, n_bytes=4, ip actions=drop',
    ],
    [
      'JSON of ovs-flowviz',
      '[{"orig": "cookie=0x1, duration=1.5s, table=2, n_packets=3, n_bytes=4, ip actions=drop", "info": {}, "match": {}, "actions": []}]',
    ],
  ])('%s', (_name, text) => {
    const answer = read(text)
    expect(answer.problems).toEqual([])
    expect(answer.value).toEqual([
      expect.objectContaining({ table: 2, cookie: '0x1', n_packets: 3, n_bytes: 4, match: 'ip', actions: 'drop' }),
    ])
  })

  it('keeps names of tables and ports, with commas and quotes in them', () => {
    expect(first(' table="in, out", in_port="a \\"b\\", c",ip actions=output:"x,y"')).toMatchObject({
      table: 'in, out',
      match: 'in_port="a \\"b\\", c",ip',
      actions: 'output:"x,y"',
    })
  })

  it('keeps flags, timeouts and ages', () => {
    expect(
      first(
        ' cookie=0xffffffffffffffff, duration=5s, n_packets=0, n_bytes=0, idle_timeout=1, hard_timeout=2, send_flow_rem check_overlap importance=3, idle_age=4, hard_age=5, priority=1 actions=drop',
      ),
    ).toMatchObject({
      cookie: '0xffffffffffffffff',
      extra: {
        duration: 5,
        idle_timeout: 1,
        hard_timeout: 2,
        importance: 3,
        idle_age: 4,
        hard_age: 5,
        flags: ['send_flow_rem', 'check_overlap'],
      },
    })
  })

  it('says what it does not understand, with its place, and keeps the rule', () => {
    const { value, problems } = read(' table=1, n_packets=many, n_bytes=4, priority=99999,ip actions=drop\n nonsense\n')
    expect(value).toEqual([expect.objectContaining({ table: 1, n_packets: null, priority: 32_768, match: 'ip' })])
    expect(problems.map(({ reason, span }) => [reason, span.start])).toEqual([
      ['n_packets is no number: many', 10],
      ['priority is no number up to 65535: 99999', 37],
      ['not a flow rule: it has no actions', 69],
    ])
  })

  it('tells match and actions in typed form, old and new spellings as one', () => {
    const typed = (text: string) => (first(text, ['--typed']) as { typed: unknown }).typed
    const old = typed(
      ' n_packets=0, tcp,nw_src=10.0.0.0/8,tp_dst=80,dl_src=00:11:22:33:44:55 actions=mod_nw_src:1.2.3.4,output:2',
    )
    const oxm = typed(
      ' n_packets=0, eth_type=0x800,ip_proto=6,ip_src=10.0.0.0/8,tcp_dst=80,eth_src=00:11:22:33:44:55 actions=mod_nw_src:1.2.3.4,output:2',
    )
    expect(old).toEqual(oxm)
    expect(old).toMatchObject({
      match: expect.arrayContaining([{ field: 'nw_src', value: '10.0.0.0', mask: '0xff000000' }]),
      unknown: [],
      actions: [
        { kind: 'set', field: 'ip_src' },
        { kind: 'output', port: 2 },
      ],
    })
  })

  it.each(['constructor', '__proto__', 'ip_frag=constructor', 'valueOf=1', 'hasOwnProperty'])(
    'takes %s for a word it does not know',
    (word) => {
      expect(
        (first(` n_packets=0, ip,${word} actions=${word},constructor(1)`, ['--typed']) as { typed: unknown }).typed,
      ).toMatchObject({
        unknown: [word],
      })
      expect(read(`# typed\nip,${word} actions=drop`).problems).toHaveLength(1)
    },
  )

  it('carries unknown fields and actions as text', () => {
    expect(
      (first(' n_packets=0, new_field=7 actions=new_action(1)', ['--typed']) as { typed: unknown }).typed,
    ).toMatchObject({
      unknown: ['new_field=7'],
      actions: [{ kind: 'unknown', text: 'new_action(1)' }],
    })
  })
})

describe('rules as they are typed', () => {
  it.each([
    ['table=1,nw_src=10.0.0.1 ip actions=2', 'table:1 ip,nw_src=10.0.0.1 actions=output:2'],
    ['add priority=0x10 cookie=5 eth_type=0x0806 action=normal', 'priority=16,arp cookie:0x5 actions=NORMAL'],
    ['dl_vlan=0xffff actions=drop', 'vlan_tci=0x0000 actions=drop'],
    ['tcp,tcp_dst[4]=1 actions=resubmit(, 3)', 'tcp,tp_dst=0x10/0x10 actions=resubmit(,3)'],
    ['flow delete in_port=1', 'in_port=1 actions=drop'],
    ['tcp actions=mod_nw_ttl:3,strip_vlan', 'tcp actions=mod_nw_ttl:3,pop_vlan'],
  ])('%s', (typed, raw) => {
    expect(first(`# one rule\n${typed}`)).toMatchObject({ raw })
  })

  it('says which word it does not understand, and where', () => {
    const { problems } = read('# rules\nip,foo=1 actions=bar(2)\nip\n')
    expect(problems.map(({ reason, span }) => [reason, span.start])).toEqual([
      ['unknown or malformed match field: foo=1', 11],
      ['unknown or malformed action: bar(2)', 25],
      ['the rule has no actions', 32],
    ])
  })
})
