import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeFabrics } from '../../fabrics/catalogue'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { createFabric, createFabricInput } from '../../server/operations/fabric/manage-fabrics'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'
import { pool } from '../../server/store/database'
import { startCuttingProxy } from '../support/cutting-proxy'
import { type OvnLab, startOvnLab } from '../support/ovn-lab'
import { must, said } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const MAC = '00:16:3e:0a:5c:f1'
const TRANSACT = '"method":"transact"'
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows

describe('faults between Rollcall and a real northbound database', () => {
  let closeDatabase: () => Promise<void>
  let lab: OvnLab
  let proxy: Awaited<ReturnType<typeof startCuttingProxy>>
  let fabricId: number
  let nicId: number
  const sync = () => syncFabric({ fabricId }, SYSTEM)
  const synced = () => expect.poll(async () => (await sync()).ok, { timeout: 30_000 }).toBe(true)
  const register = (address: string) =>
    registerAddress(registrationInput.parse({ nicId, address, kind: 'secondary' }), LOCAL_OPERATOR)
  const allowed = () => lab.run('nbctl', 'get', 'logical_switch_port', 'vmA', 'port_security')
  const isRegistered = async (address: string) =>
    (await rows('SELECT 1 FROM registration WHERE address = $1::inet AND valid_to IS NULL', [address])).length === 1

  beforeAll(async () => {
    closeDatabase = await openTestDatabase()
    lab = startOvnLab()
    proxy = await startCuttingProxy(Number(lab.northbound.split(':').at(-1)))
    const draft = { name: 'lab', endpoint: `tcp:127.0.0.1:${proxy.port}`, ...lab.options }
    fabricId = must(await createFabric(createFabricInput.parse(draft), LOCAL_OPERATOR)).id
    must(await sync())
    nicId = (await rows("SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name = 'vmA'"))[0].id
  })
  afterAll(async () => {
    await closeFabrics()
    await proxy.stop()
    lab.stop()
    await closeDatabase()
  })

  it('cut before the transaction arrives: nothing is changed, and the next try does it', async () => {
    proxy.spoil({ kind: 'cut-before', when: TRANSACT })
    expect(said(await register('172.17.20.50'))).toContain('cannot be reached')
    expect(allowed()).not.toContain('172.17.20.50')
    await synced()
    expect(await isRegistered('172.17.20.50')).toBe(false)
    must(await register('172.17.20.50'))
    expect(allowed()).toContain('172.17.20.50')
  })

  it('cut before its answer arrives: the next reading tells that it was done, and it is not done twice', async () => {
    proxy.spoil({ kind: 'cut-after', when: TRANSACT })
    const result = await register('172.17.20.51')
    await synced()
    expect(await isRegistered('172.17.20.51')).toBe(true)
    if (!result.ok) expect(said(result)).toContain('cannot be reached')
    expect(said(await register('172.17.20.51'))).toContain('this very interface')
    expect(allowed().split('172.17.20.51')).toHaveLength(2)
  })

  it('somebody else is faster by a moment: neither change is lost', async () => {
    const theirs = () =>
      void lab.run(
        'nbctl',
        'lsp-set-port-security',
        'vmA',
        `${MAC} 172.17.20.29 172.17.20.50 172.17.20.51 172.17.20.77`,
      )
    proxy.spoil({ kind: 'before', when: TRANSACT, first: theirs })
    expect(said(await register('172.17.20.52'))).toContain('changed by somebody else')
    expect(allowed()).toContain('172.17.20.77')
    expect(allowed()).not.toContain('172.17.20.52')
    await synced()
    must(await register('172.17.20.52'))
    for (const address of ['172.17.20.77', '172.17.20.52']) expect(allowed()).toContain(address)
  })

  it('answers that come late are waited for', async () => {
    proxy.spoil({ kind: 'late', ms: 1_500 })
    must(await register('172.17.20.53'))
    proxy.spoil(null)
    expect(allowed()).toContain('172.17.20.53')
  })

  it('nonsense is said to be nonsense, what was known stays, and all goes on when it ends', async () => {
    const before = await rows('SELECT id FROM registration WHERE valid_to IS NULL ORDER BY id')
    proxy.spoil({ kind: 'nonsense' })
    proxy.dropAll()
    await expect
      .poll(async () => said(await sync()), { timeout: 30_000, interval: 500 })
      .toContain('what it sends is not understood')
    expect(await rows('SELECT id FROM registration WHERE valid_to IS NULL ORDER BY id')).toEqual(before)
    proxy.spoil(null)
    await synced()
    expect(await rows('SELECT id FROM registration WHERE valid_to IS NULL ORDER BY id')).toEqual(before)
  })
})
