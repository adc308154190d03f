import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildPipeline } from '../../../core/openflow/build-pipeline'
import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import { evaluateConversation, type Party } from '../../../core/openflow/evaluate-conversation'
import { evaluatePipeline } from '../../../core/openflow/evaluate-pipeline'
import { parsePacket } from '../../../core/openflow/parse-packet'
import { probeAddress } from '../../../core/openflow/probe-address'
import { listCases } from '../../support/cases'

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../../fixtures/openflow', name), 'utf8')
const PORTS = [
  { ofport: 1, name: 'tap', type: '', remote: null },
  { ofport: 100, name: 'vx0', type: 'vxlan', remote: null },
]
const blocked = buildPipeline('br-int', fixture('hv-a-blocked.txt'), PORTS)
const allowed = buildPipeline('br-int', fixture('hv-a-registered.txt'), PORTS)
const other = buildPipeline('br-int', fixture('hv-b.txt'), PORTS)
const vmA = {
  mac: '00:16:3e:0a:5c:f1',
  controls: ['172.17.20.29'],
  peer: { mac: '00:16:3e:12:2f:48', ip: '172.17.20.30' },
  ofport: null,
}

type Expected = {
  table: number | string
  priority: number
  cookie: string
  match: string
  actions: string
  n_packets: number | null
  n_bytes: number | null
}

describe('dump-flows', () => {
  it.each(listCases('flows', '').map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const rules = parseDumpFlows(one.input).value.map(
      ({ table, priority, cookie, match, actions, nPackets, nBytes }) => ({
        table,
        priority,
        cookie,
        match,
        actions,
        n_packets: nPackets,
        n_bytes: nBytes,
      }),
    )
    const expected = (one.expected as Expected[]).map(
      ({ table, priority, cookie, match, actions, n_packets, n_bytes }) => ({
        table,
        priority,
        cookie,
        match,
        actions,
        n_packets,
        n_bytes,
      }),
    )
    expect(rules).toEqual(expected)
  })
})

describe('the incident, on the tables that real Open vSwitch had', () => {
  it('drops the VIP at table 10 by the rule of priority 0, where the switch said so', () => {
    const answer = probeAddress({ ...vmA, pipeline: blocked, address: '172.17.20.39' })
    expect(answer.answer).toBe('no')
    expect(answer.probes.map((probe) => probe.verdict)).toEqual(['drop', 'drop', 'pass', 'pass'])
    expect(blocked.rules.find((entry) => entry.rule.line === answer.probes[0]?.line)?.rule).toMatchObject({
      table: 10,
      priority: 0,
      cookie: '0xdead',
      actions: 'drop',
    })
  })

  it('passes the registered address, and the VIP once it is registered', () => {
    expect(probeAddress({ ...vmA, pipeline: blocked, address: '172.17.20.29' }).answer).toBe('yes')
    expect(probeAddress({ ...vmA, pipeline: allowed, address: '172.17.20.39' }).answer).toBe('yes')
  })

  it('tells the conversation: asked, answered, and the answer stops, by one field', () => {
    const party = (guest: string, host: string, mac: string, ip: string, pipeline: Party['pipeline']): Party => ({
      guest,
      host,
      station: { mac, ip },
      ofport: 1,
      pipeline,
    })
    const steps = evaluateConversation(
      party('vmB', 'hvB', vmA.peer.mac, vmA.peer.ip, other),
      party('vmA', 'hvA', vmA.mac, '172.17.20.39', blocked),
    )
    expect(steps.map((step) => [step.name, step.state])).toEqual([
      ['ask', 'passes'],
      ['answer', 'stops'],
      ['request', 'would-pass'],
      ['reply', 'would-stop'],
      ['announce', 'stops'],
    ])
    const nearest = steps[1]?.hops[0]?.trace?.steps.at(-1)?.nearest[0]
    expect(nearest?.differs).toEqual([
      { field: 'arp_spa', packet: '172.17.20.39', rule: '172.17.20.29', isSame: false },
    ])
  })

  it('says unknown when a host has no table', () => {
    const blind: Party = {
      guest: 'vmA',
      host: 'hvA',
      station: { mac: vmA.mac, ip: '172.17.20.39' },
      ofport: 1,
      pipeline: null,
    }
    const steps = evaluateConversation(
      { guest: 'vmB', host: 'hvB', station: vmA.peer, ofport: 1, pipeline: other },
      blind,
    )
    expect(steps.map((step) => step.state)).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'unknown'])
  })
})

describe('what cannot be known', () => {
  const somePacket = () => {
    const packet = parsePacket('in_port=1,ip', new Map())
    if (typeof packet === 'string') throw new Error(packet)
    return packet
  }
  it.each([
    ['an action it does not know', 'table=0,priority=1 actions=some_action(1),output:2'],
    ['a field it does not know', 'table=0,priority=9,some_field=3 actions=output:2'],
    ['a group', 'table=0 actions=group:4'],
  ])('%s is unknown, never a guess', (_what, rule) => {
    const trace = evaluatePipeline(buildPipeline('br0', `${rule}\n table=0,priority=0 actions=drop`, []), somePacket())
    expect(trace.verdict).toBe('unknown')
    expect(trace.unknown.length).toBeGreaterThan(0)
  })

  it('which other ports a bridge has is not known where only one is: a flood leaves all the same', () => {
    const port = { ofport: 1, name: 'tap', type: '', remote: null }
    for (const actions of ['NORMAL', 'FLOOD', 'ALL']) {
      const trace = evaluatePipeline(buildPipeline('br0', `table=0 actions=${actions}`, [port]), somePacket())
      expect([actions, trace.verdict, trace.floods]).toEqual([actions, 'pass', true])
    }
  })

  it('a trace ends, whatever the rules', () => {
    const trace = evaluatePipeline(buildPipeline('br0', 'table=0 actions=resubmit(,0),resubmit(,0)', []), somePacket())
    expect(trace.verdict).toBe('unknown')
  })
})
