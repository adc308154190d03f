import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Snapshot } from '../../core/registry/snapshot'
import { DEMO_SNAPSHOT } from '../../server/jobs/demo-world'
import { pool, transaction } from '../../server/store/database'
import { createFabric } from '../../server/store/fabrics'
import { saveSnapshots } from '../../server/store/snapshot/save-snapshot'
import { openTestDatabase } from '../support/test-database'

const named = (name: string, ...more: string[]): Snapshot => ({
  ...DEMO_SNAPSHOT,
  vpc: { ...DEMO_SNAPSHOT.vpc, name },
  registrations: [
    ...DEMO_SNAPSHOT.registrations,
    ...more.map((address) => ({ mac: '00:16:3e:0a:5c:f1', kind: 'secondary' as const, address })),
  ],
})
const current = async () =>
  (
    await pool().query(
      `SELECT v.name || ' ' || host(r.address) AS one FROM registration r JOIN vpc v ON v.id = r.vpc_id WHERE r.valid_to IS NULL ORDER BY v.name, r.address`,
    )
  ).rows.map((row) => row.one)

let closeDatabase: () => Promise<void>
let fabric: { id: number; name: string; isDemo: boolean }
const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes))
const save = (minutes: number, ...snapshots: Snapshot[]) =>
  transaction((sql) => saveSnapshots(sql, fabric, snapshots, at(minutes)))

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  const id = await createFabric(pool(), { name: 'f', kind: 'ovn', endpoint: 'unix:/nowhere', secretName: null })
  fabric = { id, name: 'f', isDemo: false }
})
afterAll(async () => closeDatabase())

it('the same again touches nothing; a change touches its interface', async () => {
  const first = await save(0, named('one'), named('two'))
  expect(first.touchedNicIds).toHaveLength(4)
  expect((await save(1, named('one'), named('two'))).touchedNicIds).toEqual([])
  const changed = await save(2, named('one', '172.17.20.39'), named('two'))
  expect(changed.touchedNicIds).toHaveLength(1)
  expect(await current()).toEqual([
    'one 172.17.20.29',
    'one 172.17.20.30',
    'one 172.17.20.39',
    'two 172.17.20.29',
    'two 172.17.20.30',
  ])
})

it('what was lost here is found by the comparison that is made now and then anyway', async () => {
  await pool().query("UPDATE registration SET valid_to = valid_from WHERE address = '172.17.20.39'")
  await save(3, named('one', '172.17.20.39'), named('two'))
  expect(await current()).not.toContain('one 172.17.20.39')
  await save(30, named('one', '172.17.20.39'), named('two'))
  expect(await current()).toContain('one 172.17.20.39')
})

it('of a VPC that is not named any more nothing is registered, and it comes back', async () => {
  expect((await save(31, named('one', '172.17.20.39'))).touchedNicIds).toHaveLength(2)
  expect(await current()).toEqual(['one 172.17.20.29', 'one 172.17.20.30', 'one 172.17.20.39'])
  await save(32, named('one', '172.17.20.39'), named('two'))
  expect(await current()).toContain('two 172.17.20.30')
})
