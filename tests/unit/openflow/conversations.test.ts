import { describe, expect, it } from 'vitest'
import { buildPipeline, type Pipeline } from '../../../core/openflow/build-pipeline'
import { evaluateConversation, type Party } from '../../../core/openflow/evaluate-conversation'
import { formatFlow } from '../../../core/openflow/packet/format-flow'
import { probeAddress } from '../../../core/openflow/probe-address'

const A = { mac: '00:16:3e:0a:5c:f1', own: ['172.17.20.29', 'fd00::29'] }
const B = { mac: '00:16:3e:12:2f:48', own: ['172.17.20.30', 'fd00::30'] }
const VIRTUAL = '00:00:5e:00:01:33' // VRRP's own, as keepalived sends with use_vmac

type Guest = { readonly port: number; readonly macs: readonly string[]; readonly addresses: readonly string[] }

/** A host that filters what its guests send: ARP, IPv4, IPv6 and neighbour advertisements, each by the addresses given. */
function guardedHost(guests: readonly Guest[]): Pipeline {
  const lines = [
    'table=0,priority=100,in_port=100,actions=resubmit(,20)',
    'table=10,priority=0,actions=drop',
    'table=15,priority=90,icmp6,icmp_type=136,actions=drop',
    'table=15,priority=0,actions=resubmit(,20)',
    'table=20,priority=0,actions=NORMAL',
  ]
  for (const { port, macs, addresses } of guests) {
    lines.push(`table=0,priority=100,in_port=${port},actions=resubmit(,10)`)
    for (const mac of macs)
      for (const address of addresses)
        lines.push(
          ...(address.includes(':')
            ? [
                `table=10,priority=100,ipv6,in_port=${port},dl_src=${mac},ipv6_src=${address},actions=resubmit(,15)`,
                `table=15,priority=100,icmp6,in_port=${port},icmp_type=136,nd_target=${address},nd_tll=${mac},actions=resubmit(,20)`,
              ]
            : [
                `table=10,priority=100,arp,in_port=${port},dl_src=${mac},arp_spa=${address},arp_sha=${mac},actions=resubmit(,20)`,
                `table=10,priority=100,ip,in_port=${port},dl_src=${mac},nw_src=${address},actions=resubmit(,20)`,
              ]),
        )
  }
  const ports = [...guests.map(({ port }) => ({ ofport: port, name: `tap${port}`, type: '', remote: null }))]
  return buildPipeline('br-int', lines.join('\n'), [
    ...ports,
    { ofport: 100, name: 'vx0', type: 'vxlan', remote: null },
  ])
}
const party = (
  guest: string,
  host: string,
  pipeline: Pipeline,
  station: Party['station'],
  more: Partial<Party> = {},
): Party => ({ guest, host, pipeline, station, ofport: null, ...more })
const told = (asker: Party, holder: Party) =>
  evaluateConversation(asker, holder).map((step) => [step.name, step.state, step.hops.length])
const passing = (hops: number) =>
  ['ask', 'answer', 'request', 'reply', 'announce'].map((name) => [name, 'passes', hops])

const hostOf = (guest: typeof A, extra: readonly string[] = [], macs = [guest.mac]) =>
  guardedHost([{ port: 1, macs, addresses: [...guest.own, ...extra] }])

describe('a conversation over IPv6', () => {
  const asker = party('vmB', 'hvB', hostOf(B), { mac: B.mac, ip: 'fd00::30' })

  it('is neighbour discovery and echo, and passes for a registered address', () => {
    const holder = party('vmA', 'hvA', hostOf(A), { mac: A.mac, ip: 'fd00::29' })
    expect(told(asker, holder)).toEqual(passing(2))
    const [ask, answer, , , announce] = evaluateConversation(asker, holder).map((step) => {
      const first = step.hops[0]?.trace?.steps[0]?.packet
      return first ? formatFlow(first) : ''
    })
    expect(ask).toContain('dl_dst=33:33:ff:00:00:29')
    expect(ask).toContain('icmp_type=135,icmp_code=0,nd_target=fd00::29')
    expect(answer).toMatch(/ipv6_dst=fd00::30.*icmp_type=136.*nd_target=fd00::29.*nd_tll=00:16:3e:0a:5c:f1/)
    expect(announce).toMatch(/dl_dst=33:33:00:00:00:01.*ipv6_dst=ff02::1.*icmp_type=136/)
  })

  it('stops at the advertisement of an address that the host does not let out', () => {
    const holder = party('vmA', 'hvA', hostOf(A), { mac: A.mac, ip: 'fd00::99' })
    const steps = evaluateConversation(asker, holder)
    expect(steps.map((step) => [step.name, step.state])).toEqual([
      ['ask', 'passes'],
      ['answer', 'stops'],
      ['request', 'would-pass'],
      ['reply', 'would-stop'],
      ['announce', 'stops'],
    ])
    const nearest = steps[1]?.hops[0]?.trace?.steps.at(-1)?.nearest[0]
    expect(nearest?.differs.map(({ field, packet, rule }) => [field, packet, rule])).toEqual([
      ['ipv6_src', 'fd00::99', 'fd00::29'],
    ])
  })
})

describe('a conversation on one host', () => {
  const host = guardedHost([
    { port: 1, macs: [A.mac], addresses: A.own },
    { port: 2, macs: [B.mac], addresses: B.own },
  ])
  const asker = party('vmB', 'hv', host, { mac: B.mac, ip: '172.17.20.30' }, { ofport: 2 })
  const holding = (ip: string) => party('vmA', 'hv', host, { mac: A.mac, ip }, { ofport: 1 })

  it('never leaves the host', () => {
    expect(told(asker, holding('172.17.20.29'))).toEqual(passing(1))
    expect(told({ ...asker, station: { mac: B.mac, ip: 'fd00::30' } }, holding('fd00::29'))).toEqual(passing(1))
  })

  it('stops where the rules of the host drop the answer', () => {
    expect(told(asker, holding('172.17.20.39')).map(([name, state]) => [name, state])).toEqual([
      ['ask', 'passes'],
      ['answer', 'stops'],
      ['request', 'would-pass'],
      ['reply', 'would-stop'],
      ['announce', 'stops'],
    ])
  })

  it('stops where a packet leaves by the port of somebody else', () => {
    const elsewhere = buildPipeline('br-int', 'table=0,actions=output:3', [
      { ofport: 1, name: 'a', type: '', remote: null },
      { ofport: 2, name: 'b', type: '', remote: null },
    ])
    const [ask] = evaluateConversation(
      { ...asker, pipeline: elsewhere },
      { ...holding('172.17.20.29'), pipeline: elsewhere },
    )
    expect(ask).toMatchObject({ state: 'stops', reason: 'it does not leave by the port of vmA' })
  })
})

describe('a VIP that is held with a MAC of its own', () => {
  const vip = '172.17.20.39'
  const asker = party('vmB', 'hvB', hostOf(B), { mac: B.mac, ip: '172.17.20.30' })
  const holder = (pipeline: Pipeline) =>
    party('vmA', 'hvA', pipeline, { mac: VIRTUAL, ip: vip }, { nicMac: A.mac, ofport: null })

  it('stops where the address is let out with the MAC of the interface only', () => {
    const steps = evaluateConversation(asker, holder(hostOf(A, [vip])))
    expect(steps[1]).toMatchObject({ name: 'answer', state: 'stops' })
    expect(
      steps[1]?.hops[0]?.trace?.steps.at(-1)?.nearest[0]?.differs.map(({ field, packet }) => [field, packet]),
    ).toEqual([
      ['arp_sha', VIRTUAL],
      ['dl_src', VIRTUAL],
    ])
  })

  it('passes where the virtual MAC may send it', () => {
    expect(told(asker, holder(hostOf(A, [vip], [A.mac, VIRTUAL])))).toEqual(passing(2))
  })

  it('is probed with that MAC, and held against the own address with the own MAC', () => {
    const probe = (pipeline: Pipeline) =>
      probeAddress({
        pipeline,
        ofport: null,
        mac: VIRTUAL,
        nicMac: A.mac,
        address: vip,
        controls: ['172.17.20.29'],
        peer: { mac: B.mac, ip: '172.17.20.30' },
      })
    expect(probe(hostOf(A, [vip]))).toMatchObject({ answer: 'no', isPolicy: false })
    expect(probe(hostOf(A, [vip], [A.mac, VIRTUAL])).answer).toBe('yes')
  })
})

describe('probes of an IPv6 address', () => {
  const probe = (address: string, pipeline: Pipeline, controls: readonly string[] = ['fd00::29', '172.17.20.29']) =>
    probeAddress({
      pipeline,
      ofport: null,
      mac: A.mac,
      address,
      controls,
      peer: { mac: B.mac, ip: 'fd00::30' },
    })

  it('pass where it is let out and in', () => {
    expect(probe('fd00::29', hostOf(A))).toMatchObject({ answer: 'yes', isPolicy: false })
    expect(probe('fd00::39', hostOf(A, ['fd00::39'])).answer).toBe('yes')
  })

  it('fail where it is not, against a control of the same family', () => {
    const answer = probe('fd00::39', hostOf(A))
    expect(answer.answer).toBe('no')
    expect(answer.probes.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['announce-out', 'drop'],
      ['packet-out', 'drop'],
      ['ask-in', 'pass'],
      ['packet-in', 'pass'],
    ])
    expect(answer.reason).toContain('announce-out: rule at line')
  })

  it('are policy where every registered address of the family fares alike', () => {
    const mute = guardedHost([{ port: 1, macs: [A.mac], addresses: ['172.17.20.29'] }])
    expect(probe('fd00::39', mute)).toMatchObject({ answer: 'yes', isPolicy: true })
    expect(probe('fd00::39', mute, ['172.17.20.29'])).toMatchObject({ answer: 'no', isPolicy: false })
  })

  it('fail where only neighbour advertisements are stopped', () => {
    const text = [
      'table=0,priority=9,icmp6,in_port=1,icmp_type=136,nd_target=fd00::29,actions=NORMAL',
      'table=0,priority=8,icmp6,in_port=1,icmp_type=136,actions=drop',
      `table=0,priority=1,dl_src=${A.mac},in_port=1,actions=NORMAL`,
      'table=0,priority=0,actions=NORMAL',
    ].join('\n')
    const pipeline = buildPipeline('br-int', text, [{ ofport: 1, name: 'tap', type: '', remote: null }])
    const answer = probe('fd00::39', pipeline)
    expect(answer.probes.map(({ verdict }) => verdict)).toEqual(['drop', 'pass', 'pass', 'pass'])
    expect(answer.answer).toBe('no')
  })
})
