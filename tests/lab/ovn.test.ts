import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeFabrics } from '../../fabrics/catalogue'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { createFabric, createFabricInput } from '../../server/operations/fabric/manage-fabrics'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { planRegistration, registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'
import { releaseAddress } from '../../server/operations/fix/release-address'
import { pool } from '../../server/store/database'
import { type OvnLab, startOvnLab } from '../support/ovn-lab'
import { must, said } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const VIP = '172.17.20.39'
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

let closeDatabase: () => Promise<void>
let lab: OvnLab
let fabricId: number
const sync = async () => must(await syncFabric({ fabricId }, SYSTEM))
const tell = async (guest: string) =>
  must(await ingestTranscript(ingestInput.parse({ text: lab.ipAddr(guest) }), LOCAL_OPERATOR))

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  lab = startOvnLab()
})
afterAll(async () => {
  await closeFabrics()
  lab.stop()
  await closeDatabase()
})

describe('the founding incident on real OVN', () => {
  it('refuses a fabric that does not answer, and connects one that does', async () => {
    const draft = { name: 'lab', endpoint: 'tcp:127.0.0.1:1', ...lab.options }
    expect(said(await createFabric(createFabricInput.parse(draft), LOCAL_OPERATOR))).toContain('does not answer')
    expect(await rows('SELECT 1 FROM fabric')).toEqual([])
    const made = must(
      await createFabric(createFabricInput.parse({ ...draft, endpoint: lab.northbound }), LOCAL_OPERATOR),
    )
    expect(made.vpcs).toBe(1)
    fabricId = made.id
  })

  it('reads what there is: a VPC, two hosts with their rules, three guests where they run', async () => {
    expect(await sync()).toMatchObject({ hosts: 2, unread: [] })
    expect(
      await rows(
        'SELECT g.name, h.name AS host, n.ofport IS NOT NULL AS placed FROM guest g JOIN host h ON h.id = g.host_id JOIN nic n ON n.guest_id = g.id ORDER BY g.name',
      ),
    ).toEqual([
      { name: 'vmA', host: 'hvA', placed: true },
      { name: 'vmB', host: 'hvB', placed: true },
      { name: 'vmC', host: 'hvB', placed: true },
    ])
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
    await sync()
    const before = await rows('SELECT id, valid_from, valid_to FROM registration ORDER BY id')
    await sync()
    expect(await rows('SELECT id, valid_from, valid_to FROM registration ORDER BY id')).toEqual(before)
    expect(await openRules()).toEqual([])
  })

  it('a VIP that nobody registered answers nobody, and is found with the rules that drop it', async () => {
    lab.run('vm', 'vmA', 'ip', 'addr', 'add', `${VIP}/20`, 'dev', 'eth0', 'label', 'eth0:1')
    expect(await lab.pings('vmB', VIP)).toBe(false)
    await tell('vmA')
    expect(await standing(VIP, 'vmA')).toEqual({
      configured: 'yes',
      registered: 'no',
      programmed: 'no',
      standing: 'unregistered',
    })
    expect(await openRules()).toEqual(['unregistered'])
  })

  it('plans it: the rules that OVN will add, and the same change as commands', async () => {
    const plan = must(
      await planRegistration(
        registrationInput.parse({ nicId: await nicOf('vmA'), address: VIP, kind: 'secondary' }),
        LOCAL_OPERATOR,
      ),
    )
    expect(plan.retraced).toBe('yes')
    expect(plan.diff.map((diff) => [diff.host, diff.added.map((rule) => rule.table)])).toEqual([['hvA', [73, 74, 75]]])
    expect(plan.commands?.apply.join()).toContain(VIP)
  })

  it('registers it, and the ping is answered', async () => {
    const nicId = await nicOf('vmA')
    const done = must(
      await registerAddress(registrationInput.parse({ nicId, address: VIP, kind: 'secondary' }), LOCAL_OPERATOR),
    )
    expect(done).toMatchObject({ verified: true, standing: 'working' })
    expect(lab.run('nbctl', 'get', 'logical_switch_port', 'vmA', 'port_security')).toContain(`172.17.20.29 ${VIP}`)
    expect(await lab.pings('vmB', VIP)).toBe(true)
    expect(await openRules()).toEqual([])
  })

  it('does not overwrite what somebody else changed since the plan was shown', async () => {
    const nicId = await nicOf('vmA')
    const input = { nicId, address: '172.17.20.40', kind: 'secondary' }
    const plan = must(await planRegistration(registrationInput.parse(input), LOCAL_OPERATOR))
    lab.run('nbctl', 'lsp-set-port-security', 'vmA', `00:16:3e:0a:5c:f1 172.17.20.29 ${VIP} 172.17.20.77`)
    await expect
      .poll(async () =>
        said(await registerAddress(registrationInput.parse({ ...input, basis: plan.basis }), LOCAL_OPERATOR)),
      )
      .toContain('changed by somebody else')
    expect(lab.run('nbctl', 'get', 'logical_switch_port', 'vmA', 'port_security')).toContain('172.17.20.77')
    lab.run('nbctl', '--wait=hv', 'lsp-set-port-security', 'vmA', `00:16:3e:0a:5c:f1 172.17.20.29 ${VIP}`)
    await sync()
  })

  it('releases it, and the ping is not answered again', async () => {
    const [held] = await rows('SELECT id FROM registration WHERE address = $1 AND valid_to IS NULL', [VIP])
    must(await releaseAddress({ id: held.id, why: 'done' }, LOCAL_OPERATOR))
    expect(await lab.pings('vmB', VIP)).toBe(false)
    expect(await standing(VIP, 'vmA')).toMatchObject({ standing: 'unregistered' })
  })

  it('keeps its facts while the database is away, and reads on when it is back', async () => {
    lab.run('stop-northbound')
    await expect.poll(async () => (await syncFabric({ fabricId }, SYSTEM)).ok, { timeout: 20_000 }).toBe(false)
    expect(await standing('172.17.20.29', 'vmA')).toMatchObject({ registered: 'yes' })
    expect((await rows('SELECT error FROM fabric'))[0].error).toContain('cannot be reached')
    lab.run('start-northbound')
    await expect.poll(async () => (await syncFabric({ fabricId }, SYSTEM)).ok, { timeout: 30_000 }).toBe(true)
    expect((await rows('SELECT error FROM fabric'))[0].error).toBeNull()
  })
})
