import { describe, expect, it } from 'vitest'
import { formatsOf, readEvidence } from '../../../core/intake/read-evidence'
import { buildPipeline } from '../../../core/openflow/build-pipeline'
import { buildSwitch } from '../../../core/openflow/build-switch'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { readFlowDocument } from '../../../core/openflow/formats/flow-format'
import { detectFlowFormat } from '../../../core/openflow/formats/formats'
import { tracePacket } from '../../../core/openflow/trace-packet'
import { splitLines } from '../../../core/text/lines'

const FLOWS = 'OFPST_FLOW reply (OF1.5) (xid=0x2):\n cookie=0x0, table=0, priority=1,in_port=1 actions=group:7\n'
const GROUPS = 'OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):\n group_id=7,type=all,bucket=bucket_id:0,actions=output:2\n'
const METERS = 'OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):\nmeter=9 pktps bands=\ntype=drop rate=5\n'
const OPTIONS =
  'NXT_TLV_TABLE_REPLY (xid=0x4):\n max option space=256 max fields=64\n mapping table:\n class  type  length  match field\n ------  ----  ------  --------------\n 0xffff  0x0        4  tun_metadata3\n'
const MORE = 'OFPST_FLOW reply (OF1.5) (xid=0x3):\n table=1, priority=2 actions=meter:9,output:3\n'

describe('several listings of a bridge in one text', () => {
  const text = FLOWS + GROUPS + METERS + OPTIONS + MORE

  it('are rules and nothing else to the reader of flows', () => {
    const { value, problems } = parseDumpFlows(text)
    expect(problems).toEqual([])
    expect(value.map(({ actions, line }) => [actions, line])).toEqual([
      ['group:7', 2],
      ['meter:9,output:3', 15],
    ])
  })

  it('are all used where a packet is followed', () => {
    const bridge = buildPipeline('br0', text, []).model.bridges.get('br0')
    expect(bridge?.groups?.get(7)?.buckets).toHaveLength(1)
    expect(bridge?.meters?.get(9)).toBe(0)
    expect(bridge?.scope.options).toEqual([{ index: 3, optionClass: 0xffff, type: 0, length: 4 }])
    const built = buildSwitch(new Map([['br0', { flows: text, groups: null, meters: null, tlvMap: null }]]), null)
    const answer = tracePacket(built, { packet: 'in_port=1', bridge: 'br0', ctNext: [], hasPacket: false })
    expect(typeof answer === 'string' ? answer : answer.verdict).toEqual([2])
  })

  it('that are not there are not known', () => {
    const bridge = buildPipeline('br0', FLOWS, []).model.bridges.get('br0')
    expect([bridge?.groups, bridge?.meters]).toEqual([null, null])
  })

  it('are a flow table where they are recognised', () => {
    for (const [written, format] of [
      [text, 'dump-flows'],
      [GROUPS, 'dump-groups'],
      [METERS, 'dump-meters'],
    ] as const)
      expect(detectFlowFormat(readFlowDocument(written, splitLines(written)))?.name).toBe(format)
    expect(formatsOf(readEvidence(text))).toEqual(['dump-flows'])
  })

  it('a lone group is a problem, not a rule', () => {
    const { value, problems } = parseDumpFlows(' group_id=7,type=all,bucket=actions=output:2')
    expect(value).toEqual([])
    expect(problems[0]?.reason).toContain('group')
  })
})
