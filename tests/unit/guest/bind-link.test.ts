import { describe, expect, it } from 'vitest'
import { bindIntended, bindLink } from '../../../core/guest/bind-link'
import { evidenceSource } from '../../../core/guest/evidence-source'

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
  it.each([
    ['capture', 'ip-addr-text', null, true, 'agent'],
    ['capture', 'ip-addr-text', 'ip addr', false, 'paste'],
    ['capture', 'qemu-ga', null, true, 'guest-agent'],
    ['capture', 'virsh-domifaddr', 'virsh domifaddr db1', false, 'lease'],
    ['capture', 'virsh-domifaddr', 'virsh domifaddr db1 --source agent', false, 'guest-agent'],
    ['capture', 'virsh-domifaddr', 'virsh domifaddr db1 --source=arp', false, 'arp'],
    ['intent', 'keepalived-conf', null, true, 'intent'],
  ] as const)('%s %s by %s (agent: %s) as %s', (kind, format, command, isAgent, source) => {
    expect(evidenceSource(kind, format, command, isAgent).kind).toBe(source)
  })
})
