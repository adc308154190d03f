import { describe, expect, it } from 'vitest'
import { buildSwitch } from '../../../core/openflow/build-switch'
import { compareWithSwitch } from '../../../core/openflow/trace-output/compare-with-switch'
import { parseTraceOutput } from '../../../core/openflow/trace-output/parse-trace-output'
import { tracePacket } from '../../../core/openflow/trace-packet'

const FLOWS = [
  ' cookie=0x0, table=0, n_packets=0, n_bytes=0, priority=100,in_port=1 actions=goto_table:10',
  ' cookie=0x0, table=10, n_packets=0, n_bytes=0, arp actions=output:2',
  ' cookie=0xdead, table=10, n_packets=0, n_bytes=0, priority=0 actions=drop',
].join('\n')

function ours(packet: string) {
  const built = buildSwitch(new Map([['br0', { flows: FLOWS, groups: null, meters: null, tlvMap: null }]]), null)
  const answer = tracePacket(built, { packet, bridge: 'br0', ctNext: [], hasPacket: false })
  if (typeof answer === 'string') throw new Error(answer)
  return answer
}
const told = (...lines: readonly string[]) =>
  parseTraceOutput(
    [
      'Flow: arp,in_port=1,vlan_tci=0x0000,dl_src=00:00:00:00:00:00',
      '',
      'bridge("br0")',
      '-------------',
      ...lines,
    ].join('\n'),
  ).value
const PASSED = told(
  ' 0. in_port=1, priority 100',
  '    goto_table:10',
  '10. arp, priority 32768',
  '    output:2',
  '',
  'Final flow: unchanged',
  'Megaflow: recirc_id=0,eth,arp,in_port=1',
  'Datapath actions: 3',
)
const DROPPED = told(
  ' 0. in_port=1, priority 100',
  '    goto_table:10',
  '10. priority 0, cookie 0xdead',
  '    drop',
  '',
  'Final flow: unchanged',
  'Megaflow: recirc_id=0,eth,arp,in_port=1',
  'Datapath actions: drop',
)
const ARP = 'arp,in_port=1'
const IP = 'ip,in_port=1'

describe('the switch beside our own trace', () => {
  it.each([
    ['a packet that passes', ARP, PASSED, 'passes'],
    ['a packet that is dropped', IP, DROPPED, 'drop'],
  ] as const)('says the same of %s', (_what, packet, passes, verdict) => {
    expect(compareWithSwitch(ours(packet), passes)).toEqual({ verdict, tables: 2, differences: [] })
  })

  it('says something else: what becomes of the packet, and the first step that differs', () => {
    expect(compareWithSwitch(ours(ARP), DROPPED).differences).toEqual([
      { what: 'verdict', step: null, ours: 'passes', theirs: 'dropped' },
      { what: 'rule', step: 2, ours: 'table 10, priority 32768', theirs: 'table 10, priority 0' },
    ])
  })

  it('says of a table that ours did not ask, or that has no rule', () => {
    const more = told(
      ' 0. in_port=1, priority 100',
      '    goto_table:10',
      '10. priority 0, cookie 0xdead',
      '    goto_table:11',
      '11. No match.',
      '    drop',
      '',
      'Datapath actions: drop',
    )
    expect(compareWithSwitch(ours(IP), more).differences).toEqual([
      { what: 'rule', step: 3, ours: 'no further table', theirs: 'table 11, no rule' },
    ])
  })

  it('leaves out the bridge at which a tunnel ends', () => {
    const tunnelled = told(
      ' 0. in_port=1, priority 100',
      '    goto_table:10',
      '10. arp, priority 32768',
      '    output:2',
      '     -> output to native tunnel',
      '',
      '    bridge("br-phy")',
      '    ----------------',
      '     0. priority 0',
      '        NORMAL',
      '',
      'Datapath actions: tnl_push(tnl_port(4),header(size=50,type=4),out_port(1)),2',
    )
    expect(compareWithSwitch(ours(ARP), tunnelled)).toEqual({ verdict: 'passes', tables: 2, differences: [] })
  })

  it.each([
    ['drop', 'drop'],
    ['2', 'passes'],
    ['set(eth(dst=00:16:3e:00:00:01)),push_vlan(vid=5,pcp=0),2', 'passes'],
    ['clone(tnl_push(tnl_port(2),header(size=50,type=4),out_port(1)),1)', 'passes'],
    ['tnl_push(tnl_port(2),header(size=50,type=4),out_port(1))', 'passes'],
    ['ct(commit,zone=5),recirc(0x1)', 'drop'],
    ['hash(l4(0)),recirc(0x2)', 'drop'],
    ['userspace(pid=0,controller(reason=1,dont_send=0,continuation=0))', 'controller'],
  ] as const)('%s: %s', (actions, verdict) => {
    expect(compareWithSwitch(ours(ARP), told(' 0. No match.', '', `Datapath actions: ${actions}`)).verdict).toBe(
      verdict,
    )
  })
})
