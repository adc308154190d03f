import { describe, expect, it } from 'vitest'
import { createConverter } from '../../../fabrics/ovn/convert'
import type { OvnRows } from '../../../fabrics/ovn/wire'
import { MAC_A, MAC_B, port, rowsOf } from './ovn-rows'

const convertRows = (rows: OvnRows) => createConverter(() => 'r')(rows)
const registered = (portSecurity: string[], addresses = [`${MAC_A} 172.17.20.29`]) =>
  convertRows(rowsOf([port('vmA', { addresses, portSecurity })]))[0]?.registrations.map(
    ({ kind, address, otherMac }) => `${kind} ${address}${otherMac ? ` of ${otherMac}` : ''}`,
  )

describe('port security says what is registered', () => {
  it.each([
    ['one address', [`${MAC_A} 172.17.20.29`], ['primary 172.17.20.29']],
    ['a second one', [`${MAC_A} 172.17.20.29 172.17.20.39`], ['primary 172.17.20.29', 'secondary 172.17.20.39']],
    ['a mask with host bits admits the one address', [`${MAC_A} 172.17.20.29/20`], ['primary 172.17.20.29']],
    [
      'a network admits all of it',
      [`${MAC_A} 172.17.20.29 172.17.20.32/28`],
      ['primary 172.17.20.29', 'allowed-pair 172.17.20.32/28'],
    ],
    ['a MAC alone admits any', [MAC_A], ['allowed-pair 0.0.0.0/0', 'allowed-pair ::/0']],
    ['nothing checks nothing: what the port is given', [], ['primary 172.17.20.29']],
    [
      'another MAC is said',
      [`${MAC_A} 172.17.20.29`, '00:00:5e:00:01:33 172.17.20.49'],
      ['primary 172.17.20.29', 'secondary 172.17.20.49 of 00:00:5e:00:01:33'],
    ],
  ])('%s', (_name, security, expected) => expect(registered(security)).toEqual(expected))

  it('what is among the addresses only is not registered', () => {
    expect(registered([`${MAC_A} 172.17.20.29`], [`${MAC_A} 172.17.20.29 172.17.20.39`])).toEqual([
      'primary 172.17.20.29',
    ])
  })

  it('an interface whose sources nobody checks says so', () => {
    const [one] = convertRows(rowsOf([port('vmA', { addresses: [`${MAC_A} 172.17.20.29`] })]))
    expect(one?.nics[0]).toMatchObject({ filter: 'off', mac: MAC_A, subnet: 'ls0' })
  })
})

describe('a virtual port is a HAVIP', () => {
  const vmA = port('vmA', {
    addresses: [`${MAC_A} 172.17.20.29`],
    portSecurity: [`${MAC_A} 172.17.20.29 172.17.20.49`],
  })
  const vmB = port('vmB', { addresses: [`${MAC_B} 172.17.20.30`], portSecurity: [`${MAC_B} 172.17.20.30`] })
  const vip = port('vip', {
    type: 'virtual',
    options: new Map([
      ['virtual-ip', '172.17.20.49'],
      ['virtual-parents', 'vmA,vmB'],
    ]),
  })
  const bindings = new Map([
    ['vmA', { chassis: 'chassis-a', virtualParent: null }],
    ['vip', { chassis: 'chassis-a', virtualParent: 'vmB' }],
  ])
  const [one] = convertRows(rowsOf([vmA, vmB, vip], { bindings }))

  it('whose members need not be allowed, and whose last parent is hearsay', () => {
    expect(one?.havips).toEqual([
      { name: 'vip', address: '172.17.20.49', subnet: 'ls0', members: [MAC_A, MAC_B], master: MAC_B },
    ])
    expect(one?.registrations.filter((held) => held.kind === 'havip')).toEqual([
      { mac: MAC_A, kind: 'havip', address: '172.17.20.49', otherMac: null },
    ])
  })

  it('guests are placed where their port is bound', () => {
    expect(one?.guests.map(({ name, host }) => [name, host])).toEqual([
      ['vmA', 'hvA'],
      ['vmB', null],
    ])
  })
})

describe('VPCs', () => {
  const lsp = (name: string, router: string) =>
    port(name, { type: 'router', options: new Map([['router-port', router]]) })
  const one = lsp('to-r-1', 'lrp-1')
  const two = lsp('to-r-2', 'lrp-2')
  const switchOf = (name: string, ports: string[], externalIds: [string, string][] = []) => ({
    uuid: name,
    name,
    ports,
    config: new Map<string, string>(),
    externalIds: new Map(externalIds),
  })
  const rows = rowsOf([one, two], {
    switches: [
      switchOf('a', [one.uuid]),
      switchOf('b', [two.uuid]),
      switchOf('c', []),
      switchOf('d', [], [['rollcall:vpc', 'shop']]),
    ],
    routers: [{ uuid: 'r', name: 'r0', ports: ['p1', 'p2'] }],
    routerPorts: new Map([
      ['p1', { uuid: 'p1', name: 'lrp-1', networks: ['10.1.0.1/24'] }],
      ['p2', { uuid: 'p2', name: 'lrp-2', networks: ['10.2.0.1/24', 'fd00:2::1/64'] }],
    ]),
  })

  it('are the switches that one router joins, else each its own, unless somebody says otherwise', () => {
    expect(convertRows(rows).map(({ vpc, subnets }) => [vpc.name, subnets])).toEqual([
      [
        'r0',
        [
          { name: 'a', cidr: '10.1.0.0/24', gateway: '10.1.0.1' },
          { name: 'b', cidr: '10.2.0.0/24', gateway: '10.2.0.1' },
          { name: 'b fd00:2::/64', cidr: 'fd00:2::/64', gateway: 'fd00:2::1' },
        ],
      ],
      ['c', []],
      ['shop', []],
    ])
  })
})

describe('state after state', () => {
  const lone = (name: string, ...ports: string[]) => ({
    uuid: `switch-${name}`,
    name,
    ports: ports.map((one) => `uuid-${one}`),
    config: new Map<string, string>(),
    externalIds: new Map<string, string>(),
  })
  const a = port('vmA', { addresses: [`${MAC_A} 172.17.20.29`] })
  const b = port('vmB', { addresses: [`${MAC_B} 10.0.0.30`] })
  const before = rowsOf([a, b], { switches: [lone('one', 'vmA'), lone('two', 'vmB')] })

  it('a VPC of which no row changed stays the snapshot that it was', () => {
    const convert = createConverter(JSON.stringify)
    const [one, two] = convert(before)
    const changed = { ...b, portSecurity: [`${MAC_B} 10.0.0.30 10.0.0.39`] }
    const [sameOne, newTwo] = convert({ ...before, ports: new Map([...before.ports, [b.uuid, changed]]) })
    expect(sameOne).toBe(one)
    expect(newTwo?.registrations.map(({ address }) => address)).toEqual(['10.0.0.30', '10.0.0.39'])
    expect(newTwo?.revision).not.toBe(two?.revision)
  })

  it.each([
    ['the name of a chassis', { chassis: new Map([['chassis-a', { uuid: 'chassis-a', hostname: 'hvZ', ip: null }]]) }],
    ['where a port is', { bindings: new Map([['vmA', { chassis: null, virtualParent: null }]]) }],
    ['what switch it is on', { switches: [lone('one', 'vmA', 'vmB')] }],
  ])('%s is part of it', (_name, change) => {
    const convert = createConverter(JSON.stringify)
    const first = convert(before)
    const after = { ...before, ...change }
    expect(convert(after)).toEqual(createConverter(JSON.stringify)(after))
    expect(convert(after)).not.toEqual(first)
  })
})
