import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL_OPERATOR } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { withdrawCapture } from '../../server/operations/evidence/move-capture'
import { planRegistration, registrationInput } from '../../server/operations/fix/plan-registration'
import { createRegistration } from '../../server/operations/registry/registrations/create-registration'
import { auditAll } from '../../server/store/audit/audit'
import { pool } from '../../server/store/database'
import { must, said, smallWorld } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const VIP = '10.0.0.39'
const MAC = {
  a: 'fa:16:3e:00:00:0a',
  b: 'fa:16:3e:00:00:0b',
  c: 'fa:16:3e:00:00:0c',
  d: 'fa:16:3e:00:00:0d',
  e: 'fa:16:3e:00:00:0e',
}
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const one = async (sql: string, values: unknown[] = []) => (await rows(sql, values))[0]
const ingest = (text: string, more: Record<string, unknown> = {}) =>
  ingestTranscript(ingestInput.parse({ text, ...more }), LOCAL_OPERATOR)
const take = async (text: string, more: Record<string, unknown> = {}) => must(await ingest(text, more))
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

/** A port as Neutron's API answers it. */
const port = (name: 'a' | 'b' | 'c' | 'd', address: string, pairs: readonly object[] = [], more: object = {}) => ({
  id: `port-${name}`,
  name: `eth0-${name}`,
  mac_address: MAC[name],
  network_id: 'net-1',
  device_id: `server-${name}`,
  device_owner: 'compute:nova',
  'binding:host_id': 'compute-1',
  port_security_enabled: true,
  fixed_ips: [{ subnet_id: 'subnet-1', ip_address: address }],
  allowed_address_pairs: pairs,
  status: 'ACTIVE',
  ...more,
})
const neutron = (...ports: readonly object[]) => JSON.stringify({ ports }, null, 2)
const ipAddr = (name: keyof typeof MAC, ...addresses: readonly string[]) =>
  [
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP',
    `    link/ether ${MAC[name]} brd ff:ff:ff:ff:ff:ff`,
    ...addresses.map((address) => `    inet ${address}/26 scope global eth0`),
  ].join('\n')
const standing = (address: string, mac: string) =>
  one(
    'SELECT s.configured, s.registered, s.standing, s.kind FROM standing s JOIN nic n ON n.id = s.nic_id WHERE s.address = $1 AND n.mac = $2',
    [address, mac],
  )

let closeDatabase: () => Promise<void>
beforeAll(async () => {
  closeDatabase = await openTestDatabase()
})
afterAll(async () => closeDatabase())

describe('an export of a registry', () => {
  const first = neutron(
    port('a', '10.0.0.10', [{ ip_address: VIP }]),
    port('b', '10.0.0.11'),
    port('c', '10.0.0.1', [], { device_owner: 'network:router_interface', name: 'gateway' }),
  )

  it('makes the VPC that it speaks of, with its guests, as facts that are not our own', async () => {
    const done = await take(first, { capturedAt: minutesAgo(30), networks: { 'net-1': 'cloud' } })
    expect(done).toMatchObject({ captures: 1, known: 0, skipped: 0 })
    expect(
      await rows('SELECT g.name, h.name AS host FROM guest g LEFT JOIN host h ON h.id = g.host_id ORDER BY 1'),
    ).toEqual([
      { name: 'server-a', host: 'compute-1' },
      { name: 'server-b', host: 'compute-1' },
    ])
    expect(await one('SELECT f.kind, f.can_write FROM vpc v JOIN fabric f ON f.id = v.fabric_id')).toEqual({
      kind: 'export',
      can_write: false,
    })
    const held = await rows(
      'SELECT host(r.address) AS address, r.kind, r.owned, r.source, r.span_start AS start, r.span_end AS end FROM registration r JOIN nic n ON n.id = r.nic_id ORDER BY r.address, n.id',
    )
    expect(held).toMatchObject([
      { address: '10.0.0.10', kind: 'primary', owned: false, source: 'neutron-port-json' },
      { address: '10.0.0.11', kind: 'primary' },
      { address: VIP, kind: 'allowed-pair' },
    ])
    for (const { address, start, end } of held) expect(first.slice(start, end)).toContain(address)
  })

  it('then counts as registered: allowed on the one, not on the other', async () => {
    await take(ipAddr('a', '10.0.0.10', VIP))
    await take(ipAddr('b', '10.0.0.11', '10.0.0.40'))
    expect(await standing(VIP, MAC.a)).toMatchObject({ configured: 'yes', registered: 'yes', kind: 'allowed-pair' })
    expect(await standing('10.0.0.40', MAC.b)).toMatchObject({ registered: 'no', standing: 'unregistered' })
  })

  it('judges nothing by a subnet whose CIDR it leaves out', async () => {
    expect(await one('SELECT cidr::text AS cidr, is_guessed FROM subnet')).toEqual({
      cidr: '10.0.0.0/24',
      is_guessed: true,
    })
    expect(
      await rows("SELECT 1 FROM finding WHERE rule IN ('prefix-mismatch', 'outside-subnet', 'reserved-address')"),
    ).toEqual([])
  })

  it('is not edited here, and says where instead', async () => {
    const { id } = await one('SELECT id FROM nic WHERE mac = $1', [MAC.b])
    const input = { nicId: id, kind: 'allowed-pair' as const, address: '10.0.0.40', mac: null, why: '' }
    expect(said(await createRegistration(input, LOCAL_OPERATOR))).toContain('cloud, as exported')
    const plan = await planRegistration(
      registrationInput.parse({ nicId: id, address: '10.0.0.40', kind: 'secondary' }),
      LOCAL_OPERATOR,
    )
    expect(said(plan)).toContain('import a newer export')
  })

  it('is replaced port by port: a newer one says more of one, and nothing of those it leaves out', async () => {
    await take(neutron(port('b', '10.0.0.11', [{ ip_address: '10.0.0.40' }])))
    expect(await standing('10.0.0.40', MAC.b)).toMatchObject({ registered: 'yes' })
    expect(await standing(VIP, MAC.a)).toMatchObject({ registered: 'yes' })
    expect(await rows("SELECT state FROM finding WHERE rule = 'unregistered'")).toEqual([{ state: 'resolved' }])
  })

  it('does not undo a newer one when it arrives late', async () => {
    await take(neutron(port('b', '10.0.0.11')), { capturedAt: minutesAgo(20) })
    expect(await standing('10.0.0.40', MAC.b)).toMatchObject({ registered: 'yes' })
  })

  it('says nothing of what it does not list: unknown, not no', async () => {
    const { allowed_address_pairs: _, ...listed } = port('c', '10.0.0.12')
    await take(neutron(listed))
    await take(ipAddr('c', '10.0.0.12', '10.0.0.77'))
    expect(await standing('10.0.0.77', MAC.c)).toMatchObject({ registered: 'unknown', standing: 'unjudged' })
  })

  it('allows a pair of another MAC only what is sent from that MAC', async () => {
    await take(neutron(port('c', '10.0.0.12', [{ ip_address: '10.0.0.77', mac_address: '00:00:5e:00:01:07' }])))
    expect(await standing('10.0.0.77', MAC.c)).toMatchObject({ registered: 'no' })
    await take(
      `${ipAddr('c', '10.0.0.12')}\n3: vrrp.7@eth0: <UP> mtu 1500\n    link/ether 00:00:5e:00:01:07\n    inet 10.0.0.77/32 scope global vrrp.7`,
    )
    expect(await standing('10.0.0.77', MAC.c)).toMatchObject({ registered: 'yes' })
  })

  it('stands as incremental audits judged it', async () => {
    expect((await auditAll({ now: new Date(), actor: 'test' })).pairsChanged).toBe(0)
  })

  it('counts no more once it is withdrawn, and its guests stay', async () => {
    for (const { id } of await rows("SELECT id FROM capture WHERE kind = 'registry' ORDER BY id"))
      must(await withdrawCapture({ captureId: id, why: 'of another cloud' }, LOCAL_OPERATOR))
    expect(await one('SELECT fabric_id FROM vpc')).toEqual({ fabric_id: null })
    expect(await rows('SELECT 1 FROM registration WHERE valid_to IS NULL')).toEqual([])
    expect(await rows('SELECT 1 FROM guest')).toHaveLength(3)
    expect(await standing(VIP, MAC.a)).toMatchObject({ registered: 'no' })
  })
})

describe('HAVIPs of an export', () => {
  it('find their members by instance, and grant where the cloud does', async () => {
    const eni = (id: string, mac: string, address: string) => ({
      NetworkInterfaceId: `eni-${id}`,
      InstanceId: `i-${id}`,
      MacAddress: mac,
      VpcId: 'vpc-ali',
      VSwitchId: 'vsw-1',
      Type: 'Primary',
      PrivateIpAddress: address,
      PrivateIpSets: { PrivateIpSet: [{ PrivateIpAddress: address, Primary: true }] },
    })
    const enis = {
      NetworkInterfaceSets: {
        NetworkInterfaceSet: [
          eni('1', '00:16:3e:11:00:01', '192.168.0.1'),
          eni('2', '00:16:3e:11:00:02', '192.168.0.2'),
        ],
      },
    }
    await take(JSON.stringify(enis))
    const havip = {
      HaVipId: 'havip-1',
      IpAddress: '192.168.0.100',
      VSwitchId: 'vsw-1',
      Status: 'InUse',
      MasterInstanceId: 'i-2',
      AssociatedInstances: { associatedInstance: ['i-1', 'i-2'] },
    }
    const done = await take(JSON.stringify({ HaVips: { HaVip: [havip] } }))
    expect(done.captures).toBe(1)
    expect(
      await rows(
        'SELECT g.name, r.kind, h.master_nic_id = n.id AS "isMaster" FROM havip h JOIN havip_member m ON m.havip_id = h.id JOIN nic n ON n.id = m.nic_id JOIN guest g ON g.id = n.guest_id LEFT JOIN registration r ON r.nic_id = n.id AND r.address = h.address AND r.valid_to IS NULL ORDER BY 1',
      ),
    ).toEqual([
      { name: 'i-1', kind: 'havip', isMaster: false },
      { name: 'i-2', kind: 'havip', isMaster: true },
    ])
  })
})

describe('keepalived on a cloud that carries no multicast', () => {
  const said = () =>
    rows(
      "SELECT g.name, f.data->>'instance' AS instance, f.state FROM finding f JOIN guest g ON g.id = f.guest_id WHERE f.rule = 'vrrp-multicast'",
    )
  const conf = (peers: string) =>
    `[root@e ~]# ip addr\n${ipAddr('e', '10.9.0.10')}\n[root@e ~]# cat /etc/keepalived/keepalived.conf\nvrrp_instance VI_1 {\n    interface eth0\n${peers}    virtual_ipaddress {\n        10.9.0.39\n    }\n}\n`

  it('is told until its configuration names peers', async () => {
    const eni = { NetworkInterfaceId: 'eni-e', MacAddress: MAC.e, PrivateIpAddress: '10.9.0.10', VpcId: 'vpc-e' }
    await take(JSON.stringify({ NetworkInterfaces: [{ ...eni, SourceDestCheck: true }] }), {
      capturedAt: minutesAgo(9),
    })
    await take(conf(''), { capturedAt: minutesAgo(8) })
    expect(await said()).toMatchObject([{ instance: 'VI_1', state: 'open' }])
    await take(conf('    unicast_peer {\n        10.9.0.11\n    }\n'))
    expect(await said()).toMatchObject([{ instance: 'VI_1', state: 'resolved' }])
  })
})

describe('what may take exported facts', () => {
  it('is a VPC whose guests transcripts showed, which the export then speaks for', async () => {
    await take(ipAddr('d', '10.0.9.10', '10.0.9.39'), { create: { vpc: 'shown', cidr: '10.0.9.0/24' } })
    const { id } = await one("SELECT id FROM vpc WHERE name = 'shown'")
    await take(neutron(port('d', '10.0.9.10', [{ ip_address: '10.0.9.39' }])), { networks: { 'net-1': id } })
    expect(
      await one(
        'SELECT s.registered, r.source FROM standing s JOIN registration r ON r.nic_id = s.nic_id AND r.address = s.address AND r.valid_to IS NULL WHERE s.vpc_id = $1 AND s.address = $2',
        [id, '10.0.9.39'],
      ),
    ).toEqual({ registered: 'yes', source: 'neutron-port-json' })
  })

  it('is no VPC in whose own registry somebody entered more', async () => {
    const world = await smallWorld()
    const entered = { nicId: world.a.nic, kind: 'secondary' as const, address: '172.17.20.44', mac: null, why: '' }
    must(await createRegistration(entered, LOCAL_OPERATOR))
    const refused = await ingest(neutron(port('a', '172.17.20.29')), { networks: { 'net-1': world.vpc } })
    expect(said(refused)).toContain('registry of its own')
  })
})

describe('a plan of Terraform', () => {
  const planOf = (...values: readonly object[]) =>
    JSON.stringify({
      format_version: '1.2',
      planned_values: {
        root_module: {
          resources: values.map((one, i) => ({
            address: `openstack_networking_port_v2.p${i}`,
            mode: 'managed',
            type: 'openstack_networking_port_v2',
            name: `p${i}`,
            values: one,
          })),
        },
      },
    })

  it('is kept as intent of the interfaces it speaks of: it registers nothing and raises nothing', async () => {
    const world = await smallWorld()
    const [{ mac } = { mac: '' }] = await rows('SELECT mac FROM nic WHERE id = $1', [world.a.nic])
    const before = await rows('SELECT id FROM finding WHERE vpc_id = $1', [world.vpc])
    const done = await take(
      planOf(
        { name: 'a', mac_address: mac, allowed_address_pairs: [{ ip_address: '172.17.20.77' }] },
        { name: 'new', all_fixed_ips: ['172.17.20.200'] },
      ),
      { vpcId: world.vpc },
    )
    expect(done).toMatchObject({ captures: 1, guestsCreated: 0 })
    const held = () =>
      rows(
        'SELECT host(address) AS address, role, nic_id AS nic, format, valid_to IS NULL AS "isCurrent" FROM intent WHERE vpc_id = $1 ORDER BY id',
        [world.vpc],
      )
    expect(await held()).toEqual([
      { address: '172.17.20.77', role: 'planned', nic: world.a.nic, format: 'terraform-plan', isCurrent: true },
    ])
    expect(await rows('SELECT 1 FROM registration WHERE address = $1', ['172.17.20.77'])).toEqual([])
    expect(await rows('SELECT id FROM finding WHERE vpc_id = $1', [world.vpc])).toEqual(before)
    await auditAll({ now: new Date(), actor: 'test' })
    expect(await rows('SELECT id FROM finding WHERE vpc_id = $1', [world.vpc])).toEqual(before)
    const { id } = await one("SELECT id FROM capture WHERE kind = 'intent' AND vpc_id = $1", [world.vpc])
    must(await withdrawCapture({ captureId: id, why: 'applied' }, LOCAL_OPERATOR))
    expect(await held()).toEqual([])
  })

  it('that speaks of nothing known is refused, with the reason', async () => {
    const refused = await ingest(planOf({ name: 'new', all_fixed_ips: ['192.0.2.200'] }))
    expect(said(refused)).toContain('no interface known here has its MAC or its address')
  })
})

describe('documentation', () => {
  it('is kept as documentation only', async () => {
    const world = await smallWorld()
    const netbox = JSON.stringify([
      { id: 1, address: '172.17.20.39/20', status: 'active', role: 'vip', dns_name: 'db.example', vrf: null },
    ])
    await take(netbox, { networks: { '': world.vpc } })
    expect(await rows('SELECT host(address) AS address, note FROM documented_address')).toEqual([
      { address: '172.17.20.39', note: 'active, vip, db.example' },
    ])
    expect(
      await rows('SELECT 1 FROM standing WHERE address = $1 AND vpc_id = $2', ['172.17.20.39', world.vpc]),
    ).toEqual([])
    expect(await one('SELECT fabric_id FROM vpc WHERE id = $1', [world.vpc])).toEqual({ fabric_id: null })
    const { id } = await one("SELECT id FROM capture WHERE kind = 'documentation'")
    must(await withdrawCapture({ captureId: id, why: 'an old copy' }, LOCAL_OPERATOR))
    expect(await rows('SELECT 1 FROM documented_address')).toEqual([])
  })
})
