import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../../launch/bundle.mjs'
import { waitFor } from '../../launch/processes.mjs'
import { LOCAL_OPERATOR } from '../../server/actor'
import { DEMO_SNAPSHOT } from '../../server/jobs/demo-world'
import { registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'
import { pool } from '../../server/store/database'
import { createFabric } from '../../server/store/fabrics'
import { startSimulatedFabric } from '../support/simulated-fabric'
import { openTestDatabase } from '../support/test-database'

const TAKEOVER_SECONDS = 15
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
/** Which of the processes holds the lock of the fabric, by the name its connections carry. */
const leaders = async (): Promise<string[]> =>
  (
    await rows(
      `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.classid = 7213 AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
  ).map((row) => row.name)
const isRegistered = async (address: string) =>
  (await rows('SELECT 1 FROM registration WHERE address = $1::inet AND valid_to IS NULL', [address])).length === 1

describe('two processes on one database', () => {
  const workers = new Map<string, ChildProcess>()
  let closeDatabase: () => Promise<void>
  let fabric: Awaited<ReturnType<typeof startSimulatedFabric>>
  const offer = (revision: string, ...more: string[]) =>
    fabric.put('lab', {
      snapshot: {
        ...DEMO_SNAPSHOT,
        revision,
        registrations: [
          ...DEMO_SNAPSHOT.registrations,
          ...more.map((address) => ({ mac: '00:16:3e:0a:5c:f1', kind: 'secondary', address })),
        ],
      },
      counters: {},
    })

  beforeAll(async () => {
    closeDatabase = await openTestDatabase()
    fabric = await startSimulatedFabric()
    await offer('1')
    await createFabric(pool(), {
      name: 'lab',
      kind: 'simulated',
      endpoint: fabric.url,
      secretName: 'ROLLCALL_SIM_TOKEN',
    })
    const { worker } = await bundle(['worker'])
    for (const name of ['first', 'second'])
      workers.set(
        name,
        spawn(process.execPath, [worker ?? ''], { stdio: 'ignore', env: { ...process.env, PGAPPNAME: name } }),
      )
  }, 120_000)
  afterAll(async () => {
    for (const worker of workers.values()) worker.kill('SIGKILL')
    await fabric.stop()
    await closeDatabase()
  })

  it('read the fabric, one of them only', { timeout: 60_000 }, async () => {
    await waitFor('The first reading', () => isRegistered('172.17.20.29'), 40)
    expect(await leaders()).toHaveLength(1)
  })

  it(`go on within ${TAKEOVER_SECONDS} s when the one that reads is killed`, { timeout: 60_000 }, async () => {
    const [leader = ''] = await leaders()
    workers.get(leader)?.kill('SIGKILL')
    await offer('2', '172.17.20.50')
    await waitFor('The change', () => isRegistered('172.17.20.50'), TAKEOVER_SECONDS)
    expect(await leaders()).toEqual([leader === 'first' ? 'second' : 'first'])
  })

  it('apply a registration once, however many ask for it at the same moment', { timeout: 60_000 }, async () => {
    const [nic] = await rows("SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name = 'vmA'")
    const ask = () =>
      registerAddress(
        registrationInput.parse({ nicId: nic.id, address: '172.17.20.60', kind: 'secondary' }),
        LOCAL_OPERATOR,
      )
    const results = await Promise.all([ask(), ask(), ask()])
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(await isRegistered('172.17.20.60')).toBe(true)
    expect(
      await rows(
        "SELECT state, count(*)::int FROM change WHERE verb = 'register-address' GROUP BY state ORDER BY state",
      ),
    ).toEqual([
      { state: 'done', count: 1 },
      { state: 'failed', count: 2 },
    ])
  })
})
