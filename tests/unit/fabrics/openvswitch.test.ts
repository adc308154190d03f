import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../../core/registry/snapshot'
import type { AttachedPort } from '../../../fabrics/collector'
import { checkSteps } from '../../../fabrics/openvswitch/check-steps'
import { placeInterfaces } from '../../../fabrics/openvswitch/convert'
import { readLayout } from '../../../fabrics/openvswitch/wire'

const layout = (endpoint: string, options: Record<string, string> = {}) =>
  readLayout({ kind: 'openvswitch', name: 'rack', endpoint, secret: '', options })

describe('the address of a fabric of plain switches', () => {
  it('names hosts, each with the place of its tools or all with one', () => {
    expect(layout('hvA, hvB=local:/run/b\nhv-c.example', { collector: 'ssh:r@{host}', bridges: 'br0 br1' })).toEqual({
      hosts: ['hvA', 'hvB', 'hv-c.example'],
      bridges: ['br0', 'br1'],
      options: { collector: 'ssh:r@{host}', 'collector:hvB': 'local:/run/b' },
      first: 200,
    })
  })
  it.each([
    ['', {}, 'Name at least one host'],
    ['hvA', {}, 'Say how the tools of hvA are run'],
    ['-oProxyCommand=x', { collector: 'local' }, 'is no host'],
    ['hvA hvA', { collector: 'local' }, 'named twice'],
    ['hvA', { collector: 'local', bridges: '--all' }, 'no name of a bridge'],
    ['hvA', { collector: 'local', bridges: ' ' }, 'at least one bridge'],
    ['hvA', { collector: 'local', tables: '0' }, 'between 1 and 252'],
    ['hvA', { collector: 'local', tables: '253' }, 'between 1 and 252'],
    ['hvA', { collector: 'local', tables: '20.5' }, 'between 1 and 252'],
  ])('%j %j is refused', (endpoint, options, reason) => {
    expect(layout(endpoint, options as Record<string, string>)).toContain(reason)
  })
})

const A = '00:16:3e:00:00:0a'
const B = '00:16:3e:00:00:0b'
const held: Snapshot = {
  revision: '',
  vpc: { name: 'prod', cidrs: ['10.0.0.0/16'], vni: null },
  subnets: [
    { name: 'db', cidr: '10.0.1.0/24', gateway: null },
    { name: 'six', cidr: 'fd00::/64', gateway: null },
  ],
  hosts: [],
  guests: [
    { name: 'a', hostname: null, host: 'h1' },
    { name: 'b', hostname: null, host: null },
  ],
  nics: [
    { guest: 'a', name: 'eth0', mac: A, subnet: 'db', bridge: 'br0', ofport: 3, port: 'tapa' },
    { guest: 'b', name: 'eth0', mac: B, subnet: 'db', bridge: null, ofport: null, port: '' },
  ],
  registrations: [{ mac: A, kind: 'primary', address: '10.0.1.5' }],
  havips: [],
}
const port = (attachedMac: string | null, ofport: number, more: Partial<AttachedPort> = {}): AttachedPort => ({
  bridge: 'br0',
  ofport,
  name: `tap${ofport}`,
  type: '',
  remote: null,
  ifaceId: null,
  attachedMac,
  guest: null,
  subnet: null,
  ...more,
})
const placed = (read: Parameters<typeof placeInterfaces>[1]) => {
  const { guests, nics } = placeInterfaces(held, read, 'br0')
  return nics.map((nic) => [nic.guest, guests.find((one) => one.name === nic.guest)?.host, nic.ofport, nic.filter])
}

describe('interfaces are where the switches have them', () => {
  it('by the MAC beside the port', () => {
    expect(
      placed([
        { host: 'h1', ports: [port(A, 7)] },
        { host: 'h2', ports: [port(B, 1)] },
      ]),
    ).toEqual([
      ['a', 'h1', 7, 'on'],
      ['b', 'h2', 1, 'off'],
    ])
  })
  it('stay where they were on a host that cannot be read, and are nowhere when the host has them no more', () => {
    expect(placed([{ host: 'h1', ports: null }])[0]).toEqual(['a', 'h1', 3, 'on'])
    expect(placed([{ host: 'h1', ports: [] }])[0]).toEqual(['a', null, null, 'on'])
  })
  it('one that moves stays where it was until it is there no more', () => {
    const both = [
      { host: 'h0', ports: [port(A, 1)] },
      { host: 'h1', ports: [port(A, 3)] },
    ]
    expect(placed(both)[0]).toEqual(['a', 'h1', 3, 'on'])
    expect(placed([both[0] ?? { host: '', ports: null }, { host: 'h1', ports: [] }])[0]).toEqual(['a', 'h0', 1, 'on'])
  })
  it('unknown ones are added with nothing registered, on the subnet that the port names or the only one of IPv4', () => {
    const read = [
      port('00:16:3e:00:00:0c', 4, { guest: 'web', ifaceId: 'web-0' }),
      port('00:16:3e:00:00:0d', 5, { subnet: 'six' }),
      port('00:16:3e:00:00:0e', 6, { subnet: 'elsewhere' }),
      port(null, 8),
    ]
    const { nics, guests } = placeInterfaces(held, [{ host: 'h1', ports: read }], 'br0')
    expect(nics.slice(2).map((nic) => [nic.guest, nic.name, nic.subnet, nic.filter])).toEqual([
      ['web', 'web-0', 'db', 'off'],
      ['tap5', 'tap5', 'six', 'off'],
    ])
    expect(guests.find((one) => one.name === 'web')?.host).toBe('h1')
  })
})

describe('steps that would switch a guard on or off are refused', () => {
  const step = (op: 'register' | 'release', mac: string, address: string) => ({
    op,
    registration: { mac, kind: 'secondary' as const, address },
  })
  it.each([
    ['the first of an interface', [step('register', B, '10.0.1.9')], 'b eth0 is not guarded'],
    ['the last one', [step('release', A, '10.0.1.5')], 'is the last address registered on a eth0'],
    ['of an interface that is not there', [step('register', '00:16:3e:ff:ff:ff', '10.0.1.9')], 'No interface'],
  ])('%s', (_what, steps, reason) => {
    expect(checkSteps(steps, held)).toContain(reason)
  })
  it('others are not', () => {
    expect(checkSteps([step('register', A, '10.0.1.9'), step('release', A, '10.0.1.5')], held)).toBeNull()
    expect(checkSteps([step('register', A, '10.0.1.5'), step('release', A, '10.0.1.77')], held)).toBeNull()
  })
})
