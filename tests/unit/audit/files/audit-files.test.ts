import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { collectEvidence } from '../../../../core/audit/files/collect-evidence'
import { auditFiles } from '../../../../core/audit/files/judge-files'
import { ProgrammedPairs } from '../../../../core/audit/files/programmed/programmed-pairs'

const root = path.resolve(import.meta.dirname, '../../../..')
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const fixture = (file: string): string => read(`tests/fixtures/${file}`)
const INCIDENT = read('prisma/seed/founding-incident.md')
const MAC_A = '00:16:3e:0a:5c:f1'
const MAC_B = '00:16:3e:12:2f:48'
const VIP = '172.17.20.39'

const port = (name: string, mac: string, address: string, pairs: readonly string[] = []) => ({
  id: `id-${name}`,
  name,
  mac_address: mac,
  network_id: 'net',
  fixed_ips: [{ subnet_id: 'sub', ip_address: address }],
  allowed_address_pairs: pairs.map((ip) => ({ ip_address: ip, mac_address: mac })),
  port_security_enabled: true,
  device_id: `i-${name}`,
  device_owner: 'compute:nova',
  'binding:host_id': `hv-${name}`,
  status: 'ACTIVE',
})
const neutron = (...pairs: readonly string[]): string =>
  JSON.stringify({ ports: [port('a', MAC_A, '172.17.20.29', pairs), port('b', MAC_B, '172.17.20.30')] })

function audit(texts: Readonly<Record<string, string>>, isAtEnd = false) {
  const files = Object.entries(texts).map(([source, text]) => collectEvidence({ source, text }, isAtEnd))
  const evidence = files.flatMap((file) => file.evidence)
  const tables = files.flatMap((file) => file.table ?? [])
  const programmed = new ProgrammedPairs(tables, evidence)
  return { rows: auditFiles(evidence, programmed), files, doubts: [...programmed.doubts.keys()] }
}
const brief = (rows: ReturnType<typeof audit>['rows']) =>
  Object.fromEntries(
    rows.map((row) => [
      `${row.nic} ${row.address}`,
      [row.configured, row.registered, row.programmed, row.standing, ...row.findings.map((one) => one.rule)].join(' '),
    ]),
  )

describe('the founding incident, from files', () => {
  it.each([
    ['a registry', {}, 'yes no unknown unregistered unregistered'],
    ['the blocked table', { hva: fixture('openflow/hv-a-blocked.txt') }, 'yes no no unregistered unregistered'],
    ['the table after', { hva: fixture('openflow/hv-a-registered.txt') }, 'yes no yes unfiltered unfiltered'],
  ])('with %s', (_name, tables, expected) => {
    const { rows } = audit({ incident: INCIDENT, ports: neutron(), ...tables })
    expect(brief(rows)[`a ${VIP}`]).toBe(expected)
  })

  it('is working once the address is registered and the rules follow', () => {
    const tables = { hva: fixture('openflow/hv-a-registered.txt'), hvb: fixture('openflow/hv-b.txt') }
    expect(brief(audit({ incident: INCIDENT, ports: neutron(VIP), ...tables }).rows)).toEqual({
      'a 172.17.20.29': 'yes yes yes working',
      [`a ${VIP}`]: 'yes yes yes working',
      'b 172.17.20.30': 'yes yes yes working',
    })
  })

  it('is not programmed while the rules lag behind, and the rule that drops it is named', () => {
    const { rows } = audit({ incident: INCIDENT, ports: neutron(VIP), hva: fixture('openflow/hv-a-blocked.txt') })
    const row = rows.find((one) => one.address === VIP)
    expect(row).toMatchObject({ programmed: 'no', standing: 'not-programmed' })
    const place = row?.findings[0]?.places.find((one) => one.source === 'hva')
    expect(fixture('openflow/hv-a-blocked.txt').slice(place?.span.start, place?.span.end)).toContain('cookie=0xdead')
  })

  it('ends without the address; the moment before its removal is what is judged unless the end is asked for', () => {
    const before = audit({ incident: INCIDENT, ports: neutron() })
    expect(before.files[0]?.removals).toMatchObject([{ address: VIP, machine: 'guest-a' }])
    const after = audit({ incident: INCIDENT, ports: neutron(), hva: fixture('openflow/hv-a-registered.txt') }, true)
    expect(brief(after.rows)[`a ${VIP}`]).toBe('no no yes orphan-rule orphan-rule')
  })
})

describe('OVN, from files', () => {
  const guest = fixture('ovn/guest-a-ip-addr.txt')
  const state = (name: string) =>
    brief(audit({ guest, ports: fixture(`ovn/ports-${name}.txt`), flows: fixture(`ovn/hv-a-${name}.txt`) }).rows)

  it('drops the address before it is in port security', () => {
    expect(state('blocked')).toMatchObject({
      'port-vmA 172.17.20.29': 'yes yes yes working',
      'port-vmA 172.17.20.39': 'yes no no unregistered unregistered',
      'port-vmC 172.17.20.31': 'unknown yes unknown unobserved', // on the other host, whose table is not here
    })
  })

  it('passes it after, both ways', () => {
    expect(state('registered')).toMatchObject({
      'port-vmA 172.17.20.29': 'yes yes yes working',
      'port-vmA 172.17.20.39': 'yes yes yes working',
    })
  })

  it('does not take the check of what arrives for one of what leaves', () => {
    const flows = fixture('ovn/hv-a-registered.txt')
    const halved = flows.replace(/^.*table=75,.*nw_dst=172\.17\.20\.39 .*\n/m, '')
    expect(halved).not.toBe(flows)
    const { rows } = audit({ guest, ports: fixture('ovn/ports-registered.txt'), flows: halved })
    expect(brief(rows)['port-vmA 172.17.20.39']).toBe('yes yes no not-programmed not-programmed')
  })
})

describe('which port of a table is whose', () => {
  const capture = `[root@a ~]# ip addr show\n2: eth0: <UP> mtu 1500\n    link/ether ${MAC_A} brd ff:ff:ff:ff:ff:ff\n    inet 172.17.20.29/20 scope global eth0\n    inet ${VIP}/20 scope global secondary eth0\n`
  const byAddress =
    'priority=9,in_port=7,ip,nw_src=172.17.20.29 actions=NORMAL\npriority=9,in_port=7,arp,arp_spa=172.17.20.29 actions=NORMAL\npriority=1,in_port=7 actions=drop\npriority=0 actions=NORMAL\n'
  const listing = (ofport: number) =>
    `_uuid               : 0d7f0a44-6f41-4d1b-8b5e-1e1f6f0f8f11\nexternal_ids        : {iface-id=id-a}\nname                : tap-a\nofport              : ${ofport}\ntype                : ""\n`
  const ofVip = (texts: Record<string, string>) =>
    audit({ capture, ports: neutron(), ...texts }).rows.find((row) => row.address === VIP)?.programmed

  it.each([
    ['the rules name its address', { flows: byAddress }, 'no'],
    ['a listing says it', { flows: byAddress, listing: listing(7) }, 'no'],
    ['a listing says that it is another', { flows: byAddress, listing: listing(8) }, 'yes'],
    ['the table is of others', { flows: byAddress.replaceAll('172.17.20.29', '10.0.0.1') }, 'unknown'],
    ['the table asks what cannot be known', { flows: 'in_port=7,ip,nw_src=172.17.20.29 actions=group:1\n' }, 'unknown'],
    [
      'two ports claim its MAC and differ',
      {
        flows: `in_port=1,dl_src=${MAC_A} actions=NORMAL\nin_port=2,dl_src=${MAC_A},ip actions=drop\nin_port=2 actions=NORMAL\n`,
      },
      'unknown',
    ],
    ['nothing it sends passes', { flows: `in_port=1,dl_src=${MAC_A} actions=drop\n` }, 'unknown'],
  ])('%s', (_name, texts, expected) => {
    expect(ofVip(texts as Record<string, string>)).toBe(expected)
  })
})

describe('files of any kind', () => {
  it.each([
    ['prose', 'Dear colleague, nothing works.\n', []],
    ['nothing', '', []],
    ['an export', neutron(), ['neutron-port-json']],
    ['a flow table', 'in_port=1 actions=2\n', ['dump-flows']],
  ])('%s is recognised by what it says', (_name, text, formats) => {
    expect(collectEvidence({ source: 'x', text }).formats).toEqual(formats)
  })

  it('says where a broken export ends', () => {
    const { formats, problems } = collectEvidence({ source: 'x', text: neutron().slice(0, 200) })
    expect(formats).toEqual(['neutron-port-json'])
    expect(problems.length).toBeGreaterThan(0)
  })
})

describe('what a definition says', () => {
  it('is intent: never configured, and found where the registry does not allow it', () => {
    const domain = `<domain><devices><interface type='ethernet'><mac address='${MAC_A}'/><ip address='${VIP}' prefix='20'/></interface></devices></domain>`
    const { rows, files } = audit({ 'ports.json': neutron(), 'db1.xml': domain })
    expect(files[1]?.formats).toEqual(['libvirt-domain'])
    const row = rows.find((one) => one.address === VIP)
    expect(row?.configured).not.toBe('yes')
    expect(row?.findings.map((finding) => finding.rule)).toContain('intended-unregistered')
  })
})
