import { describe, expect, it } from 'vitest'
import { buildSwitch } from '../../../core/openflow/build-switch'
import { formatTraceSummary } from '../../../core/openflow/format-trace'
import { type TraceAnswer, tracePacket, traceVerdict } from '../../../core/openflow/trace-packet'
import { parseCtState } from '../../../core/openflow/translate/translate'

const PACKET = 'in_port=1,tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_ttl=64,tcp_dst=80'

function ask(flows: string, groups: string | null = null, ctNext: readonly string[] = []): TraceAnswer {
  const built = buildSwitch(new Map([['br0', { flows, groups, meters: null, tlvMap: null }]]), null)
  const question = {
    packet: PACKET,
    bridge: 'br0',
    ctNext: ctNext.map((text) => parseCtState(text) ?? 0),
    hasPacket: false,
  }
  const answer = tracePacket(built, question)
  const brief = traceVerdict(built, question)
  if (typeof answer === 'string' || typeof brief === 'string') throw new Error(String(answer))
  expect(brief.verdict).toEqual(answer.verdict)
  return answer
}

const fates = ({ outcomes }: TraceAnswer) => outcomes.list.map(({ when, verdict }) => [when, verdict])

describe('choices by a hash that only the datapath knows', () => {
  const groups =
    'group_id=7,type=select,bucket=bucket_id:0,actions=output:2,bucket=bucket_id:1,actions=output:3,bucket=bucket_id:2,actions=output:2'

  it('of a select group are listed with where they lead, alike ones together', () => {
    const answer = ask('actions=group:7', groups)
    expect(answer.verdict).toBe('unknown')
    expect(answer.unknown[0]?.reason).toContain('bucket 0, bucket 1, bucket 2')
    expect(answer.datapathActions).toEqual(['hash(sym_l4(0)),recirc(0x1)'])
    expect(fates(answer)).toEqual([
      [['group 7: bucket 0', 'group 7: bucket 2'], [2]],
      [['group 7: bucket 1'], [3]],
    ])
    expect(formatTraceSummary(answer)).toContain('group 7: bucket 1: Leaves by port 3 of br0.')
  })

  it('are followed one after another', () => {
    const answer = ask('actions=group:7,group:8', `${groups}\ngroup_id=8,type=select,bucket=bucket_id:5,actions=drop`)
    expect(fates(answer)).toEqual([
      [['group 7: bucket 0, group 8: bucket 5', 'group 7: bucket 2, group 8: bucket 5'], [2]],
      [['group 7: bucket 1, group 8: bucket 5'], [3]],
    ])
  })

  it('of multipath and bundle by hashes that are not reproduced', () => {
    const links = ask(
      'table=0,actions=multipath(no_such_hash,0,modulo_n,2,0,NXM_NX_REG0[]),resubmit(,1)\ntable=1,reg0=0,actions=output:4\ntable=1,reg0=1,actions=drop',
    )
    expect(fates(links)).toEqual([
      [['multipath by no_such_hash, modulo_n: link 0'], [4]],
      [['multipath by no_such_hash, modulo_n: link 1'], 'drop'],
    ])
    expect(fates(ask('actions=bundle(no_such_hash,0,hrw,ofport,members:5,6)'))).toEqual([
      [['bundle by no_such_hash, hrw: port 5'], [5]],
      [['bundle by no_such_hash, hrw: port 6'], [6]],
    ])
  })

  it('that are too many to list are said to be', () => {
    const many = Array.from({ length: 10 }, (_, i) => `bucket=bucket_id:${i},actions=output:${i + 10}`).join(',')
    const { outcomes } = ask(
      'actions=group:1,group:2',
      `group_id=1,type=select,${many}\ngroup_id=2,type=select,${many.replaceAll('output:', 'output:1')}`,
    )
    expect(outcomes.isCut).toBe(true)
    expect(outcomes.list.length).toBeLessThanOrEqual(64)
  })
})

describe('states of connections', () => {
  const flows =
    'table=0,ip,actions=ct(table=1)\ntable=1,priority=9,ct_state=+new+trk,actions=output:2\ntable=1,priority=8,ct_state=+est+trk,actions=drop\ntable=1,priority=7,ct_state=+inv+trk,actions=drop\ntable=1,priority=1,actions=output:3'
  const forks = (answer: TraceAnswer) => answer.forks.map(({ ctNext, verdict }) => [ctNext.join(' '), verdict])

  it('under which the packet fares otherwise are shown beside', () => {
    const answer = ask(flows)
    expect(answer.verdict).toEqual([2])
    expect(forks(answer)).toEqual([
      ['trk,est', 'drop'],
      ['trk,est,rpl', 'drop'],
      ['trk,inv', 'drop'],
    ])
    for (const { ctNext, verdict } of answer.forks) expect(ask(flows, null, ctNext).verdict).toEqual(verdict)
    expect(formatTraceSummary(answer)).toContain('the connection is established (trk,est): Dropped.')
  })

  it('are not asked about where they were told, or make no difference', () => {
    expect(ask(flows, null, ['trk,est']).forks).toEqual([])
    expect(ask('table=0,ip,actions=ct(table=1)\ntable=1,actions=output:2').forks).toEqual([])
    expect(ask('actions=output:2').forks).toEqual([])
  })

  it('of later passes are asked about after those that were told', () => {
    const two =
      'table=0,ip,actions=ct(table=1)\ntable=1,actions=ct(table=2)\ntable=2,ct_state=+new,actions=output:2\ntable=2,priority=1,actions=output:3'
    expect(forks(ask(two, null, ['trk,new']))).toEqual([
      ['new,trk trk,est', [3]],
      ['new,trk trk,est,rpl', [3]],
      ['new,trk trk,inv', [3]],
    ])
  })
})
