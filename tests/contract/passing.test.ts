import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sayFinding, sentenceOfFinding } from '../../core/audit/say-finding'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { DEMO_COUNTERS, DEMO_SNAPSHOT } from '../../server/jobs/demo-world'
import { evaluatePassing } from '../../server/operations/fabric/evaluate-passing'
import { importFlows } from '../../server/operations/fabric/import-flows'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { pool } from '../../server/store/database'
import { createFabric } from '../../server/store/fabrics'
import { must } from '../support/registry-world'
import { startSimulatedFabric } from '../support/simulated-fabric'
import { openTestDatabase } from '../support/test-database'

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../fixtures/openflow', name), 'utf8')
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const passing = async () =>
  (
    await rows(
      "SELECT p.prefix::text FROM passing p JOIN nic n ON n.id = p.nic_id WHERE n.mac = '00:16:3e:0a:5c:f1' ORDER BY p.prefix",
    )
  ).map((row) => row.prefix)
const findings = (rule: string) =>
  rows('SELECT state, host(address) AS address, data FROM finding WHERE rule = $1 ORDER BY id', [rule])

let closeDatabase: () => Promise<void>
let fabric: Awaited<ReturnType<typeof startSimulatedFabric>>
let hostId: number

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  fabric = await startSimulatedFabric()
  await fabric.put('ovs-lab', { snapshot: DEMO_SNAPSHOT, counters: DEMO_COUNTERS })
  const fabricId = await createFabric(pool(), {
    name: 'ovs-lab',
    kind: 'simulated',
    endpoint: fabric.url,
    secretName: 'ROLLCALL_SIM_TOKEN',
  })
  must(await syncFabric({ fabricId }, SYSTEM))
  hostId = (await rows("SELECT id FROM host WHERE name = 'hvA'"))[0]?.id
})
afterAll(async () => {
  await fabric.stop()
  await closeDatabase()
})

const imported = async (text: string) => {
  must(await importFlows({ hostId, bridge: 'br-int', text }, LOCAL_OPERATOR))
  return evaluatePassing(SYSTEM)
}

describe('as whom an interface may speak', () => {
  it('is worked out once for every interface on a host with rules', async () => {
    expect(await evaluatePassing(SYSTEM)).toBe(2)
    expect(await evaluatePassing(SYSTEM)).toBe(0)
    expect(await passing()).toEqual(['172.17.20.29/32'])
    expect(await findings('orphan-rule')).toEqual([])
  })

  it('finds a rule that nobody asked for, without being told which address to try', async () => {
    expect(await imported(fixture('hv-a-registered.txt'))).toBe(1)
    expect(await passing()).toEqual(['172.17.20.29/32', '172.17.20.39/32'])
    expect(await findings('orphan-rule')).toMatchObject([{ state: 'open', address: '172.17.20.39' }])
  })

  it('finds a filter that lets everything through, as one finding of the interface', async () => {
    await imported(
      'table=0, priority=0 actions=NORMAL\ntable=10, priority=1,arp,in_port=1,dl_src=00:16:3e:0a:5c:f1 actions=drop',
    )
    const [finding, ...others] = await findings('too-wide')
    expect(others).toEqual([])
    expect(finding).toMatchObject({ state: 'open', address: null, data: { host: 'hvA', nic: 'eth0', guest: 'vmA' } })
    expect(sentenceOfFinding(sayFinding('too-wide', finding?.data))).toMatch(
      /^Host hvA lets interface eth0 of vmA speak from all of [0-9a-f.:]+\/\d+\.$/,
    )
  })

  it('resolves when the rules filter again', async () => {
    await imported(fixture('hv-a-blocked.txt'))
    expect(await findings('too-wide')).toMatchObject([{ state: 'resolved' }])
    expect(await findings('orphan-rule')).toMatchObject([{ state: 'resolved' }])
    expect(await passing()).toEqual(['172.17.20.29/32'])
  })

  it('is worked out again when the interface has another MAC', async () => {
    await pool().query("UPDATE nic SET mac = '00:16:3e:0a:5c:f2' WHERE mac = '00:16:3e:0a:5c:f1'")
    expect(await evaluatePassing(SYSTEM)).toBe(1)
    expect(
      await rows("SELECT 1 FROM passing p JOIN nic n ON n.id = p.nic_id WHERE n.mac = '00:16:3e:0a:5c:f2'"),
    ).toEqual([])
  })
})
