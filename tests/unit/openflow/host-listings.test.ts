import { describe, expect, it } from 'vitest'
import { readFlows } from '../../../cli/commands/parse/parse-flows'
import { splitLines } from '../../../core/text/lines'
import { listTraceTexts } from '../../support/trace-cases'

const read = (text: string) => readFlows(text, splitLines(text), null, {})

describe('what a host lists besides its rules', () => {
  it('groups', () => {
    const { format, value, problems } = read(
      'OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):\n group_id=7,type=select,selection_method=hash,bucket=bucket_id:0,weight:100,actions=output:1,bucket=bucket_id:1,actions=set_field:1->reg0,output:2\n group_id=x\n',
    )
    expect(format).toBe('dump-groups')
    expect(value).toMatchObject([
      {
        id: 7,
        type: 'select',
        selectionMethod: 'hash',
        buckets: [{ weight: 100 }, { actions: [{ kind: 'set', field: 'reg0' }, { kind: 'output' }] }],
      },
    ])
    expect(problems).toHaveLength(1)
  })

  it('meters, bands on their own lines and behind', () => {
    expect(
      read(
        'OFPST_METER_CONFIG reply (OF1.3) (xid=0x2):\nmeter=1 pktps burst stats bands=\ntype=drop rate=5 burst_size=10\nmeter=controller kbps bands=type=dscp_remark rate=3 prec_level=1\n',
      ),
    ).toMatchObject({
      format: 'dump-meters',
      value: [
        { id: 1, unit: 'pktps', flags: ['burst', 'stats'], bands: [{ type: 'drop', rate: 5, burstSize: 10 }] },
        { id: 'controller', unit: 'kbps', bands: [{ type: 'dscp_remark', rate: 3, precedenceLevel: 1 }] },
      ],
      problems: [],
    })
  })

  it('ports', () => {
    expect(
      read(
        'OFPT_FEATURES_REPLY (xid=0x2): dpid:0000aabbccddeeff\nn_tables:254, n_buffers:0\ncapabilities: FLOW_STATS\nactions: output enqueue\n 1(tap-vmA): addr:fe:16:3e:0a:5c:f1\n     config:     0\n     state:      LIVE\n     speed: 0 Mbps now, 0 Mbps max\n LOCAL(br-int): addr:aa:bb:cc:dd:ee:ff\n     config:     PORT_DOWN\n     state:      LINK_DOWN\nOFPT_GET_CONFIG_REPLY (xid=0x4): frags=normal miss_send_len=0\n',
      ),
    ).toMatchObject({
      format: 'dump-ports-desc',
      value: {
        datapathId: '0000aabbccddeeff',
        tables: 254,
        ports: [
          { ofport: 1, name: 'tap-vmA', mac: 'fe:16:3e:0a:5c:f1', config: [], state: ['LIVE'] },
          { ofport: 'LOCAL', name: 'br-int', config: ['PORT_DOWN'] },
        ],
      },
      problems: [],
    })
  })

  it('megaflows', () => {
    expect(
      read(
        'flow-dump from pmd on cpu core: 1\nufid:6f9edace-64e0-48df-b134-bb357dc87b85, recirc_id(0),in_port(2),eth(src=00:16:3e:12:2f:48),eth_type(0x0806), packets:3, bytes:126, used:0.5s, flags:S., dp:ovs, actions:ct(commit,zone=1),recirc(0x1), dp-extra-info:miniflow_bits(9,2)\n',
      ),
    ).toMatchObject({
      format: 'dpctl-dump-flows',
      value: [
        {
          ufid: '6f9edace-64e0-48df-b134-bb357dc87b85',
          inPort: '2',
          packets: 3,
          usedSeconds: 0.5,
          flags: 'S.',
          actions: 'ct(commit,zone=1),recirc(0x1)',
          thread: 'pmd on cpu core: 1',
          details: { dp: 'ovs', 'dp-extra-info': 'miniflow_bits(9,2)' },
        },
      ],
      problems: [],
    })
  })

  it('a trace, as the tree that its indentation tells', () => {
    const { format, value, problems } = read(
      'Flow: arp,in_port=2\n\nbridge("br-int")\n----------------\n 0. in_port=2, priority 100, cookie 0x158b9afb\n    resubmit(,8)\n 8. priority 50\n    resubmit(,73)\n    73. arp,reg14=0x1, priority 95\n            resubmit(,74)\n        74. No match.\n            drop\n    move:NXM_NX_REG10[12]->NXM_NX_XXREG0[111]\n     -> NXM_NX_XXREG0[111] is now 0x1\n\nFinal flow: unchanged\nMegaflow: recirc_id=0,eth,arp\nDatapath actions: drop\n',
    )
    expect(format).toBe('ofproto-trace')
    expect(problems).toEqual([])
    expect(value).toMatchObject([
      {
        flow: 'arp,in_port=2',
        finalFlow: null,
        datapathActions: 'drop',
        steps: [
          {
            kind: 'bridge',
            children: [
              {
                table: 0,
                match: 'in_port=2',
                priority: 100,
                cookie: '0x158b9afb',
                children: [{ text: 'resubmit(,8)' }],
              },
              {
                table: 8,
                match: '',
                children: [
                  { text: 'resubmit(,73)', children: [] },
                  { table: 73, children: [{ text: 'resubmit(,74)' }, { table: 74, match: null, priority: null }] },
                  { kind: 'action', children: [{ kind: 'remark' }] },
                ],
              },
            ],
          },
        ],
      },
    ])
  })

  it('every trace that the real switch printed is read without a line left over', () => {
    const texts = listTraceTexts()
    expect(texts.length).toBeGreaterThan(20)
    for (const text of texts) {
      const answer = read(text)
      expect(answer.format).toBe('ofproto-trace')
      expect(answer.problems).toEqual([])
      expect((answer.value as unknown[]).length).toBeGreaterThan(0)
    }
  })

  it('logical flows and port bindings of OVN', () => {
    expect(
      read(
        'Datapath: "ls0" (56fa55c5-40ef-444a-8a56-b5aef8aa68f9)  Pipeline: ingress\n  uuid=0x57d11d08, table=0 (ls_in_check_port_sec), priority=50   , match=((a == 1) && b), action=(next;)\n  table=1 (ls_in_x     ), priority=0    , match=(1), action=(drop;)\nOops\n',
      ),
    ).toMatchObject({
      format: 'ovn-sbctl-lflow-list',
      value: [
        {
          uuid: '0x57d11d08',
          datapath: 'ls0',
          pipeline: 'ingress',
          table: 0,
          stage: 'ls_in_check_port_sec',
          match: '(a == 1) && b',
          actions: 'next;',
        },
        { uuid: null, stage: 'ls_in_x', actions: 'drop;' },
      ],
      problems: [{ text: 'Oops' }],
    })
    expect(
      read(
        '_uuid               : a64c9620-6021-4b52-8e3b-47a56a63fd56\nlogical_port        : port-vmB\nmac                 : ["00:16:3e:12:2f:48 172.17.20.30"]\noptions             : {virtual-ip="172.17.20.49"}\ntunnel_key          : 2\nup                  : true\n',
      ),
    ).toMatchObject({
      format: 'ovn-sbctl-list-port-binding',
      value: [
        {
          logicalPort: 'port-vmB',
          tunnelKey: 2,
          macs: ['00:16:3e:12:2f:48 172.17.20.30'],
          virtualIp: '172.17.20.49',
          up: true,
        },
      ],
    })
  })
})
