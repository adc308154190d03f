import { describe, expect, it } from 'vitest'
import { bindIntended, bindLink } from '../../../core/guest/bind-link'
import { evidenceSource, witnessIn } from '../../../core/guest/evidence-source'
import { detectDocument, detectFormat } from '../../../core/guest/formats/detect-format'
import { splitLines } from '../../../core/text/lines'

const ETH0 = { id: 1, name: 'eth0', mac: '00:16:3e:00:00:01', primaries: ['10.0.0.5'], cidr: '10.0.0.0/24' }
const ETH1 = { id: 2, name: 'eth1', mac: '00:16:3e:00:00:02', primaries: ['10.0.1.5'], cidr: '10.0.1.0/24' }
const BOTH = [ETH0, ETH1]
const VRRP = '00:00:5e:00:01:33'
const OTHER = '02:42:ac:11:00:02'

type Row = readonly [what: string, name: string, mac: string | null, addresses: string[], id: number | null]
const LINKS: readonly Row[] = [
  ['the interface itself', 'eth1', ETH1.mac, [], 2],
  ['by MAC whatever it is called', 'Ethernet 2', ETH1.mac, [], 2],
  ['a bond, with the MAC of the interface below', 'bond0', ETH0.mac, [], 1],
  ['a VLAN on it', 'eth1.100', ETH1.mac, ['192.168.7.1'], 2],
  ['a bridge on it, even one named like those made inside', 'br-ex', ETH0.mac, [], 1],
  ['a bridge with a MAC of its own that took its address over', 'br0', OTHER, ['10.0.1.5'], 2],
  ['no MAC, its primary address', 'Ethernet', null, ['10.0.0.5'], 1],
  ['no MAC, the address before the name', 'eth1', null, ['10.0.0.5'], 1],
  ['no MAC, by name', 'eth1', null, ['10.0.9.9'], 2],
  ['a virtual router, by the subnet of its address', 'vrrp.51', VRRP, ['10.0.1.39'], 2],
  ['a virtual router of no known subnet', 'vrrp.51', VRRP, ['10.9.9.9'], null],
  ['a MAC that nobody knows', 'eth5', OTHER, ['10.0.0.77'], null],
  ['a link made inside the machine', 'docker0', OTHER, ['172.17.0.1'], null],
  ['nothing that tells', 'eth7', null, ['10.0.9.9'], null],
]

describe('a link is put on', () => {
  it.each(LINKS)('%s', (_, name, mac, addresses, id) => {
    expect(bindLink(BOTH, { name, mac, addresses })?.id ?? null).toBe(id)
  })
  it('the only interface, where it is that of a virtual router', () => {
    expect(bindLink([ETH0], { name: 'vrrp.51', mac: VRRP, addresses: ['10.9.9.9'] })?.id).toBe(1)
  })
})

const INTENDED: readonly (readonly [string, string | null, string | null, string, number | null])[] = [
  ['the MAC it names', null, ETH1.mac, '10.0.0.39', 2],
  ['a MAC that the guest does not have', 'eth0', OTHER, '10.0.0.39', null],
  ['the link it names', 'eth1', null, '10.0.0.39', 2],
  ['the link below the VLAN it names', 'eth1.100', null, '192.168.7.1', 2],
  ['the subnet that holds it, where it names a link by another name', 'ens3', null, '10.0.0.39', 1],
  ['nothing, where two would do', null, null, '10.9.9.9', null],
  ['nothing, on loopback', 'lo', null, '10.0.0.39', null],
]
describe('configuration speaks of', () => {
  it.each(INTENDED)('%s', (_, link, mac, address, id) => {
    expect(bindIntended(BOTH, { link, mac, address })?.id ?? null).toBe(id)
  })
  it('the only interface', () => {
    expect(bindIntended([ETH0], { link: null, mac: null, address: '10.9.9.9' })?.id).toBe(1)
  })
})

describe('evidence is trusted', () => {
  const text = {
    'ip -o addr': '2: eth0    inet 10.0.0.1/8 scope global eth0\n',
    'virsh domifaddr': ' vnet0      00:16:3e:00:00:01    ipv4         10.0.0.1/8\n',
    'a guest agent': '[{"name":"eth0","hardware-address":"00:16:3e:00:00:01"}]',
    facts: '{"ansible_interfaces":["eth0"],"ansible_eth0":{"device":"eth0","mtu":1500}}',
    'a domain': '<domain><devices></devices></domain>',
  }
  it.each([
    ['ip -o addr', null, true, 'agent'],
    ['ip -o addr', 'ip -o addr', false, 'paste'],
    ['a guest agent', null, true, 'guest-agent'],
    ['virsh domifaddr', 'virsh domifaddr db1', false, 'lease'],
    ['virsh domifaddr', 'virsh domifaddr db1 --source agent', false, 'guest-agent'],
    ['virsh domifaddr', 'virsh domifaddr db1 --source=arp', true, 'arp'],
    ['facts', null, false, 'inventory'],
    ['a domain', null, true, 'intent'],
  ] as const)('%s by %s (agent: %s) as %s', (what, command, isAgent, source) => {
    const lines = splitLines(text[what])
    const content = (detectDocument(lines, text[what]) ?? detectFormat(lines))?.read(lines, command) ?? null
    expect(content?.kind).toBe('capture')
    expect(evidenceSource(witnessIn(content), isAgent).kind).toBe(source)
  })

  it('from the agent down to intent', () => {
    const ranks = (['guest', 'guest-agent', 'lease', 'arp', 'intent'] as const).map(
      (one) => evidenceSource(one, false).rank,
    )
    expect([evidenceSource('guest', true).rank, ...ranks]).toEqual([1, 2, 3, 4, 5, 6])
  })
})
