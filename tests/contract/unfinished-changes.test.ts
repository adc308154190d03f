import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundleOne } from '../../launch/bundle.mjs'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { DEMO_SNAPSHOT } from '../../server/jobs/demo-world'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { resumeChange, rollBackChange, settleChanges } from '../../server/operations/fix/finish-change'
import { registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'
import { ChangeLock } from '../../server/store/change-lock'
import { pool } from '../../server/store/database'
import { createFabric } from '../../server/store/fabrics'
import { must, said } from '../support/registry-world'
import { startSimulatedFabric } from '../support/simulated-fabric'
import { openTestDatabase } from '../support/test-database'

const VIP = '172.17.20.50'
const root = path.join(import.meta.dirname, '../..')
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const last = async () => (await rows('SELECT id, state, stage, steps, receipt FROM change ORDER BY id DESC LIMIT 1'))[0]
const namesOf = (change: { steps: { name: string; state: string }[] }) =>
  change.steps.map(({ name, state }) => `${name} ${state}`)

describe('a change that stops in the middle', () => {
  let closeDatabase: () => Promise<void>
  let fabric: Awaited<ReturnType<typeof startSimulatedFabric>>
  let fabricId: number
  let revision = 1
  const nics = new Map<string, number>()
  const folder = path.join(root, 'dist', `die-${process.pid}`) // beside node_modules, where its imports are found
  const program = path.join(folder, 'die.mjs')

  const fault = (kind: string, count = 1) => fabric.put('lab/faults', { kind, count }, 'POST')
  const registryOf = async () => {
    const answer = await fetch(`${fabric.url}/fabrics/lab/snapshot`, {
      headers: { authorization: 'Bearer test-token' },
    })
    return (await answer.json()) as typeof DEMO_SNAPSHOT
  }
  const allowed = async (address = VIP) =>
    (await registryOf()).registrations.filter((one) => one.address === address).map((one) => one.mac)
  const havip = () =>
    registrationInput.parse({ nicId: nics.get('vmA'), address: VIP, kind: 'havip', memberNicIds: [nics.get('vmB')] })
  const die = (at: 'answer' | 'reading') => {
    const done = spawnSync(process.execPath, [program, JSON.stringify(havip())], {
      cwd: root,
      env: { ...process.env, DIE_AT: at },
    })
    expect(done.signal, done.stderr.toString()).toBe('SIGKILL')
  }

  beforeAll(async () => {
    closeDatabase = await openTestDatabase()
    fabric = await startSimulatedFabric()
    mkdirSync(folder, { recursive: true })
    await bundleOne(path.join(root, 'tests/support/register-and-die.ts'), program)
    await fabric.put('lab', { snapshot: DEMO_SNAPSHOT, counters: {} })
    fabricId = await createFabric(pool(), {
      name: 'lab',
      kind: 'simulated',
      endpoint: fabric.url,
      secretName: 'ROLLCALL_SIM_TOKEN',
    })
  }, 60_000)
  beforeEach(async () => {
    revision += 100
    await fabric.put('lab', { snapshot: { ...DEMO_SNAPSHOT, revision: String(revision) }, counters: {} })
    must(await syncFabric({ fabricId }, SYSTEM))
    for (const { id, name } of await rows('SELECT n.id, g.name FROM nic n JOIN guest g ON g.id = n.guest_id'))
      nics.set(name, id)
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await fabric.stop()
    await closeDatabase()
  })

  it.each([
    ['answer', 'sent, no answer'],
    ['reading', 'applied, not read back'],
  ] as const)('killed at its %s, it is "%s", and is read back by itself', { timeout: 60_000 }, async (at, stage) => {
    die(at)
    expect(await last()).toMatchObject({ state: 'applying', stage })
    expect(await allowed()).toHaveLength(2)
    const { revision: before } = await registryOf()
    await settleChanges(SYSTEM)
    const change = await last()
    expect(change).toMatchObject({ state: 'done', stage: null, receipt: { verified: true, who: 'rollcall' } })
    expect(namesOf(change)).toEqual([
      ...(at === 'reading' ? ['applied done'] : []),
      'interrupted failed',
      'read back done',
      're-traced done',
    ])
    expect((await registryOf()).revision).toBe(before) // nothing was sent a second time
    expect(said(await resumeChange({ id: change.id, why: '' }, LOCAL_OPERATOR))).toContain('is at its end: done')
  })

  it('is left alone while somebody works on it', async () => {
    await fault('silent-after', 5)
    said(await registerAddress(havip(), LOCAL_OPERATOR))
    const { id } = await last()
    const lock = await ChangeLock.take(id)
    expect(said(await resumeChange({ id, why: '' }, LOCAL_OPERATOR))).toContain('Somebody is working on change')
    await lock?.release()
    await fault('down', 0)
    must(await resumeChange({ id, why: '' }, LOCAL_OPERATOR))
  })

  it('taken, then silent: "applied, not read back"; carried on, it is read back', async () => {
    await fault('silent-after', 1)
    expect(said(await registerAddress(havip(), LOCAL_OPERATOR))).toContain('(applied, not read back); carry on or roll')
    const { id, ...change } = await last()
    expect(change).toMatchObject({ state: 'unfinished', stage: 'applied, not read back', receipt: null })
    expect(must(await resumeChange({ id, why: 'it is back' }, LOCAL_OPERATOR))).toMatchObject({ verified: true })
    expect(namesOf(await last())).toEqual([
      'applied done',
      'read back failed',
      'carry on done',
      'read back done',
      're-traced done',
    ])
  })

  it('a lost answer is looked up: the registry shows it, so it goes on at once', async () => {
    await fault('cut')
    expect(must(await registerAddress(havip(), LOCAL_OPERATOR))).toMatchObject({ verified: true })
    expect((await last()).steps[0].detail).toContain('its answer was lost')
  })

  it('half of it: "applied on 1 of 2 members"; carried on, the rest is sent', async () => {
    await fault('half')
    said(await registerAddress(havip(), LOCAL_OPERATOR))
    const { id, ...change } = await last()
    expect(change).toMatchObject({ state: 'unfinished', stage: 'applied on 1 of 2 members' })
    expect(await allowed()).toHaveLength(1)
    expect(must(await resumeChange({ id, why: '' }, LOCAL_OPERATOR))).toMatchObject({ verified: true })
    expect(await allowed()).toHaveLength(2)
  })

  it('half of it, rolled back: the registry is as it was, and nothing passes', async () => {
    const before = await registryOf()
    await fault('half')
    said(await registerAddress(havip(), LOCAL_OPERATOR))
    const { id } = await last()
    expect(must(await rollBackChange({ id, why: 'wrong address' }, LOCAL_OPERATOR))).toMatchObject({ verified: true })
    const after = await registryOf()
    expect({ ...after, revision: 0 }).toEqual({ ...before, revision: 0 })
    expect(await last()).toMatchObject({ state: 'rolled-back', stage: null, receipt: { verified: true } })
    expect(await rows('SELECT 1 FROM standing WHERE address = $1::inet AND registered = $2', [VIP, 'yes'])).toEqual([])
    await expect(pool().query("UPDATE change SET state = 'done' WHERE id = $1", [id])).rejects.toThrow('append-only')
  })

  it('a rollback that stops in the middle has its own name, and goes on backwards', async () => {
    await fault('half')
    said(await registerAddress(havip(), LOCAL_OPERATOR))
    const { id } = await last()
    await fault('silent-after', 1)
    said(await rollBackChange({ id, why: '' }, LOCAL_OPERATOR))
    expect(await last()).toMatchObject({ state: 'unfinished', stage: 'rolled back, not read back' })
    must(await resumeChange({ id, why: '' }, LOCAL_OPERATOR))
    expect(await last()).toMatchObject({ state: 'rolled-back' })
    expect(await allowed()).toEqual([])
  })

  it('never overwrites what somebody else did to these interfaces meanwhile', async () => {
    await fault('half')
    said(await registerAddress(havip(), LOCAL_OPERATOR))
    const { id } = await last()
    const now = await registryOf()
    const theirs = { mac: now.nics[0]?.mac, kind: 'secondary', address: '172.17.20.99' }
    await fabric.put('lab', { snapshot: { ...now, registrations: [...now.registrations, theirs] }, counters: {} })
    expect(said(await resumeChange({ id, why: '' }, LOCAL_OPERATOR))).toContain('changed by somebody else')
    expect(await last()).toMatchObject({ state: 'unfinished', stage: 'applied on 1 of 2 members' })
    expect(await allowed('172.17.20.99')).toHaveLength(1)
  })

  it('killed, and the fabric away: it is unfinished under its last name until it can be asked', {
    timeout: 60_000,
  }, async () => {
    die('reading')
    await fault('down', 1)
    await settleChanges(SYSTEM)
    const { id, ...change } = await last()
    expect(change).toMatchObject({ state: 'unfinished', stage: 'applied, not read back' })
    expect(must(await resumeChange({ id, why: '' }, LOCAL_OPERATOR))).toMatchObject({ verified: true })
  })
})
