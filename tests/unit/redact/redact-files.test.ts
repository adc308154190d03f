import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIp, parseIp } from '../../../core/ip/ip'
import { AddressMap } from '../../../core/redact/address-map'
import { compareAudits } from '../../../core/redact/compare-audits'
import type { Keyed } from '../../../core/redact/prefix-map'
import { redactFiles } from '../../../core/redact/redact-files'

const root = path.resolve(import.meta.dirname, '../../..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const keyedBy =
  (key: string): Keyed =>
  (label) =>
    createHmac('sha256', key).update(label).digest()
const keyed = keyedBy('a key')
const files = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([source, text]) => ({ source, text }))

const NEUTRON = JSON.stringify(
  {
    ports: [
      {
        id: '5f3c2b7a-0a4e-4c1f-9d2e-7c6b5a4f3e21',
        name: 'db-primary',
        mac_address: '00:16:3e:0a:5c:f1',
        network_id: 'a1b2c3d4-1111-4222-8333-944445555666',
        fixed_ips: [{ subnet_id: 'b1b2c3d4-1111-4222-8333-944445555666', ip_address: '172.17.20.29' }],
        allowed_address_pairs: [{ ip_address: '172.17.24.0/24' }],
        port_security_enabled: true,
        device_id: 'c1b2c3d4-1111-4222-8333-944445555666',
        device_owner: 'compute:nova',
        'binding:host_id': 'rack7-node3.corp.example.com',
        description: 'primary of the ledger',
        tags: [],
        status: 'ACTIVE',
      },
    ],
  },
  null,
  1,
)
const INCIDENT = {
  'incident.md': read('prisma/seed/founding-incident.md'),
  'ports.json': NEUTRON,
  'hva.txt': read('tests/fixtures/openflow/hv-a-blocked.txt'),
  'keepalived.conf': `! the ledger's address
vrrp_instance VI_LEDGER {
    state MASTER
    interface eth0
    virtual_router_id 51
    authentication {
        auth_type PASS
        auth_pass hunter22
    }
    virtual_ipaddress {
        172.17.20.39/20 dev eth0 label eth0:1
    }
}
`,
}
const OVN = Object.fromEntries(
  ['guest-a-ip-addr', 'ports-blocked', 'hv-a-blocked'].map((name) => [
    `${name}.txt`,
    read(`tests/fixtures/ovn/${name}.txt`),
  ]),
)

describe('a redacted bundle', () => {
  it.each([
    ['the founding incident', INCIDENT],
    ['OVN before the registration', OVN],
    [
      'OVN after it',
      {
        ...OVN,
        'ports-blocked.txt': read('tests/fixtures/ovn/ports-registered.txt'),
        'hv-a-blocked.txt': read('tests/fixtures/ovn/hv-a-registered.txt'),
      },
    ],
  ])('gives the same findings: %s', (_name, texts) => {
    expect(compareAudits(files(texts), redactFiles(files(texts), keyed))).toEqual([])
  })

  it('holds none of the names and numbers, nor what was left out', () => {
    const all = redactFiles(files(INCIDENT), keyed)
      .files.map((file) => `${file.source}\n${file.text}`)
      .join('\n')
    for (const leak of [
      '172.17.',
      '0a:5c:f1',
      '12:2f:48',
      'pg11',
      'digoal',
      'postgres.org',
      'db-primary',
      'rack7',
      'corp.example',
      'ledger',
      '5f3c2b7a',
      'a1b2c3d4',
      'hunter22',
      'LEDGER',
      'ac11141d',
      '背景',
      'microsoft',
      'incident',
    ])
      expect(all, leak).not.toContain(leak)
    for (const kept of [
      '127.0.0.1',
      'ff:ff:ff:ff:ff:ff',
      '255.255.240.0',
      'eth0:1',
      'HOST A',
      'iptables -L -v -n',
      'in_port=100',
      'compute:nova',
    ])
      expect(all, kept).toContain(kept)
  })

  it('is the same with the same key, and another with another', () => {
    expect(redactFiles(files(OVN), keyed).files).toEqual(redactFiles(files(OVN), keyed).files)
    expect(redactFiles(files(OVN), keyedBy('another')).files).not.toEqual(redactFiles(files(OVN), keyed).files)
  })

  it('keeps the manner in which a MAC is written, and what is derived from addresses', () => {
    const text = [
      '[root@web1 ~]# ip addr show',
      '2: eth0: <UP> mtu 1500',
      '    link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff',
      '    inet6 fe80::216:3eff:fe0a:5cf1/64 scope link',
      '    inet6 2a01:4f8:10::5/64 scope global',
      'x 00-16-3E-0A-5C-F1 0016.3e0a.5cf1 0:16:3e:a:5c:f1 33:33:ff:00:00:05 ff02::1:ff00:5 00:00:5e:00:01:33',
    ].join('\n')
    const table = `in_port=1,dl_src=00:16:3e:0a:5c:f1,ipv6,nd_target=2a01:4f8:10::5,ipv6_dst=ff02::1:ff00:5 actions=load:0x163e0a5cf1->NXM_OF_ETH_SRC[],output:2\n`
    const out = redactFiles(files({ a: text, b: table }), keyed).files
    const mac = /link\/ether (\S+)/.exec(out[0]?.text ?? '')?.[1] ?? ''
    expect(mac).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
    const octets = mac.split(':').map((octet) => Number.parseInt(octet, 16))
    const own = `fe80::${[((octets[0] ?? 0) ^ 2) * 256 + (octets[1] ?? 0), (octets[2] ?? 0) * 256 + 0xff, 0xfe00 + (octets[3] ?? 0), (octets[4] ?? 0) * 256 + (octets[5] ?? 0)].map((word) => word.toString(16)).join(':')}`
    expect(out[0]?.text).toContain(`${own}/64`)
    expect(out[1]?.text).toContain(`load:0x${BigInt(`0x${mac.replaceAll(':', '')}`).toString(16)}->`)
    const global = /nd_target=([^,]+)/.exec(out[1]?.text ?? '')?.[1] ?? ''
    const low = ((parseIp(global)?.bits ?? 0n) & 0xffffffn) | (0xff02_0000_0000_0000_0000_0001_ff00_0000n & ~0xffffffn)
    expect(out[1]?.text).toContain(`ipv6_dst=${formatIp({ family: 'ipv6', bits: low })}`)
  })
})

describe('pseudonyms of addresses', () => {
  const map = new AddressMap(keyed)
  const ipv4 = fc
    .integer({ min: 0, max: 0xffffffff })
    .map((bits) => ({ family: 'ipv4' as const, bits: BigInt(bits >>> 0) }))
  const ipv6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((bits) => ({ family: 'ipv6' as const, bits }))
  const shared = (a: bigint, b: bigint, width: number): number => {
    const difference = (a ^ b).toString(2)
    return a === b ? width : width - difference.length
  }

  it('share as many first bits as the addresses do', () => {
    fc.assert(
      fc.property(ipv4, ipv4, fc.nat(31), (a, other, keep) => {
        const b = {
          ...other,
          bits: ((a.bits >> BigInt(keep)) << BigInt(keep)) | (other.bits & ((1n << BigInt(keep)) - 1n)),
        }
        expect(shared(map.mapIp(a).bits, map.mapIp(b).bits, 32)).toBe(shared(a.bits, b.bits, 32))
      }),
    )
  })

  it.each([
    '0.0.0.0/8',
    '127.0.0.0/8',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '169.254.0.0/16',
    '224.0.0.0/4',
  ])('stay in %s, and none comes into it', (text) => {
    const [first = '', length = ''] = text.split('/')
    const base = parseIp(first)?.bits ?? 0n
    const shift = BigInt(32 - Number(length))
    const isIn = (bits: bigint): boolean => bits >> shift === base >> shift
    fc.assert(
      fc.property(ipv4, fc.boolean(), (ip, inside) => {
        const bits = inside ? base | (ip.bits & ((1n << shift) - 1n)) : ip.bits
        expect(isIn(map.mapIp({ family: 'ipv4', bits }).bits)).toBe(isIn(bits))
      }),
    )
  })

  it.each([
    '0.0.0.0',
    '127.0.0.1',
    '169.254.169.254',
    '224.0.0.18',
    '255.255.255.255',
    '255.255.240.0',
    '::',
    '::1',
    'ff02::1',
  ])('leave %s as it is', (text) => {
    const ip = parseIp(text)
    expect(ip && formatIp(map.mapIp(ip))).toBe(text)
  })

  it('are one to one, of IPv6 and of MACs too', () => {
    fc.assert(
      fc.property(ipv6, ipv6, (a, b) => {
        expect(map.mapIp(a).bits === map.mapIp(b).bits).toBe(a.bits === b.bits)
      }),
    )
    const mac = fc.bigInt({ min: 0n, max: (1n << 48n) - 1n })
    fc.assert(
      fc.property(mac, mac, (a, b) => {
        expect(map.mapMac(a) === map.mapMac(b)).toBe(a === b)
      }),
    )
    for (const kept of [0n, 0xffffffffffffn, 0x00005e000133n, 0x01005e000012n, 0x333300000001n])
      expect(map.mapMac(kept)).toBe(kept)
  })
})

describe('generated worlds', () => {
  const octet = fc.integer({ min: 2, max: 250 })
  const guest = fc.record({
    own: octet,
    vip: octet,
    pair: fc.option(octet),
    network: fc.option(fc.constantFrom(24, 28, 30)),
    holds: fc.boolean(),
    checks: fc.boolean(),
    programs: fc.constantFrom('nothing', 'own', 'all'),
  })
  type Guest = fc.Arbitrary<unknown> extends never ? never : typeof guest extends fc.Arbitrary<infer G> ? G : never
  const hex = (n: number): string => n.toString(16).padStart(2, '0')

  const world = (subnet: string, guests: readonly Guest[]) => {
    const named = guests.map((one, i) => ({
      ...one,
      mac: `fa:16:3e:${hex(i)}:${hex(one.own)}:07`,
      name: `srv-${i}-${one.own}`,
    }))
    const capture = named.map(
      ({ mac, own, vip, holds, name }) =>
        `[root@${name} ~]# ip addr show\n2: eth0: <UP> mtu 1500\n    link/ether ${mac} brd ff:ff:ff:ff:ff:ff\n    inet ${subnet}.${own}/24 scope global eth0\n${holds ? `    inet ${subnet}.${vip}/24 scope global secondary eth0\n` : ''}`,
    )
    const ports = named.map(({ mac, own, pair, network, checks, name }, i) => ({
      id: `id-${name}`,
      name,
      mac_address: mac,
      network_id: 'net-1',
      fixed_ips: [{ subnet_id: 'sub-1', ip_address: `${subnet}.${own}` }],
      allowed_address_pairs: [
        ...(pair === null ? [] : [{ ip_address: `${subnet}.${pair}` }]),
        ...(network === null ? [] : [{ ip_address: `${subnet}.${i * 32}/${network}` }]),
      ],
      port_security_enabled: checks,
      device_owner: 'compute:nova',
      'binding:host_id': 'hv-1',
      status: 'ACTIVE',
    }))
    const rules = named.flatMap(({ mac, own, vip, programs }, i) =>
      [programs === 'nothing' ? [] : [own], programs === 'all' ? [vip] : []]
        .flat()
        .flatMap((last) => [
          `table=1,priority=9,in_port=${i + 1},ip,dl_src=${mac},nw_src=${subnet}.${last} actions=NORMAL`,
          `table=1,priority=9,in_port=${i + 1},arp,dl_src=${mac},arp_spa=${subnet}.${last} actions=NORMAL`,
        ]),
    )
    const entry = named.map((_, i) => `priority=5,in_port=${i + 1} actions=goto_table:1`)
    return files({
      'capture.txt': capture.join('\n'),
      'ports.json': JSON.stringify({ ports }),
      'flows.txt': [...entry, 'priority=1 actions=NORMAL', ...rules].join('\n'),
    })
  }

  it('give the same findings after redaction', { timeout: 120_000 }, () => {
    const subnet = fc
      .tuple(fc.constantFrom('10.3', '172.17', '192.168', '8.8', '100.64', '169.253'), fc.nat(255))
      .map(([head, third]) => `${head}.${third}`)
    fc.assert(
      fc.property(subnet, fc.array(guest, { minLength: 1, maxLength: 5 }), fc.string(), (net, guests, key) => {
        const given = world(net, guests)
        const redaction = redactFiles(given, keyedBy(key))
        expect(compareAudits(given, redaction)).toEqual([])
        for (const { text } of redaction.files) expect(text).not.toMatch(/srv-\d/)
      }),
      { numRuns: 60 },
    )
  })

  it('never fail on any text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'grapheme' }),
            fc.constantFrom(
              '\n',
              ':',
              '::',
              '-',
              '@',
              '%',
              '/',
              '1.2.3.4',
              'fe80::1%eth0/64',
              '00:16:3e:0a:5c:f1/ff:ff:ff:00:00:00',
            ),
          ),
          { maxLength: 40 },
        ),
        (parts) => {
          const text = parts.join('')
          const out = redactFiles([{ source: 'x', text }], keyed).files[0]?.text ?? ''
          expect(out.split('\n').length).toBe(text.split('\n').length)
        },
      ),
    )
    for (const unit of ['a:', '1.', '-', '@', '0:', '::', '%'])
      expect(redactFiles([{ source: 'x', text: unit.repeat(100_000) }], keyed).files).toHaveLength(1)
  })
})
