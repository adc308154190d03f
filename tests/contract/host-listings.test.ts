import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { DEMO_COUNTERS, DEMO_SNAPSHOT } from '../../server/jobs/demo-world'
import { evaluatePassing } from '../../server/operations/fabric/evaluate-passing'
import { importFlows } from '../../server/operations/fabric/import-flows'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { chooseDump, findHost } from '../../server/queries/host'
import { lintDump } from '../../server/queries/host-lint'
import { listLayers, listRules, nameDumpStages, openDump } from '../../server/queries/host-rules'
import { readTrace } from '../../server/queries/host-trace'
import { pool } from '../../server/store/database'
import { createFabric } from '../../server/store/fabrics'
import { must } from '../support/registry-world'
import { startSimulatedFabric } from '../support/simulated-fabric'
import { openTestDatabase } from '../support/test-database'

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, '../fixtures/openflow', name), 'utf8')
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const answers = async () =>
  (
    await rows(
      "SELECT host(p.address) AS address, p.answer::text FROM probe p JOIN nic n ON n.id = p.nic_id JOIN guest g ON g.id = n.guest_id WHERE g.host_id = $1 AND n.mac = '00:16:3e:0a:5c:f1' ORDER BY 1",
      [hostId],
    )
  ).map(({ address, answer }) => [address, answer])

const passing = async () =>
  (
    await rows(
      "SELECT p.prefix::text FROM passing p JOIN nic n ON n.id = p.nic_id WHERE n.mac = '00:16:3e:0a:5c:f1' ORDER BY 1",
    )
  ).map(({ prefix }) => prefix)

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

const imported = async (text: string, bridge = 'br-int') => {
  const { dumpId } = must(await importFlows({ hostId, bridge, text }, LOCAL_OPERATOR))
  return dumpId
}
const traced = async (dumpId: number, packet: string) => {
  const read = await readTrace({ dumpId, packet, ctNext: '' })
  return typeof read === 'string' ? read : read.view
}

describe('groups that stand behind a flow table', () => {
  const flows = 'OFPST_FLOW reply (OF1.5) (xid=0x2):\n table=0, priority=1,in_port=1 actions=group:7\n'
  const groups = 'OFPST_GROUP_DESC reply (OF1.5) (xid=0x2):\n group_id=7,type=all,bucket=bucket_id:0,actions=output:2\n'

  it('are kept with it and used by the trace and the lint', async () => {
    const without = await imported(flows)
    expect(await traced(without, 'in_port=1')).toMatchObject({ verdict: 'unknown' })
    const whole = await imported(flows + groups)
    expect(whole).not.toBe(without)
    expect(await traced(whole, 'in_port=1')).toMatchObject({ verdict: [2] })
    const lint = await lintDump(whole, { name: null, from: 0, count: 100 })
    expect(lint?.bounds.join()).not.toContain('group')
  })
})

describe('a table of OVN', () => {
  it('has its stages named in the trace', async () => {
    const text =
      ' table=0, priority=100,in_port=2 actions=set_field:0x1->reg13,set_field:0x1->metadata,set_field:0x1->reg14,resubmit(,8)\n table=8, priority=50 actions=resubmit(,44)\n table=44, priority=0 actions=set_field:0->reg0,set_field:0->reg1,set_field:0->reg2,resubmit(,45)\n'
    const view = await traced(await imported(text), 'in_port=2')
    if (typeof view === 'string') throw new Error(view)
    expect(view.steps.map(({ table, stage }) => [table, stage])).toEqual([
      [0, 'physical to logical'],
      [8, 'logical ingress, table 0'],
      [44, 'check loopback'],
      [45, null],
    ])
  })
})

describe('a listing of a filtering platform', () => {
  const listing =
    'LAYER : ACL\n    Priority : 100\n  GROUP : ACL_OUT\n      Priority : 300\n      Direction : OUT\n    RULE : DENY\n        Priority : 65000\n        Type : block\n    RULE : GUARD\n        Priority : 10\n        Type : allow\n'

  it('is shown in the order of evaluation, and what it does with a packet stays unknown', async () => {
    await imported(fixture('hv-a-blocked.txt'))
    expect((await answers()).map(([, answer]) => answer)).toContain('yes')
    await evaluatePassing(SYSTEM)
    expect(await passing()).toEqual(['172.17.20.29/32'])
    const dumpId = await imported(listing)
    const host = await findHost(hostId)
    expect(host && chooseDump(host, { dump: String(dumpId) })).toMatchObject({ kind: 'vfp', ruleCount: 2 })
    const dump = await openDump(dumpId)
    if (!dump) throw new Error('it is kept')
    const page = await listRules(dump, { filter: 'table="ACL/out"', from: 0, count: 10 })
    expect(page.ok && page.value.rows.map(({ priority, actions, command }) => [priority, actions, command])).toEqual([
      [10, 'allow', null],
      [65000, 'block', null],
    ])
    expect(listLayers(dump)).toEqual([{ table: 'ACL/out', rules: 2, packets: null }])
    expect(nameDumpStages(dump).fabric).toBeNull()
    expect(await traced(dumpId, 'in_port=1')).toContain('not evaluated')
    expect(await answers()).toEqual([])
    expect(
      await rows(
        "SELECT DISTINCT s.programmed::text FROM standing s JOIN nic n ON n.id = s.nic_id WHERE n.mac = '00:16:3e:0a:5c:f1'",
      ),
    ).toEqual([{ programmed: 'unknown' }])
    expect(await passing()).toEqual([])
    await evaluatePassing(SYSTEM)
    expect(await passing()).toEqual([])
  })
})
