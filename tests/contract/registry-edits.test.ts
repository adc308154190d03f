import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { sentenceOf } from '../../server/errors'
import { createGuest } from '../../server/operations/registry/guests/create-guest'
import { deleteGuest } from '../../server/operations/registry/guests/delete-guest'
import { editGuest } from '../../server/operations/registry/guests/edit-guest'
import { createHaVip } from '../../server/operations/registry/havips/create-havip'
import { deleteHaVip } from '../../server/operations/registry/havips/delete-havip'
import { editHaVip } from '../../server/operations/registry/havips/edit-havip'
import { removeMember } from '../../server/operations/registry/havips/remove-member'
import { saveMember } from '../../server/operations/registry/havips/save-member'
import { createHost } from '../../server/operations/registry/hosts/create-host'
import { deleteHost } from '../../server/operations/registry/hosts/delete-host'
import { editHost } from '../../server/operations/registry/hosts/edit-host'
import { createNic } from '../../server/operations/registry/nics/create-nic'
import { deleteNic } from '../../server/operations/registry/nics/delete-nic'
import { editNic } from '../../server/operations/registry/nics/edit-nic'
import { createRegistration } from '../../server/operations/registry/registrations/create-registration'
import { endRegistration } from '../../server/operations/registry/registrations/end-registration'
import { createSubnet } from '../../server/operations/registry/subnets/create-subnet'
import { deleteSubnet } from '../../server/operations/registry/subnets/delete-subnet'
import { editSubnet } from '../../server/operations/registry/subnets/edit-subnet'
import { createVpc } from '../../server/operations/registry/vpcs/create-vpc'
import { deleteVpc } from '../../server/operations/registry/vpcs/delete-vpc'
import { editVpc } from '../../server/operations/registry/vpcs/edit-vpc'
import { listPastAddresses } from '../../server/queries/past-addresses'
import { pool } from '../../server/store/database'
import { must, type SmallWorld, said, smallWorld, versionOf } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

let close: () => Promise<void>
let world: SmallWorld

beforeAll(async () => {
  close = await openTestDatabase()
})
afterAll(() => close())
beforeEach(async () => {
  world = await smallWorld()
})

const one = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows[0]
const register = (nicId: number, address: string, kind: 'primary' | 'secondary' | 'allowed-pair' = 'secondary') =>
  createRegistration({ nicId, kind, address, mac: null, why: '' }, LOCAL_OPERATOR)

describe('registrations', () => {
  it('stores one, logs it and judges it in the same transaction', async () => {
    const made = must(await register(world.a.nic, '172.17.20.39'))
    const standing = await one('SELECT registered FROM standing WHERE nic_id = $1 AND address = $2', [
      world.a.nic,
      made.address,
    ])
    expect(standing).toEqual({ registered: 'yes' })
    const change = await one(
      "SELECT actor, subject, host(address) AS address FROM change WHERE verb = 'create-registration' ORDER BY id DESC LIMIT 1",
    )
    expect(change).toEqual({ actor: 'local operator', subject: '172.17.20.39 on vmA eth0', address: '172.17.20.39' })
  })

  it('says plainly why not', async () => {
    must(await register(world.a.nic, '172.17.20.39'))
    expect(said(await register(world.b.nic, '172.17.20.39'))).toBe('172.17.20.39 is taken by vmA eth0.')
    expect(said(await register(world.a.nic, '172.17.20.39'))).toBe(
      '172.17.20.39 is registered on vmA eth0 already, as secondary.',
    )
    expect(said(await register(world.a.nic, '10.0.0.1'))).toBe('10.0.0.1 lies outside subnet lan (172.17.16.0/20).')
    expect(said(await register(world.a.nic, '172.17.16.1'))).toBe(
      '172.17.16.1 is the gateway of its subnet; no guest can have it.',
    )
    expect(said(await register(world.a.nic, 'fd00::1'))).toBe('fd00::1 is IPv6; subnet lan (172.17.16.0/20) is IPv4.')
    expect(said(await register(world.a.nic, '172.17.20.77', 'primary'))).toContain('has a primary address already')
  })

  it('keeps to the limit of the VPC', async () => {
    for (let i = 0; i < 9; i++) must(await register(world.a.nic, `172.17.21.${i + 1}`))
    expect(said(await register(world.a.nic, '172.17.21.99'))).toContain('has 10 of at most 10 addresses')
  })

  it('ends one and still knows that it was', async () => {
    const made = must(await register(world.a.nic, '172.17.20.39'))
    const during = new Date()
    await new Promise((resolve) => setTimeout(resolve, 5))
    must(await endRegistration({ id: made.id, why: 'not needed' }, LOCAL_OPERATOR))
    const at = (moment: Date) =>
      listPastAddresses({ vpcId: world.vpc, at: moment }, null).then(({ rows }) => rows.map((row) => row.address))
    expect(await at(during)).toContain('172.17.20.39')
    expect(await at(new Date())).not.toContain('172.17.20.39')
    expect(said(await endRegistration({ id: made.id, why: '' }, LOCAL_OPERATOR))).toContain('has ended already')
    must(await register(world.b.nic, '172.17.20.39'))
  })
})

describe('two operators at once', () => {
  it('gives one address to exactly one of ten, and tells the others who has it', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) => register(i % 2 ? world.a.nic : world.b.nic, '172.17.20.39')),
    )
    const refused = results.filter((result) => !result.ok)
    expect(refused).toHaveLength(9)
    for (const result of refused) expect(said(result)).toMatch(/taken by vm[AB] eth0|registered on vm[AB] eth0 already/)
    expect(
      await one(
        "SELECT count(*)::int AS n FROM registration WHERE address = '172.17.20.39' AND valid_to IS NULL AND vpc_id = $1",
        [world.vpc],
      ),
    ).toEqual({ n: 1 })
  })

  it('creates one of two overlapping subnets', async () => {
    const make = (cidr: string) =>
      createSubnet({ vpcId: world.vpc, name: cidr, cidr, gateway: null, reserved: [], why: '' }, LOCAL_OPERATOR)
    const results = await Promise.all([make('172.17.64.0/20'), make('172.17.64.0/24')])
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(results.filter((result) => !result.ok).map(said)[0]).toMatch(/overlaps subnet 172\.17\.64\.0\/2[04]/)
  })

  it('lets the database decide where no lock was taken', async () => {
    const insert = (guest: { nic: number; id: number }) =>
      pool().query(
        "INSERT INTO registration (vpc_id, nic_id, kind, address, claimant, source) VALUES ($1, $2, 'secondary', '172.17.20.40', $3, 'rollcall')",
        [world.vpc, guest.nic, guest.id],
      )
    const results = await Promise.allSettled([insert(world.a), insert(world.b)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('refuses an edit of an older state', async () => {
    const version = await versionOf('vpc', world.vpc)
    const edit = (note: string) =>
      editVpc(
        { id: world.vpc, version, name: world.vpcName, cidrs: ['172.17.0.0/16'], note, addressesMax: 10, why: '' },
        LOCAL_OPERATOR,
      )
    const results = await Promise.all([edit('mine'), edit('yours')])
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(results.filter((result) => !result.ok).map(said)[0]).toContain('Somebody changed VPC')
  })
})

describe('HAVIPs', () => {
  const havip = (address = '172.17.20.50') =>
    createHaVip({ subnetId: world.subnet, name: 'pg-vip', address, why: '' }, LOCAL_OPERATOR)
  const member = (havipId: number, nicId: number, allowed: boolean) =>
    saveMember({ havipId, nicId, allowed, why: '' }, LOCAL_OPERATOR)

  it('has members that are allowed or not; a member that is not is a latent finding', async () => {
    const { id } = must(await havip())
    must(await member(id, world.a.nic, true))
    must(await member(id, world.b.nic, false))
    const finding = () =>
      one(
        "SELECT state, severity FROM finding WHERE rule = 'havip-member-not-allowed' AND havip_id = $1 ORDER BY id DESC LIMIT 1",
        [id],
      )
    expect(await finding()).toEqual({ state: 'open', severity: 3 })
    must(await member(id, world.b.nic, true))
    expect((await finding()).state).toBe('resolved')
    expect(
      await one('SELECT count(*)::int AS n FROM registration WHERE havip_id = $1 AND valid_to IS NULL', [id]),
    ).toEqual({ n: 2 })
    must(await removeMember({ havipId: id, nicId: world.b.nic, why: '' }, LOCAL_OPERATOR))
    expect(
      await one('SELECT count(*)::int AS n FROM registration WHERE havip_id = $1 AND valid_to IS NULL', [id]),
    ).toEqual({ n: 1 })
  })

  it('takes its address for itself', async () => {
    must(await havip())
    expect(said(await register(world.a.nic, '172.17.20.50'))).toBe('172.17.20.50 is taken by HAVIP pg-vip.')
    expect(said(await havip())).toBe('172.17.20.50 is taken by HAVIP pg-vip.')
    expect(said(await havip('172.17.20.29'))).toBe('172.17.20.29 is taken by vmA eth0.')
    expect(said(await havip('172.17.31.255'))).toContain('the broadcast address')
  })

  it('moves with its members, and its end ends what they were allowed', async () => {
    const { id } = must(await havip())
    must(await member(id, world.a.nic, true))
    must(
      await editHaVip(
        {
          id,
          version: await versionOf('havip', id),
          subnetId: world.subnet,
          name: 'pg-vip',
          address: '172.17.20.51',
          why: '',
        },
        LOCAL_OPERATOR,
      ),
    )
    expect(
      await one('SELECT host(address) AS a FROM registration WHERE havip_id = $1 AND valid_to IS NULL', [id]),
    ).toEqual({ a: '172.17.20.51' })
    must(await deleteHaVip({ id, version: await versionOf('havip', id), why: '' }, LOCAL_OPERATOR))
    expect(
      await one(
        "SELECT count(*)::int AS n FROM registration WHERE vpc_id = $1 AND kind = 'havip' AND valid_to IS NULL",
        [world.vpc],
      ),
    ).toEqual({ n: 0 })
    expect(
      await one("SELECT count(*)::int AS n FROM finding WHERE vpc_id = $1 AND havip_id = $2 AND state <> 'resolved'", [
        world.vpc,
        id,
      ]),
    ).toEqual({ n: 0 })
    must(await register(world.b.nic, '172.17.20.51'))
  })

  it('refuses a member of another subnet', async () => {
    const { id } = must(await havip())
    const other = must(
      await createSubnet(
        { vpcId: world.vpc, name: 'other', cidr: '172.17.32.0/24', gateway: null, reserved: [], why: '' },
        LOCAL_OPERATOR,
      ),
    )
    const nic = must(
      await createNic(
        {
          guestId: world.a.id,
          name: 'eth1',
          mac: '00:16:3e:00:00:99',
          subnetId: other.id,
          bridge: null,
          ofport: null,
          why: '',
        },
        LOCAL_OPERATOR,
      ),
    )
    expect(said(await member(id, nic.id, true))).toBe(
      'vmA eth1 is a member of another subnet (other); pg-vip moves within lan.',
    )
  })
})

describe('the rest of the inventory', () => {
  it('names whose MAC it is', async () => {
    const nic = { guestId: world.a.id, name: 'eth1', subnetId: world.subnet, bridge: null, ofport: null, why: '' }
    expect(said(await createNic({ ...nic, mac: '00-16-3E-0A-5C-F2' }, LOCAL_OPERATOR))).toBe(
      'MAC 00:16:3e:0a:5c:f2 is taken by vmB eth0.',
    )
    expect(said(await createNic({ ...nic, name: 'eth0', mac: '00:16:3e:00:00:98' }, LOCAL_OPERATOR))).toBe(
      'vmA has an interface eth0 already.',
    )
  })

  it('edits hosts, guests and interfaces', async () => {
    const host = must(
      await createHost(
        {
          name: `hv-${world.vpc}`,
          managementIp: '10.0.0.1',
          ports: [{ bridge: 'br-int', ofport: 7, name: 'vnet0', type: '', remote: null }],
          why: '',
        },
        LOCAL_OPERATOR,
      ),
    )
    must(
      await editGuest(
        {
          id: world.a.id,
          version: await versionOf('guest', world.a.id),
          name: 'vmA',
          hostname: 'pg11',
          hostId: host.id,
          why: '',
        },
        LOCAL_OPERATOR,
      ),
    )
    expect(
      said(await deleteHost({ id: host.id, version: await versionOf('host', host.id), why: '' }, LOCAL_OPERATOR)),
    ).toContain('vmA is still placed on host')
    must(
      await editHost(
        {
          id: host.id,
          version: await versionOf('host', host.id),
          name: `hv-${world.vpc}`,
          managementIp: null,
          ports: [],
          why: '',
        },
        LOCAL_OPERATOR,
      ),
    )
    must(
      await editNic(
        {
          id: world.a.nic,
          version: await versionOf('nic', world.a.nic),
          name: 'ens3',
          mac: '00:16:3e:0a:5c:f1',
          subnetId: world.subnet,
          bridge: 'br-int',
          ofport: 7,
          why: '',
        },
        LOCAL_OPERATOR,
      ),
    )
    expect(
      said(
        await editNic(
          {
            id: world.b.nic,
            version: 'stale',
            name: 'ens3',
            mac: '00:16:3e:0a:5c:f2',
            subnetId: world.subnet,
            bridge: null,
            ofport: null,
            why: '',
          },
          LOCAL_OPERATOR,
        ),
      ),
    ).toContain('Somebody changed')
  })

  it('keeps what would be stranded', async () => {
    const subnet = {
      id: world.subnet,
      version: await versionOf('subnet', world.subnet),
      name: 'lan',
      reserved: [],
      why: '',
    }
    expect(said(await editSubnet({ ...subnet, cidr: '172.17.16.0/24', gateway: null }, LOCAL_OPERATOR))).toBe(
      '172.17.20.29 of vmA eth0 would lie outside 172.17.16.0/24.',
    )
    expect(
      said(await editSubnet({ ...subnet, cidr: '172.17.16.0/20', gateway: '172.17.20.29' }, LOCAL_OPERATOR)),
    ).toContain('in use by vmA eth0')
    expect(
      said(
        await editVpc(
          {
            id: world.vpc,
            version: await versionOf('vpc', world.vpc),
            name: world.vpcName,
            cidrs: ['10.0.0.0/8'],
            note: '',
            addressesMax: 10,
            why: '',
          },
          LOCAL_OPERATOR,
        ),
      ),
    ).toContain('Subnet lan')
    expect(said(await deleteSubnet({ id: world.subnet, version: subnet.version, why: '' }, LOCAL_OPERATOR))).toContain(
      'still has 2 interfaces',
    )
    expect(
      said(await deleteVpc({ id: world.vpc, version: await versionOf('vpc', world.vpc), why: '' }, LOCAL_OPERATOR)),
    ).toContain('still has 2 guests')
  })

  it('deletes from the inside out and leaves nothing behind', async () => {
    must(await deleteNic({ id: world.a.nic, version: await versionOf('nic', world.a.nic), why: '' }, LOCAL_OPERATOR))
    for (const id of [world.a.id, world.b.id])
      must(await deleteGuest({ id, version: await versionOf('guest', id), why: '' }, LOCAL_OPERATOR))
    const change = await one("SELECT before FROM change WHERE verb = 'delete-guest' ORDER BY id DESC LIMIT 1")
    expect(change.before.registrations[0]).toMatchObject({ kind: 'primary', address: '172.17.20.30' })
    must(await deleteVpc({ id: world.vpc, version: await versionOf('vpc', world.vpc), why: '' }, LOCAL_OPERATOR))
    for (const table of ['standing', 'subnet', 'nic', 'guest', 'registration'])
      expect(await one(`SELECT count(*)::int AS n FROM ${table} WHERE vpc_id = $1`, [world.vpc])).toEqual({ n: 0 })
  })

  it('refuses what a fabric serves, and actors that may not', async () => {
    await pool().query(
      "WITH f AS (INSERT INTO fabric (name, kind, endpoint) VALUES ('lab-' || $1, 'simulated', '') RETURNING id) UPDATE vpc SET fabric_id = (SELECT id FROM f) WHERE id = $1::int",
      [world.vpc],
    )
    expect(said(await register(world.a.nic, '172.17.20.39'))).toContain('is served by fabric lab-')
    const refused = await createVpc({ name: 'x', cidrs: ['10.0.0.0/8'], note: '', addressesMax: 10, why: '' }, SYSTEM)
    expect(refused.ok ? '' : sentenceOf(refused.error)).toBe('rollcall may not edit registry.')
    expect(
      said(await createGuest({ vpcId: world.vpc, name: 'x', hostname: null, hostId: null, why: '' }, LOCAL_OPERATOR)),
    ).toContain('is served by fabric')
  })
})
