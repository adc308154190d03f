import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeFabrics } from '../../fabrics/catalogue'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { askSwitch, askSwitchInput } from '../../server/operations/fabric/ask-switch'
import { createFabric, createFabricInput, deleteFabric } from '../../server/operations/fabric/manage-fabrics'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { planRegistration, registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'
import { releaseAddress } from '../../server/operations/fix/release-address'
import { createRegistration } from '../../server/operations/registry/registrations/create-registration'
import { createSubnet } from '../../server/operations/registry/subnets/create-subnet'
import { createVpc } from '../../server/operations/registry/vpcs/create-vpc'
import { pool } from '../../server/store/database'
import { type Lab, startLab } from '../support/lab-script'
import { must, said } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const VIP = '172.17.20.39'
const COOKIE = 'cookie=0x726f6c6c63616c6c'
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const standing = async (address: string, guest: string) =>
  (
    await rows(
      'SELECT s.configured, s.registered, s.programmed, s.standing FROM standing s JOIN nic n ON n.id = s.nic_id JOIN guest g ON g.id = n.guest_id WHERE s.address = $1 AND g.name = $2',
      [address, guest],
    )
  )[0]
const openRules = async () =>
  (await rows("SELECT rule FROM finding WHERE state = 'open' ORDER BY rule")).map((row) => row.rule)
const nicOf = async (guest: string): Promise<number> =>
  (await rows('SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name = $1', [guest]))[0].id
const errorOf = async (): Promise<string | null> => (await rows('SELECT error FROM fabric'))[0].error
const input = async (guest: string, address: string, more: object = {}) =>
  registrationInput.parse({ nicId: await nicOf(guest), address, kind: 'secondary', ...more })

let closeDatabase: () => Promise<void>
let lab: Lab
let fabricId: number
let vpcId: number
const sync = async () => must(await syncFabric({ fabricId }, SYSTEM))
const tell = async (guest: string) =>
  must(await ingestTranscript(ingestInput.parse({ text: lab.ipAddr(guest) }), LOCAL_OPERATOR))
const flows = (host: string): string => lab.run('ofctl', host, '--no-stats', 'dump-flows', 'br-int')
const ours = (host: string): number => flows(host).split(COOKIE).length - 1

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  lab = startLab('openvswitch.sh', 'p')
})
afterAll(async () => {
  await closeFabrics()
  lab.stop()
  await closeDatabase()
})

describe('the founding incident on plain Open vSwitch', () => {
  it('wants a registry of ours, and hosts that answer', async () => {
    const draft = {
      kind: 'openvswitch',
      name: 'rack',
      endpoint: 'hvA, hvB',
      collector: `local:${lab.home}/{host}`,
      vpc: 'prod',
    }
    const create = async (more: object = {}) =>
      createFabric(createFabricInput.parse({ ...draft, ...more }), LOCAL_OPERATOR)
    expect(said(await create())).toContain('There is no VPC prod')
    vpcId = must(
      await createVpc({ name: 'prod', cidrs: ['172.17.0.0/16'], note: '', addressesMax: 10, why: '' }, LOCAL_OPERATOR),
    ).id
    must(
      await createSubnet(
        { vpcId, name: 'db', cidr: '172.17.16.0/20', gateway: null, reserved: [], why: '' },
        LOCAL_OPERATOR,
      ),
    )
    expect(said(await create({ endpoint: 'nowhere' }))).toContain('does not answer')
    expect(said(await create({ tables: '253' }))).toContain('between 1 and 252')
    expect(said(await create({ bridges: 'br-none' }))).toContain('no bridge named br-none')
    expect(await rows('SELECT 1 FROM fabric')).toEqual([])
    fabricId = must(await create()).id
    expect(said(await create({ name: 'second' }))).toContain('installed by another fabric')
  })

  it('finds the guests by the MACs that are written beside their ports, and guards none of them yet', async () => {
    expect(await sync()).toMatchObject({ hosts: 2, unread: [] })
    expect(
      await rows(
        'SELECT g.name, h.name AS host, n.ofport, n.filter FROM guest g JOIN host h ON h.id = g.host_id JOIN nic n ON n.guest_id = g.id ORDER BY g.name',
      ),
    ).toEqual([
      { name: 'vmA', host: 'hvA', ofport: 1, filter: 'off' },
      { name: 'vmB', host: 'hvB', ofport: 1, filter: 'off' },
      { name: 'vmC', host: 'hvB', ofport: 2, filter: 'off' },
    ])
    expect(ours('hvA')).toBe(0)
    expect(said(await planRegistration(await input('vmA', VIP), LOCAL_OPERATOR))).toContain('is not guarded')
  })

  it('guards an interface from its first registration on, and reaches it as before', async () => {
    for (const [guest, address] of [
      ['vmA', '172.17.20.29'],
      ['vmB', '172.17.20.30'],
    ] as const)
      must(
        await createRegistration(
          { nicId: await nicOf(guest), kind: 'primary', address, mac: null, why: '' },
          LOCAL_OPERATOR,
        ),
      )
    expect(await errorOf()).toBeNull()
    await sync()
    expect(ours('hvA')).toBeGreaterThan(0)
    const [change] = await rows("SELECT subject FROM change WHERE verb = 'install-rules' AND subject LIKE 'hvA%'")
    expect(change.subject).toMatch(/^hvA br-int: \d+ rules added, 0 removed$/)
    expect(await lab.pings('vmB', '172.17.20.29')).toBe(true)
    expect(await lab.pings('vmC', '172.17.20.29')).toBe(true)
    await tell('vmA')
    await tell('vmB')
    expect(await standing('172.17.20.29', 'vmA')).toEqual({
      configured: 'yes',
      registered: 'yes',
      programmed: 'yes',
      standing: 'working',
    })
  })

  it('a second reading of the same changes nothing', async () => {
    const before = [await rows('SELECT id, valid_to FROM registration ORDER BY id'), flows('hvA'), flows('hvB')]
    const changes = await rows('SELECT count(*) FROM change')
    await sync()
    expect([await rows('SELECT id, valid_to FROM registration ORDER BY id'), flows('hvA'), flows('hvB')]).toEqual(
      before,
    )
    expect(await rows('SELECT count(*) FROM change')).toEqual(changes)
  })

  it('a VIP that nobody registered answers nobody, and is found with the table and the rule that drop it', async () => {
    lab.run('vm', 'vmA', 'ip', 'addr', 'add', `${VIP}/20`, 'dev', 'eth0', 'label', 'eth0:1')
    expect(await lab.pings('vmA', VIP)).toBe(true)
    expect(await lab.pings('vmB', VIP)).toBe(false)
    await tell('vmA')
    expect(await standing(VIP, 'vmA')).toEqual({
      configured: 'yes',
      registered: 'no',
      programmed: 'no',
      standing: 'unregistered',
    })
    expect(await openRules()).toContain('unregistered')
    const [probe] = await rows('SELECT reason FROM probe WHERE address = $1', [VIP])
    expect(probe.reason).toMatch(/^announce-out: rule at line \d+ of table 200$/)
  })

  it('plans it: the rules it will add on the one host, and the same change as commands', async () => {
    const plan = must(await planRegistration(await input('vmA', VIP), LOCAL_OPERATOR))
    expect(plan).toMatchObject({ retraced: 'yes', mayApply: true })
    const changed = plan.diff.filter((diff) => diff.added.length + diff.removed.length > 0)
    expect(changed.map((diff) => [diff.host, diff.added.map((rule) => rule.table), diff.removed])).toEqual([
      ['hvA', [200, 200, 201], []],
    ])
    expect(plan.commands?.apply.join('\n')).toContain('--bundle add-flows br-int')
    expect(plan.commands?.rollback.join('\n')).toContain(`delete_strict ${COOKIE}/-1,table=201,priority=100`)
  })

  it('registers it, and the ping is answered', async () => {
    const done = must(await registerAddress(await input('vmA', VIP), LOCAL_OPERATOR))
    expect(done).toMatchObject({ verified: true, standing: 'working' })
    expect(flows('hvA')).toContain(`arp_spa=${VIP}`)
    expect(await lab.pings('vmB', VIP)).toBe(true)
    expect(await openRules()).not.toContain('unregistered')
    expect(said(await registerAddress(await input('vmB', VIP), LOCAL_OPERATOR))).toContain('vmA')
  })

  it('asks the switch itself, which says the same, and something else once its rules are other ones', async () => {
    const [host] = await rows("SELECT id FROM host WHERE name = 'hvA'")
    const ask = (address: string) =>
      askSwitch(
        askSwitchInput.parse({
          hostId: host.id,
          bridge: 'br-int',
          packet: `in_port=1,dl_src=00:16:3e:0a:5c:f1,dl_dst=ff:ff:ff:ff:ff:ff,arp,arp_op=2,arp_spa=${address},arp_sha=00:16:3e:0a:5c:f1`,
        }),
        LOCAL_OPERATOR,
      )
    expect(must(await ask(VIP)).opinion).toEqual({ verdict: 'passes', tables: 3, differences: [] })
    expect(must(await ask('172.17.20.77')).opinion).toMatchObject({ verdict: 'drop', differences: [] })
    lab.run('ofctl', 'hvA', 'add-flow', 'br-int', 'cookie=0x7,table=0,priority=9,arp,actions=drop')
    expect(must(await ask(VIP)).opinion.differences.map((one) => [one.what, one.theirs])).toEqual([
      ['verdict', 'dropped'],
      ['rule', 'table 0, priority 9'],
    ])
    lab.run('ofctl', 'hvA', 'del-flows', 'br-int', 'cookie=0x7/-1')
    lab.run('stop-host', 'hvA')
    expect(said(await ask(VIP))).toContain('cannot be reached')
    lab.run('start-host', 'hvA')
    await expect.poll(async () => (await sync()).unread, { timeout: 20_000 }).toEqual([])
  })

  it('puts back what somebody took away, takes away what somebody added in its name, and says so', async () => {
    const before = flows('hvA')
    lab.run('ofctl', 'hvA', '--strict', 'del-flows', 'br-int', 'table=200,priority=0')
    lab.run('ofctl', 'hvA', 'add-flow', 'br-int', `${COOKIE},table=201,priority=7,ip,in_port=1,actions=NORMAL`)
    await sync()
    expect(sorted(flows('hvA'))).toEqual(sorted(before))
    const [change] = await rows("SELECT subject FROM change WHERE verb = 'install-rules' ORDER BY id DESC LIMIT 1")
    expect(change.subject).toBe('hvA br-int: 1 rules added, 1 removed')
  })

  it('leaves the rules of others alone, and writes nothing where they stand in its tables', async () => {
    const theirs = 'cookie=0x7,table=201,priority=100,tcp,actions=drop'
    lab.run('ofctl', 'hvA', 'add-flow', 'br-int', theirs)
    const before = flows('hvA')
    expect(said(await registerAddress(await input('vmA', '172.17.20.40'), LOCAL_OPERATOR))).toContain(
      'a rule of somebody else in the tables given to Rollcall: table 201, priority 100, tcp (cookie 0x7)',
    )
    expect(flows('hvA')).toBe(before)
    expect(await rows("SELECT 1 FROM registration WHERE address = '172.17.20.40'")).toEqual([])
    await sync()
    expect(await errorOf()).toContain('hvA not changed')
    lab.run('ofctl', 'hvA', 'del-flows', 'br-int', 'cookie=0x7/-1')
    await sync()
    expect(await errorOf()).toBeNull()
  })

  it('takes a change as a whole: what one host refuses is nowhere afterwards', async () => {
    // The second host refuses any bundle: its bridge speaks no protocol that has them.
    lab.run('vsctl', 'hvB', 'set', 'bridge', 'br-int', 'protocols=OpenFlow10,OpenFlow13,OpenFlow15')
    const before = [flows('hvA'), flows('hvB')]
    const refused = await registerAddress(
      await input('vmA', '172.17.20.50', { kind: 'havip', memberNicIds: [await nicOf('vmB')] }),
      LOCAL_OPERATOR,
    )
    expect(said(refused)).toContain('hvB')
    expect(
      await rows("SELECT 1 FROM havip UNION ALL SELECT 1 FROM registration WHERE address = '172.17.20.50'"),
    ).toEqual([])
    lab.run('vsctl', 'hvB', 'clear', 'bridge', 'br-int', 'protocols')
    expect([sorted(flows('hvA')), sorted(flows('hvB'))]).toEqual(before.map(sorted))
    const done = must(
      await registerAddress(
        await input('vmA', '172.17.20.50', { kind: 'havip', memberNicIds: [await nicOf('vmB')] }),
        LOCAL_OPERATOR,
      ),
    )
    expect(done.verified).toBe(true)
    for (const host of ['hvA', 'hvB']) expect(flows(host)).toContain('arp_spa=172.17.20.50')
  })

  it('puts a host right that was away, and whose switch forgot everything', async () => {
    lab.run('stop-host', 'hvA')
    expect((await sync()).unread.join()).toContain('hvA')
    expect(await standing('172.17.20.29', 'vmA')).toMatchObject({ registered: 'yes', programmed: 'yes' })
    expect(await errorOf()).toContain('not read: hvA')
    lab.run('start-host', 'hvA')
    await expect.poll(async () => (await sync()).unread, { timeout: 20_000 }).toEqual([])
    expect(ours('hvA')).toBeGreaterThan(0)
    expect(await lab.pings('vmB', VIP)).toBe(true)
    await rows('UPDATE fabric SET can_write = false')
    lab.run('ofctl', 'hvA', '--strict', 'del-flows', 'br-int', 'table=201,priority=0')
    await sync()
    expect(await errorOf()).toContain('hvA br-int lacks 1 rules of the registry')
    await rows('UPDATE fabric SET can_write = true')
    await sync()
    expect(await errorOf()).toBeNull()
  })

  it('releases it, and the ping is not answered again', async () => {
    const [held] = await rows('SELECT id FROM registration WHERE address = $1 AND valid_to IS NULL', [VIP])
    must(await releaseAddress({ id: held.id, why: 'done' }, LOCAL_OPERATOR))
    expect(await lab.pings('vmB', VIP)).toBe(false)
    expect(await standing(VIP, 'vmA')).toMatchObject({ standing: 'unregistered' })
    expect(flows('hvA')).not.toContain(VIP)
  })

  it('is forgotten without the registry, and without touching the hosts', async () => {
    const before = flows('hvA')
    const [fabric] = await rows('SELECT xmin::text AS version FROM fabric')
    must(await deleteFabric({ id: fabricId, version: fabric.version, why: '' }, LOCAL_OPERATOR))
    expect(await standing('172.17.20.29', 'vmA')).toMatchObject({ registered: 'yes' })
    expect(flows('hvA')).toBe(before)
    lab.run('ofctl', 'hvA', 'del-flows', 'br-int', `${COOKIE}/-1`)
    expect(await lab.pings('vmB', VIP)).toBe(true)
  })
})

const sorted = (text: string): string[] => text.split('\n').sort()
