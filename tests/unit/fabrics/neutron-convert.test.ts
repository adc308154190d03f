import { describe, expect, it } from 'vitest'
import type { RegistryStep, Snapshot, SnapshotRegistration } from '../../../core/registry/snapshot'
import { convertRows } from '../../../fabrics/neutron/convert'
import { formatChanges } from '../../../fabrics/neutron/format-changes'
import { planChanges } from '../../../fabrics/neutron/plan-changes'
import { type NeutronRows, type Port, readPorts } from '../../../fabrics/neutron/wire'

const [MAC_A, MAC_B] = ['fa:16:3e:0a:5c:f1', 'fa:16:3e:12:2f:48'] as const
const VRRP = '00:00:5e:00:01:33'
const VIP = '172.17.20.49'

/** A port as the API answers it; what a case does not say is as it usually is. */
function port(id: string, more: Record<string, unknown> = {}): Port {
  const usual = {
    id,
    name: '',
    network_id: 'net-1',
    mac_address: MAC_A,
    device_id: `vm-${id}`,
    device_owner: 'compute:nova',
    fixed_ips: [{ subnet_id: 'sub-1', ip_address: '172.17.20.29' }],
    allowed_address_pairs: [],
    port_security_enabled: true,
    revision_number: 7,
    'binding:host_id': 'hvA',
  }
  const read = readPorts([JSON.stringify({ ports: [{ ...usual, ...more }] })])
  if (!read.ok || !read.value[0]) throw new Error('the port is not understood')
  return read.value[0]
}
const network = (id: string, name: string, tags: string[] = []) => ({ id, name, tags })
const subnet = (id: string, networkId: string, cidr: string, name = '') => ({
  id,
  name,
  network_id: networkId,
  cidr,
  gateway_ip: null,
})
const rowsOf = (ports: Port[], more: Partial<NeutronRows> = {}): NeutronRows => ({
  networks: [network('net-1', 'lab')],
  subnets: [subnet('sub-1', 'net-1', '172.17.16.0/20')],
  routers: [],
  agents: [],
  ports,
  ...more,
})
const convert = (ports: Port[], more: Partial<NeutronRows> = {}) => convertRows(rowsOf(ports, more), () => 'r')
const pair = (ip_address: string, mac_address?: string) => ({ ip_address, ...(mac_address && { mac_address }) })
const interfaceOf = (routerId: string, networkId: string, owner = 'network:router_interface') =>
  port(`if-${routerId}-${networkId}`, { network_id: networkId, device_owner: owner, device_id: routerId })

describe('networks and routers say what a VPC is', () => {
  const networks = [network('net-1', 'web'), network('net-2', 'db'), network('net-3', 'alone')]
  const subnets = [
    subnet('sub-1', 'net-1', '10.1.0.0/24'),
    subnet('sub-2', 'net-2', '10.2.0.0/24'),
    subnet('sub-3', 'net-3', '10.3.0.0/24'),
  ]
  const routers = [{ id: 'r1', name: 'prod' }]
  const named = (snapshots: Snapshot[]) => snapshots.map((one) => [one.vpc.name, one.subnets.map((each) => each.cidr)])

  it('what one router joins is one, a lone network its own', () => {
    const ports = [interfaceOf('r1', 'net-1'), interfaceOf('r1', 'net-2', 'network:ha_router_replicated_interface')]
    expect(named(convert(ports, { networks, subnets, routers }))).toEqual([
      ['prod', ['10.1.0.0/24', '10.2.0.0/24']],
      ['alone', ['10.3.0.0/24']],
    ])
  })

  it('a way out joins nothing: many routers share an external network', () => {
    const ports = [interfaceOf('r1', 'net-1'), interfaceOf('r1', 'net-2', 'network:router_gateway')]
    expect(named(convert(ports, { networks, subnets, routers })).map(([name]) => name)).toEqual(['prod', 'db', 'alone'])
  })

  it('a tag of the network says otherwise', () => {
    const tagged = [
      network('net-1', 'web', ['x', 'rollcall:vpc=mine']),
      network('net-3', 'alone', ['rollcall:vpc=mine']),
    ]
    expect(named(convert([interfaceOf('r1', 'net-1')], { networks: tagged, subnets, routers }))).toEqual([
      ['mine', ['10.1.0.0/24', '10.3.0.0/24']],
    ])
  })

  it('names that several have are told apart', () => {
    const twins = [network('net-1', 'same'), network('net-2', 'same')]
    expect(convert([], { networks: twins, subnets }).map((one) => one.vpc.name)).toEqual([
      'same (net-1)',
      'same (net-2)',
    ])
    const both = [
      subnet('sub-1', 'net-1', '10.1.0.0/24', 'lan'),
      subnet('sub-2', 'net-1', '10.2.0.0/24', 'lan'),
      subnet('sub-3', 'net-1', '2001:db8::/64', 'six'),
    ]
    expect(convert([], { subnets: both })[0]?.subnets.map((one) => one.name)).toEqual([
      'lab 10.1.0.0/24',
      'lab 10.2.0.0/24',
      'six',
    ])
  })
})

describe('a port says what is registered', () => {
  const registered = (more: Record<string, unknown>) =>
    convert([port('a', more)])[0]?.registrations.map(
      ({ kind, address, otherMac }) => `${kind} ${address}${otherMac ? ` of ${otherMac}` : ''}`,
    )

  it.each([
    ['its address', {}, ['primary 172.17.20.29']],
    [
      'a pair with its own MAC',
      { allowed_address_pairs: [pair('172.17.20.39', MAC_A)] },
      ['primary 172.17.20.29', 'allowed-pair 172.17.20.39'],
    ],
    [
      'a host prefix is the address',
      { allowed_address_pairs: [pair('172.17.20.39/32')] },
      ['primary 172.17.20.29', 'allowed-pair 172.17.20.39'],
    ],
    [
      'a pair of another MAC',
      { allowed_address_pairs: [pair('172.17.20.39', VRRP)] },
      ['primary 172.17.20.29', `allowed-pair 172.17.20.39 of ${VRRP}`],
    ],
    ['its own address again', { allowed_address_pairs: [pair('172.17.20.29', MAC_A)] }, ['primary 172.17.20.29']],
    ['everything', { allowed_address_pairs: [pair('0.0.0.0/0')] }, ['primary 172.17.20.29', 'allowed-pair 0.0.0.0/0']],
    [
      'two fixed addresses',
      {
        fixed_ips: [
          { subnet_id: 'sub-1', ip_address: '172.17.20.29' },
          { subnet_id: 'sub-1', ip_address: '172.17.20.41' },
        ],
      },
      ['primary 172.17.20.29', 'secondary 172.17.20.41'],
    ],
    ['without port security what it is given', { port_security_enabled: false }, ['primary 172.17.20.29']],
  ])('%s', (_name, more, expected) => expect(registered(more)).toEqual(expected))

  it('and whether its sources are checked, where it runs, and by which name the host knows it', () => {
    const [one] = convert([port('a', { port_security_enabled: false })], {
      agents: [{ host: 'hvA', configurations: { tunneling_ip: '10.9.0.1' } }],
    })
    expect(one?.nics).toMatchObject([
      { guest: 'vm-a', name: 'a', mac: MAC_A, filter: 'off', bridge: 'br-int', subnet: 'lab' },
    ])
    expect(one?.hosts).toEqual([{ name: 'hvA', managementIp: '10.9.0.1', bridge: 'br-int', tunnelPort: null }])
    expect(one?.guests).toEqual([{ name: 'vm-a', hostname: null, host: 'hvA' }])
  })

  it('only where a guest sits behind it', () => {
    const others = ['network:dhcp', 'network:router_interface', 'network:floatingip', 'network:distributed']
    const ports = others.map((device_owner, i) => port(`o${i}`, { device_owner, mac_address: `fa:16:3e:00:00:0${i}` }))
    const unused = port('spare', { device_id: '', device_owner: '', 'binding:host_id': '', mac_address: MAC_B })
    const lone = port('lb', { device_id: 'lb-1', device_owner: 'Octavia', mac_address: 'fa:16:3e:00:00:0a' })
    expect(convert([...ports, unused, lone, port('a')])[0]?.nics.map((nic) => nic.name)).toEqual(['a'])
  })
})

describe('a port that only keeps an address which others are allowed is a HAVIP', () => {
  const reserved = (more: Record<string, unknown> = {}) =>
    port('vip', {
      name: 'vip',
      mac_address: 'fa:16:3e:aa:aa:aa',
      device_id: '',
      device_owner: '',
      'binding:host_id': '',
      fixed_ips: [{ subnet_id: 'sub-1', ip_address: VIP }],
      ...more,
    })
  const a = port('a', { allowed_address_pairs: [pair(VIP, MAC_A)] })
  const b = port('b', { mac_address: MAC_B, 'binding:host_id': 'hvB', allowed_address_pairs: [pair(VIP, VRRP)] })
  const wide = port('w', { mac_address: 'fa:16:3e:00:00:77', allowed_address_pairs: [pair('172.17.16.0/20')] })

  it('of those whose pair names it alone', () => {
    const [one] = convert([reserved(), a, b, wide])
    expect(one?.havips).toEqual([{ name: 'vip', address: VIP, subnet: 'lab', members: [MAC_A, MAC_B], master: null }])
    expect(one?.nics.map((nic) => nic.name)).toEqual(['a', 'b', 'w'])
    expect(one?.registrations.filter((held) => held.kind === 'havip').map((held) => held.mac)).toEqual([MAC_A, MAC_B])
  })

  it('held, as the fabric last heard, on the host that it is bound to', () => {
    expect(convert([reserved({ 'binding:host_id': 'hvB' }), a, b])[0]?.havips[0]?.master).toBe(MAC_B)
    const twin = port('a', { 'binding:host_id': 'hvB', allowed_address_pairs: [pair(VIP, MAC_A)] })
    expect(convert([reserved({ 'binding:host_id': 'hvB' }), twin, b])[0]?.havips[0]?.master).toBeNull()
  })

  it('also where a load balancer keeps it, but not where a guest has it', () => {
    expect(convert([reserved({ device_owner: 'Octavia', device_id: 'lb-1' }), a])[0]?.havips).toHaveLength(1)
    expect(convert([reserved({ device_owner: 'compute:nova', device_id: 'vm-9' }), a])[0]?.havips).toEqual([])
    expect(convert([reserved()])[0]?.havips).toEqual([])
  })
})

describe('a change of ports', () => {
  const plan = (ports: Port[], steps: RegistryStep[]) => {
    const rows = rowsOf(ports)
    const [seen] = convertRows(rows, () => 'r')
    if (!seen) throw new Error('no VPC')
    return planChanges(rows, steps, seen)
  }
  const step = (op: 'register' | 'release', more: Partial<SnapshotRegistration> = {}): RegistryStep => ({
    op,
    registration: { mac: MAC_A, kind: 'secondary', address: VIP, ...more },
  })
  const commands = (ports: Port[], steps: RegistryStep[]) => {
    const planned = plan(ports, steps)
    return planned.ok ? formatChanges(planned.value) : planned.error.reason
  }

  it('adds a pair and keeps the others', () => {
    const others = [pair('10.0.0.0/8', MAC_A), pair('172.17.20.39', VRRP)]
    expect(plan([port('a', { allowed_address_pairs: others })], [step('register')])).toMatchObject({
      ok: true,
      value: [{ op: 'edit', pairs: [...others, pair(VIP, MAC_A)] }],
    })
  })

  it.each([
    ['the address is there', [pair(VIP, MAC_A)], step('register'), []],
    ['a network of pairs holds it', [pair('172.17.16.0/20', MAC_A)], step('register'), []],
    ['it is its own', [], step('register', { address: '172.17.20.29' }), []],
    ['there is none to release', [pair('172.17.20.50', MAC_A)], step('release'), []],
  ])('is none when %s', (_name, held, wanted, changes) => {
    expect(plan([port('a', { allowed_address_pairs: held })], [wanted])).toEqual({ ok: true, value: changes })
  })

  it('names a member of a HAVIP alone, though a network holds it', () => {
    expect(
      plan(
        [port('a', { allowed_address_pairs: [pair('172.17.16.0/20', MAC_A)] })],
        [step('register', { kind: 'havip' })],
      ),
    ).toMatchObject({
      value: [{ pairs: [pair('172.17.16.0/20', MAC_A), pair(VIP, MAC_A)] }],
    })
  })

  it('takes away the pair of the MAC that is meant, or the second address', () => {
    const held = [pair(VIP, VRRP), pair(VIP, MAC_A)]
    expect(plan([port('a', { allowed_address_pairs: held })], [step('release')])).toMatchObject({
      value: [{ pairs: [pair(VIP, VRRP)] }],
    })
    expect(plan([port('a', { allowed_address_pairs: held })], [step('release', { otherMac: VRRP })])).toMatchObject({
      value: [{ pairs: [pair(VIP, MAC_A)] }],
    })
    const fixed = [
      { subnet_id: 'sub-1', ip_address: '172.17.20.29' },
      { subnet_id: 'sub-1', ip_address: VIP },
    ]
    expect(plan([port('a', { fixed_ips: fixed })], [step('release')])).toMatchObject({
      value: [{ fixed: fixed.slice(0, 1) }],
    })
  })

  it.each([
    [
      'no port security',
      { port_security_enabled: false },
      step('register'),
      'has no port security: every address passes already',
    ],
    [
      'a wide pair',
      { allowed_address_pairs: [pair('172.17.16.0/20', MAC_A)] },
      step('release'),
      'by the pair 172.17.16.0/20; releasing one address of it does nothing',
    ],
    ['the only address', {}, step('release', { address: '172.17.20.29' }), 'is the only address'],
    ['an unknown MAC', {}, step('register', { mac: MAC_B }), `No port has the MAC ${MAC_B}.`],
  ])('is refused with its reason: %s', (_name, more, wanted, reason) => {
    expect(commands([port('a', more)], [wanted])).toContain(reason)
  })

  it('is handed out as commands with the way back', () => {
    const havip = { name: "o'vip", address: VIP, subnet: 'lab', members: [MAC_A] }
    expect(commands([port('a')], [step('register', { kind: 'havip' }), { op: 'create-havip', havip }])).toEqual({
      apply: [
        `openstack port create --network net-1 --fixed-ip subnet=sub-1,ip-address=${VIP} 'o'\\''vip'`,
        `openstack port set --allowed-address ip-address=${VIP},mac-address=${MAC_A} a`,
      ],
      rollback: [
        `openstack port unset --allowed-address ip-address=${VIP},mac-address=${MAC_A} a`,
        "openstack port delete 'o'\\''vip'",
      ],
    })
  })

  it('is a block of Terraform where pairs are added and nothing else', () => {
    const held = [pair('10.0.0.0/8', MAC_A)]
    expect(commands([port('a', { allowed_address_pairs: held })], [step('register')])).toMatchObject({
      terraform: [
        '# in resource "openstack_networking_port_v2" of port a',
        'allowed_address_pairs {',
        `  ip_address  = "${VIP}"`,
        `  mac_address = "${MAC_A}"`,
        '}',
      ],
    })
    expect(commands([port('a', { allowed_address_pairs: [pair(VIP, MAC_A)] })], [step('release')])).not.toHaveProperty(
      'terraform',
    )
  })

  it('makes no HAVIP of an address that a guest has, nor outside of the subnet', () => {
    const havip = (address: string) => ({ name: 'vip', address, subnet: 'lab', members: [MAC_A] })
    const other = port('b', { name: 'b', mac_address: MAC_B, fixed_ips: [{ subnet_id: 'sub-1', ip_address: VIP }] })
    expect(commands([port('a'), other], [{ op: 'create-havip', havip: havip(VIP) }])).toBe(
      `${VIP} is the own address of port b (b).`,
    )
    expect(commands([port('a')], [{ op: 'create-havip', havip: havip('10.0.0.1') }])).toBe(
      "No subnet of the members' network holds 10.0.0.1.",
    )
  })
})
