import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_SCOPE } from '../../../core/openflow/fields/field-scope'
import { compareFlows } from '../../../core/openflow/packet/compare-flows'
import { formatFlow } from '../../../core/openflow/packet/format-flow'
import { parseOpenflowPacket } from '../../../core/openflow/packet/parse-openflow-packet'
import { readTraceCommand } from '../../../core/openflow/packet/read-trace-command'
import { writePacket } from '../../../core/openflow/packet/write-packet'

const flowOf = (text: string) => {
  const flow = parseOpenflowPacket(text, EMPTY_SCOPE)
  if (typeof flow === 'string') throw new Error(flow)
  return flow
}

describe('a pasted ofproto/trace', () => {
  it.each([
    ['in_port=1,arp', null, 'in_port=1,arp', []],
    ['  in_port(1),eth_type(0x0806) ', null, 'in_port(1),eth_type(0x0806)', []],
    ['ovs-appctl ofproto/trace br-int in_port=1,ip', 'br-int', 'in_port=1,ip', []],
    ['# ovs-appctl -t ovs-vswitchd ofproto/trace br-int "in_port=1, ip"', 'br-int', 'in_port=1, ip', []],
    [
      "sudo ovs-appctl ofproto/trace br0 'in_port=1,tcp' --ct-next 'trk,est' --ct-next=trk,new",
      'br0',
      'in_port=1,tcp',
      ['trk,est', 'trk,new'],
    ],
    ['ovs-appctl ofproto/trace "in_port(1),eth()" -generate', null, 'in_port(1),eth()', []],
    ['ovs-appctl ofproto/trace', null, '', []],
    ['ovs-appctl ofproto/trace br0 "in_port=1', 'br0', 'in_port=1', []],
  ])('%s', (text, bridge, packet, ctNext) => {
    expect(readTraceCommand(text)).toEqual({ bridge, packet, ctNext })
  })

  it('reads anything', () => {
    fc.assert(fc.property(fc.string(), (text) => void readTraceCommand(`ofproto/trace ${text}`)))
  })
})

describe('packets put together for a guest', () => {
  const sender = { ofport: 7, mac: '00:16:3e:0a:5c:f1' }
  it.each([
    ['announcement', '172.17.20.39', 'arp_spa=172.17.20.39,arp_tpa=172.17.20.39,arp_op=2'],
    ['announcement', 'fd17:20::39', 'nd_target=fd17:20::39'],
    ['ping', '172.17.20.39', 'icmp_type=8'],
    ['ping', 'fd17:20::39', 'icmp_type=128'],
  ] as const)('%s from %s', (kind, address, part) => {
    const flow = formatFlow(flowOf(writePacket(kind, { ...sender, address })))
    expect(flow).toContain(part)
    expect(flow).toContain('in_port=7')
    expect(flow).toContain('dl_src=00:16:3e:0a:5c:f1')
  })

  it('goes to the neighbour that is named', () => {
    const to = { mac: '00:16:3e:12:2f:48', address: '172.17.20.30' }
    expect(writePacket('ping', { ...sender, address: '172.17.20.39' }, to)).toContain(
      'dl_dst=00:16:3e:12:2f:48,nw_src=172.17.20.39,nw_dst=172.17.20.30',
    )
  })
})

describe('what changed in a packet', () => {
  it('names fields that differ, appear and go', () => {
    const before = flowOf('in_port=1,tcp,nw_src=10.0.0.1,nw_ttl=64')
    expect(compareFlows(before, before)).toEqual([])
    expect(compareFlows(before, flowOf('in_port=1,tcp,nw_src=10.0.0.2,nw_ttl=63,reg0=5'))).toEqual([
      { field: 'nw_src', before: '10.0.0.1', after: '10.0.0.2' },
      { field: 'nw_ttl', before: '64', after: '63' },
      { field: 'reg0', before: null, after: '0x5' },
    ])
    expect(compareFlows(before, flowOf('in_port=1,arp'))[0]).toEqual({ field: 'protocol', before: 'tcp', after: 'arp' })
  })
})
