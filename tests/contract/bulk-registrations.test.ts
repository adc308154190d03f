import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BulkLine } from '../../core/registry/bulk'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { DEMO_SNAPSHOT } from '../../server/jobs/demo-world'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { applyBulk } from '../../server/operations/fix/apply-bulk'
import { bulkInput, planBulk } from '../../server/operations/fix/plan-bulk'
import { pool } from '../../server/store/database'
import { createFabric } from '../../server/store/fabrics'
import { must, smallWorld } from '../support/registry-world'
import { startSimulatedFabric } from '../support/simulated-fabric'
import { openTestDatabase } from '../support/test-database'

const [A, B, C] = ['172.17.20.41', '172.17.20.42', '172.17.20.43']
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows

describe('many registrations in one go', () => {
  let closeDatabase: () => Promise<void>
  let fabric: Awaited<ReturnType<typeof startSimulatedFabric>>
  let fabricId: number
  let revision = 1
  const nics = new Map<string, number>()
  const itemsOf = (addresses: readonly (string | undefined)[], guest = 'vmA') =>
    addresses.map((address) => ({ nicId: nics.get(guest), address }))
  const plan = async (items: unknown, verb = 'register') =>
    must(await planBulk(bulkInput.parse({ verb, items }), LOCAL_OPERATOR))
  const run = async (input: object, signal = new AbortController().signal): Promise<BulkLine[]> => {
    const lines: BulkLine[] = []
    for await (const line of applyBulk(bulkInput.parse(input), LOCAL_OPERATOR, signal)) lines.push(line)
    return lines
  }
  const outcomes = (lines: readonly BulkLine[]) =>
    lines.flatMap((line) => (line.kind === 'row' ? `${line.address} ${line.outcome}` : []))
  const allowed = async () =>
    (
      await rows("SELECT host(address) AS a FROM registration WHERE valid_to IS NULL AND kind = 'secondary' ORDER BY 1")
    ).map((row) => row.a)

  beforeAll(async () => {
    closeDatabase = await openTestDatabase()
    fabric = await startSimulatedFabric()
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
    await fabric.stop()
    await closeDatabase()
  })

  it('are one plan: each row after those before it, and what cannot be is said with the reason', async () => {
    const done = await plan([...itemsOf([A, B]), ...itemsOf([A], 'vmB'), ...itemsOf(['10.9.9.9', '172.17.20.29'])])
    expect(done.rows.map((row) => [row.guest, row.added, row.retraced, row.refusal])).toEqual([
      ['vmA', 2, 'yes', null],
      ['vmA', 2, 'yes', null],
      ['vmB', 0, null, expect.stringContaining('asked for on vmA eth0 too')],
      ['', 0, null, expect.stringContaining('outside the subnet')],
      ['', 0, null, expect.stringContaining('taken by this very interface')],
    ])
    expect(done.diff.find((one) => one.host === 'hvA')?.added).toHaveLength(4)
    expect(await allowed()).toEqual([])
  })

  it('count against the limit of their interface', async () => {
    const many = Array.from({ length: 10 }, (_, i) => `172.17.21.${i + 1}`)
    const done = await plan(itemsOf(many))
    expect(done.rows.map((row) => row.refusal === null)).toEqual([...Array(9).fill(true), false])
    expect(done.rows[9]?.refusal).toContain('10 of 10 addresses')
  })

  it('go one after another on one interface, each conditional on what the plan showed', async () => {
    const planned = await plan(itemsOf([A, B, C]))
    const lines = await run({ verb: 'register', items: planned.rows, why: 'the whole lot' })
    expect(outcomes(lines)).toEqual([`${A} done`, `${B} done`, `${C} done`])
    expect(lines.at(-1)).toEqual({ kind: 'end', done: 3, failed: 0, notTried: 0 })
    expect(lines.every((line) => line.kind === 'end' || (line.verified && line.changeId !== null))).toBe(true)
    expect(await allowed()).toEqual([A, B, C])
    expect(await rows("SELECT count(*)::int AS n FROM change WHERE state = 'done' AND why = 'the whole lot'")).toEqual([
      { n: 3 },
    ])
  })

  it('a failure in the middle is named, and the rest is still done', async () => {
    const planned = await plan(itemsOf([A, B, C]))
    await fabric.put('lab/faults', { kind: 'refuse', count: 1 }, 'POST')
    const lines = await run({ verb: 'register', items: planned.rows })
    expect(outcomes(lines)).toEqual([`${A} failed`, `${B} done`, `${C} done`])
    expect(lines[0]).toMatchObject({ sentence: expect.stringContaining('quota') })
  })

  it('or not tried, when the operator chose to stop', async () => {
    const planned = await plan(itemsOf([A, B, C]))
    await fabric.put('lab/faults', { kind: 'refuse', count: 1 }, 'POST')
    const lines = await run({ verb: 'register', items: planned.rows, stopAtFailure: true })
    expect(outcomes(lines)).toEqual([`${A} failed`, `${B} not-tried`, `${C} not-tried`])
    expect(lines[1]).toMatchObject({ sentence: `Not tried: ${A} failed before it.` })
    expect(await allowed()).toEqual([])
  })

  it('end after the row under way when the run is stopped', async () => {
    const stop = new AbortController()
    const lines: BulkLine[] = []
    const input = bulkInput.parse({ verb: 'register', items: itemsOf([A, B]) })
    for await (const line of applyBulk(input, LOCAL_OPERATOR, stop.signal)) {
      lines.push(line)
      stop.abort()
    }
    expect(outcomes(lines)).toEqual([`${A} done`, `${B} not-tried`])
  })

  it('fail where somebody else changed the interface since the plan was shown; other interfaces are done', async () => {
    const planned = await plan([...itemsOf([A]), ...itemsOf([B], 'vmB')])
    const theirs = { mac: DEMO_SNAPSHOT.nics[0]?.mac, kind: 'secondary', address: '172.17.20.99' }
    const registrations = [...DEMO_SNAPSHOT.registrations, theirs]
    await fabric.put('lab', {
      snapshot: { ...DEMO_SNAPSHOT, revision: String(revision + 1), registrations },
      counters: {},
    })
    const lines = await run({ verb: 'register', items: planned.rows })
    expect(outcomes(lines)).toEqual([`${A} failed`, `${B} done`])
    expect(lines[0]).toMatchObject({ sentence: expect.stringContaining('changed by somebody else') })
    expect(await allowed()).toContain('172.17.20.99')
  })

  it('are released the same way; what is not there any more, or primary, is said', async () => {
    await run({ verb: 'register', items: itemsOf([A, B]) })
    const planned = await plan([...itemsOf([A, B, C]), ...itemsOf(['172.17.20.29'])], 'release')
    expect(planned.rows.map((row) => [row.removed, row.retraced, row.refusal])).toEqual([
      [2, 'no', null],
      [2, 'no', null],
      [0, null, expect.stringContaining('not registered on this interface')],
      [0, null, expect.stringContaining('primary address')],
    ])
    const lines = await run({ verb: 'release', items: planned.rows.slice(0, 2) })
    expect(outcomes(lines)).toEqual([`${A} done`, `${B} done`])
    expect(await allowed()).toEqual([])
  })

  it('work in a registry of our own too', async () => {
    const world = await smallWorld()
    const items = [A, B].map((address) => ({ nicId: world.a.nic, address }))
    expect((await plan(items)).rows.map((row) => [row.refusal, row.retraced])).toEqual([
      [null, null],
      [null, null],
    ])
    expect(outcomes(await run({ verb: 'register', items }))).toEqual([`${A} done`, `${B} done`])
    expect(outcomes(await run({ verb: 'release', items }))).toEqual([`${A} done`, `${B} done`])
  })

  it('are refused as a whole when there are none, or too many', () => {
    expect(bulkInput.safeParse({ verb: 'register', items: [] }).error?.issues[0]?.message).toContain('at least one')
    const many = Array.from({ length: 201 }, () => ({ nicId: 1, address: A }))
    expect(bulkInput.safeParse({ verb: 'register', items: many }).error?.issues[0]?.message).toContain('At most 200')
  })
})
