import { describe, expect, it } from 'vitest'
import type { Refusal } from '../../../core/registry/validate-address'
import { validateAddress } from '../../../core/registry/validate-address'
import { validateHaVip, validateMember } from '../../../core/registry/validate-havip'
import { validateHost } from '../../../core/registry/validate-host'
import { validateNic } from '../../../core/registry/validate-nic'
import { type RegistrationFacts, validateRegistration } from '../../../core/registry/validate-registration'
import { validateSubnet } from '../../../core/registry/validate-subnet'
import { validateVpc } from '../../../core/registry/validate-vpc'
import type { Result } from '../../../core/result'

const said = (result: Result<unknown, Refusal>): string => {
  if (result.ok) return `ok ${JSON.stringify(result.value)}`
  return result.error.kind === 'taken'
    ? `${result.error.what} is taken by ${result.error.by}`
    : `${result.error.field}: ${result.error.reason}`
}

const LAN = { name: 'lan', cidr: '172.17.16.0/20', gateway: '172.17.16.1', reserved: ['172.17.16.2'] }
const V6 = { name: 'lan6', cidr: 'fd00:17::/64', gateway: 'fd00:17::1', reserved: [] }
const OTHER = { name: 'db', cidr: '172.17.32.0/24', gateway: null, reserved: [] }

describe('an address', () => {
  type Row = { text: string; subnet?: typeof LAN | typeof V6; says: string }
  const rows: Row[] = [
    { text: ' 172.17.20.39 ', says: 'ok "172.17.20.39"' },
    { text: '', says: 'address: Enter an address.' },
    { text: '172.17.20', says: 'address: 172.17.20 is no IP address.' },
    { text: '172.17.20.0/24', says: 'address: 172.17.20.0/24 is a block of addresses; enter one address.' },
    { text: '172.17.16.0', says: 'address: 172.17.16.0 is the network address of its subnet; no guest can have it.' },
    {
      text: '172.17.31.255',
      says: 'address: 172.17.31.255 is the broadcast address of its subnet; no guest can have it.',
    },
    { text: '172.17.16.1', says: 'address: 172.17.16.1 is the gateway of its subnet; no guest can have it.' },
    { text: '172.17.16.2', says: 'address: 172.17.16.2 is reserved by the provider; no guest can have it.' },
    { text: '10.0.0.1', says: 'address: 10.0.0.1 lies outside subnet lan (172.17.16.0/20).' },
    {
      text: '172.17.32.9',
      says: 'address: 172.17.32.9 lies outside subnet lan (172.17.16.0/20). It belongs to subnet db (172.17.32.0/24).',
    },
    { text: 'fd00:17::39', says: 'address: fd00:17::39 is IPv6; subnet lan (172.17.16.0/20) is IPv4.' },
    { text: 'FD00:17:0::39', subnet: V6, says: 'ok "fd00:17::39"' },
    { text: 'fd00:17::1', subnet: V6, says: 'address: fd00:17::1 is the gateway of its subnet; no guest can have it.' },
    { text: '172.17.20.39', subnet: V6, says: 'address: 172.17.20.39 is IPv4; subnet lan6 (fd00:17::/64) is IPv6.' },
  ]
  it.each(rows)('$text', ({ text, subnet = LAN, says }) =>
    expect(said(validateAddress(text, subnet, [OTHER]))).toBe(says),
  )
  it('keeps neither end of a /31', () =>
    expect(said(validateAddress('10.0.0.0', { ...LAN, cidr: '10.0.0.0/31' }))).toBe('ok "10.0.0.0"'))
})

describe('a registration', () => {
  const facts: RegistrationFacts = {
    nicId: 1,
    nic: 'vmA eth0',
    nicMac: '00:16:3e:0a:5c:f1',
    guestId: 7,
    subnet: LAN,
    siblings: [],
    holders: [],
    primary: '172.17.20.29',
    used: 1,
    usedMax: 10,
  }
  const own = { nicId: 1, kind: 'secondary', claimant: 7, by: 'vmA eth0' }
  const other = { nicId: 2, kind: 'primary', claimant: 8, by: 'vmB eth0' }
  type Row = {
    name: string
    kind: 'primary' | 'secondary' | 'allowed-pair'
    address?: string
    mac?: string
    facts?: Partial<RegistrationFacts>
    says: RegExp
  }
  const rows: Row[] = [
    { name: 'fits', kind: 'secondary', says: /^ok .*"172.17.20.39"/ },
    {
      name: 'taken by another guest',
      kind: 'secondary',
      facts: { holders: [other] },
      says: /^172.17.20.39 is taken by vmB eth0$/,
    },
    {
      name: 'taken by a HAVIP',
      kind: 'secondary',
      facts: { holders: [{ nicId: 0, kind: 'havip', claimant: -3, by: 'HAVIP pg-vip' }] },
      says: /taken by HAVIP pg-vip$/,
    },
    {
      name: 'there already',
      kind: 'secondary',
      facts: { holders: [own] },
      says: /registered on vmA eth0 already, as secondary/,
    },
    {
      name: 'another interface of the same guest',
      kind: 'secondary',
      facts: { holders: [{ ...own, nicId: 9 }] },
      says: /^ok/,
    },
    {
      name: 'somebody’s allowed pair',
      kind: 'secondary',
      facts: { holders: [{ ...other, kind: 'allowed-pair' }] },
      says: /^ok/,
    },
    { name: 'second primary', kind: 'primary', says: /^kind: vmA eth0 has a primary address already, 172.17.20.29/ },
    {
      name: 'over the limit',
      kind: 'secondary',
      facts: { used: 10 },
      says: /^address: vmA eth0 has 10 of at most 10 addresses/,
    },
    { name: 'pair shared with another guest', kind: 'allowed-pair', facts: { holders: [other] }, says: /^ok/ },
    { name: 'pair that is a block', kind: 'allowed-pair', address: '10.0.0.7/28', says: /^ok .*"10.0.0.0\/28"/ },
    { name: 'pair that is everything', kind: 'allowed-pair', address: '0.0.0.0/0', says: /would allow every address/ },
    { name: 'pair that is nothing', kind: 'allowed-pair', address: 'x', says: /neither an address nor a block/ },
    { name: 'other MAC of a pair', kind: 'allowed-pair', mac: '00-00-5E-00-01-33', says: /"mac":"00:00:5e:00:01:33"/ },
    {
      name: 'other MAC of a secondary',
      kind: 'secondary',
      mac: '00:00:5e:00:01:33',
      says: /^mac: Only an allowed pair/,
    },
    { name: 'no MAC', kind: 'allowed-pair', mac: 'zz', says: /^mac: zz is no MAC/ },
  ]
  it.each(rows)('$name', ({ kind, address = '172.17.20.39', mac = '', facts: more, says }) =>
    expect(said(validateRegistration({ kind, address, mac }, { ...facts, ...more }))).toMatch(says),
  )
})

describe('a VPC', () => {
  type Row = { cidrs: string[]; says: RegExp; subnets?: { name: string; cidr: string }[] }
  const rows: Row[] = [
    { cidrs: ['172.17.0.0/16', 'fd00:17::/48'], says: /^ok/ },
    { cidrs: [' ', ''], says: /^cidrs: A VPC has at least one CIDR/ },
    { cidrs: ['172.17.0.0'], says: /is no CIDR/ },
    { cidrs: ['172.17.5.0/16'], says: /host bits set; the block that holds it is 172.17.0.0\/16/ },
    { cidrs: ['10.0.0.0/8', '10.1.0.0/16'], says: /10.1.0.0\/16 overlaps 10.0.0.0\/8/ },
    { cidrs: ['0.0.0.0/0'], says: /every address there is/ },
    { cidrs: ['10.0.0.0/8'], subnets: [LAN], says: /Subnet lan \(172.17.16.0\/20\) would lie in no CIDR/ },
  ]
  it.each(rows)('$cidrs', ({ cidrs, subnets = [], says }) =>
    expect(said(validateVpc({ name: 'prod', cidrs, note: '', addressesMax: 10 }, { subnets }))).toMatch(says),
  )
  it('has a name', () =>
    expect(
      said(validateVpc({ name: ' ', cidrs: ['10.0.0.0/8'], note: '', addressesMax: 10 }, { subnets: [] })),
    ).toMatch(/^name:/))
})

describe('a subnet', () => {
  const facts = { vpc: 'prod', cidrs: ['172.17.0.0/16'], others: [OTHER], inUse: [] }
  type Row = {
    cidr: string
    gateway?: string
    reserved?: string[]
    inUse?: { address: string; by: string }[]
    says: RegExp
  }
  const rows: Row[] = [
    {
      cidr: '172.17.16.0/20',
      gateway: '172.17.16.1',
      reserved: ['172.17.16.2', '172.17.16.2'],
      says: /^ok .*"reserved":\["172.17.16.2"\]/,
    },
    { cidr: '10.0.0.0/24', says: /lies in no CIDR of VPC prod \(172.17.0.0\/16\)/ },
    { cidr: '172.17.32.0/20', says: /overlaps subnet db \(172.17.32.0\/24\)/ },
    {
      cidr: '172.17.16.0/20',
      gateway: '10.0.0.1',
      says: /^gateway: The gateway lies in the subnet; 10.0.0.1 is outside/,
    },
    { cidr: '172.17.16.0/20', gateway: '172.17.16.0', says: /^gateway: 172.17.16.0 is the network address/ },
    { cidr: '172.17.16.0/20', gateway: 'fd00::1', says: /^gateway: .* is IPv4/ },
    { cidr: '172.17.16.0/20', reserved: ['x'], says: /^reserved: x is no IP address/ },
    {
      cidr: '172.17.16.0/24',
      inUse: [{ address: '172.17.20.29', by: 'vmA eth0' }],
      says: /^cidr: 172.17.20.29 of vmA eth0 would lie outside/,
    },
    {
      cidr: '172.17.16.0/20',
      gateway: '172.17.20.29',
      inUse: [{ address: '172.17.20.29', by: 'vmA eth0' }],
      says: /^gateway: 172.17.20.29 is in use by vmA eth0/,
    },
  ]
  it.each(rows)('$cidr $gateway', ({ cidr, gateway = null, reserved = [], inUse = [], says }) =>
    expect(said(validateSubnet({ name: '', cidr, gateway, reserved }, { ...facts, inUse }))).toMatch(says),
  )
})

describe('interfaces, hosts and HAVIPs', () => {
  const nic = { name: 'eth0', mac: '0016.3e0a.5cf1', bridge: null, ofport: null }
  const free = { guest: 'vmA', sameMac: null, hasSameName: false, samePort: null }
  const holder = { nicId: 2, kind: 'primary', claimant: 8, by: 'vmB eth0' }
  const member = {
    nic: 'vmA eth0',
    havip: 'pg-vip',
    nicSubnet: { id: 1, name: 'lan' },
    havipSubnet: { id: 1, name: 'lan' },
    nicVpcId: 1,
    havipVpcId: 1,
    isMember: false,
  }
  type Row = { name: string; got: Result<unknown, Refusal>; says: RegExp }
  const rows: Row[] = [
    { name: 'interface', got: validateNic(nic, free), says: /"mac":"00:16:3e:0a:5c:f1"/ },
    {
      name: 'duplicate MAC',
      got: validateNic(nic, { ...free, sameMac: 'vmB eth0' }),
      says: /^MAC 00:16:3e:0a:5c:f1 is taken by vmB eth0$/,
    },
    { name: 'multicast MAC', got: validateNic({ ...nic, mac: '01:00:5e:00:00:12' }, free), says: /multicast/ },
    { name: 'VRRP MAC', got: validateNic({ ...nic, mac: '00:00:5e:00:01:33' }, free), says: /virtual MAC of VRRP/ },
    { name: 'same name', got: validateNic(nic, { ...free, hasSameName: true }), says: /has an interface eth0 already/ },
    {
      name: 'same port',
      got: validateNic({ ...nic, bridge: 'br-int', ofport: 5 }, { ...free, samePort: 'vmB eth0' }),
      says: /^Port 5 of br-int is taken by vmB eth0$/,
    },
    { name: 'port out of range', got: validateNic({ ...nic, ofport: 70000 }, free), says: /^ofport/ },
    {
      name: 'host',
      got: validateHost({ name: 'hvA', managementIp: '10.0.0.1', ports: [] }, { hasSameName: false }),
      says: /^ok/,
    },
    {
      name: 'port listed twice',
      got: validateHost(
        {
          name: 'hvA',
          managementIp: null,
          ports: [
            { bridge: 'b', ofport: 1, name: 'a', type: '', remote: null },
            { bridge: 'b', ofport: 1, name: 'c', type: '', remote: null },
          ],
        },
        { hasSameName: false },
      ),
      says: /^ports.1.ofport: Port 1 of b is a already/,
    },
    {
      name: 'HAVIP on a primary',
      got: validateHaVip(
        { name: '', address: '172.17.20.30' },
        { subnet: LAN, siblings: [], sameAddress: null, holders: [holder] },
      ),
      says: /taken by vmB eth0$/,
    },
    {
      name: 'HAVIP, IPv6',
      got: validateHaVip(
        { name: '', address: 'fd00:17::50' },
        { subnet: V6, siblings: [], sameAddress: null, holders: [] },
      ),
      says: /"name":"fd00:17::50"/,
    },
    {
      name: 'member of another subnet',
      got: validateMember({ ...member, nicSubnet: { id: 2, name: 'db' } }),
      says: /is a member of another subnet \(db\); pg-vip moves within lan/,
    },
    { name: 'member of another VPC', got: validateMember({ ...member, nicVpcId: 2 }), says: /is in another VPC/ },
    { name: 'member twice', got: validateMember({ ...member, isMember: true }), says: /is a member of pg-vip already/ },
  ]
  it.each(rows)('$name', ({ got, says }) => expect(said(got)).toMatch(says))
})
