import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STANDING_TABLE } from '../../core/audit/standing-table'
import { LOCAL_OPERATOR, SYSTEM } from '../../server/actor'
import { DEMO_COUNTERS, DEMO_SNAPSHOT } from '../../server/jobs/demo-world'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { importFlows } from '../../server/operations/fabric/import-flows'
import { syncFabric } from '../../server/operations/fabric/sync-fabric'
import { planRegistration, registrationInput } from '../../server/operations/fix/plan-registration'
import { registerAddress } from '../../server/operations/fix/register-address'
import { releaseAddress } from '../../server/operations/fix/release-address'
import { auditAll, expireEvidence } from '../../server/store/audit/audit'
import { pool } from '../../server/store/database'
import { createFabric } from '../../server/store/fabrics'
import { acknowledge, reopenExpired } from '../../server/store/findings'
import { previewText } from '../support/drafts'
import { must, said } from '../support/registry-world'
import { startSimulatedFabric } from '../support/simulated-fabric'
import { openTestDatabase } from '../support/test-database'

const root = path.join(import.meta.dirname, '../..')
const text = readFileSync(path.join(root, 'prisma/seed/founding-incident.md'), 'utf8')
const VIP = '172.17.20.39'
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const standing = async (address: string, nic = '%') =>
  (
    await rows(
      'SELECT s.configured, s.registered, s.programmed, s.standing FROM standing s JOIN nic n ON n.id = s.nic_id JOIN guest g ON g.id = n.guest_id WHERE s.address = $1 AND g.name LIKE $2',
      [address, nic],
    )
  )[0]
const findingOf = async (rule: string) =>
  (
    await rows(
      'SELECT id, state, severity, reopened, resolved_by FROM finding WHERE rule = $1 ORDER BY id DESC LIMIT 1',
      [rule],
    )
  )[0]
const read = (more: Record<string, unknown> = {}) => ingestInput.parse({ text, untilLine: 112, ...more })

let closeDatabase: () => Promise<void>
let fabric: Awaited<ReturnType<typeof startSimulatedFabric>>

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  fabric = await startSimulatedFabric()
})
afterAll(async () => {
  await fabric.stop()
  await closeDatabase()
})

describe('from an empty database, in a registry of our own', () => {
  it('previews without storing anything', async () => {
    const preview = await previewText(text, {
      create: { vpc: 'own', cidr: '172.17.0.0/16' },
      inputs: { 0: { untilLine: 112 } },
    })
    expect(preview).toMatchObject({ captures: 9, guestsCreated: 2 })
    expect(preview.changes).toContainEqual({ sign: '+', text: `finding, unregistered: ${VIP} guest-a`, isBad: true })
    expect(await rows('SELECT 1 FROM capture UNION ALL SELECT 1 FROM vpc UNION ALL SELECT 1 FROM finding')).toEqual([])
  })

  it('refuses text that holds no evidence, and says so', async () => {
    expect(
      said(await ingestTranscript(ingestInput.parse({ text: 'all is well\n什么都没有' }), LOCAL_OPERATOR)),
    ).toContain('Nothing in this text was understood')
  })

  it('creates what the transcript shows and finds the VIP unregistered, not verified', async () => {
    const done = must(await ingestTranscript(read({ create: { vpc: 'own', cidr: '172.17.0.0/16' } }), LOCAL_OPERATOR))
    expect(done).toMatchObject({ captures: 9, guestsCreated: 2, audit: { opened: 1 } })
    expect(await standing(VIP)).toEqual({
      configured: 'yes',
      registered: 'no',
      programmed: 'unknown',
      standing: 'unregistered',
    })
    expect(await standing('172.17.20.29')).toMatchObject({ standing: 'registered' })
  })

  it('changes nothing when the same text comes again', async () => {
    const before = await rows('SELECT * FROM claim ORDER BY id')
    expect(must(await ingestTranscript(read(), LOCAL_OPERATOR))).toMatchObject({
      captures: 0,
      known: 9,
      changeId: null,
    })
    expect(await rows('SELECT * FROM claim ORDER BY id')).toEqual(before)
  })

  it('does not let an older capture undo a newer one', async () => {
    const older =
      '[root@pg11 ~]# ip addr show eth0\n2: eth0: <UP> mtu 1500\n    link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff\n    inet 172.17.20.29/20 scope global eth0\n'
    must(
      await ingestTranscript(
        ingestInput.parse({ text: older, capturedAt: new Date(Date.now() - 3_600_000).toISOString() }),
        LOCAL_OPERATOR,
      ),
    )
    expect(await standing(VIP)).toMatchObject({ configured: 'yes' })
  })

  it('an imported flow table turns unknown into no, by the rule that drops it', async () => {
    const host = (await rows("INSERT INTO host (name) VALUES ('own-a') RETURNING id"))[0].id
    await pool().query("UPDATE guest SET host_id = $1 WHERE name = 'guest-a'", [host])
    const dump = readFileSync(path.join(root, 'tests/fixtures/openflow/hv-a-blocked.txt'), 'utf8')
    must(await importFlows({ hostId: host, bridge: 'br-int', text: dump }, LOCAL_OPERATOR))
    expect(await standing(VIP)).toEqual({
      configured: 'yes',
      registered: 'no',
      programmed: 'no',
      standing: 'unregistered',
    })
    expect(await standing('172.17.20.29')).toMatchObject({ standing: 'working' })
  })

  it('registers it; the receipt says that the host still drops it until a newer table arrives', async () => {
    const nicId = (await rows("SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name = 'guest-a'"))[0]
      .id
    const done = must(
      await registerAddress(registrationInput.parse({ nicId, address: VIP, kind: 'secondary' }), LOCAL_OPERATOR),
    )
    expect(done).toMatchObject({ verified: false, standing: 'not-programmed' })
    expect(done.note).toContain('still drops it')
    expect(await findingOf('unregistered')).toMatchObject({ state: 'resolved', resolved_by: done.changeId })
    const host = (await rows("SELECT id FROM host WHERE name = 'own-a'"))[0].id
    must(
      await importFlows(
        {
          hostId: host,
          bridge: 'br-int',
          text: readFileSync(path.join(root, 'tests/fixtures/openflow/hv-a-registered.txt'), 'utf8'),
        },
        LOCAL_OPERATOR,
      ),
    )
    expect(await standing(VIP)).toEqual({
      configured: 'yes',
      registered: 'yes',
      programmed: 'yes',
      standing: 'working',
    })
    expect(await findingOf('not-programmed')).toMatchObject({ state: 'resolved' })
  })
})

describe('through the simulated fabric', () => {
  let fabricId: number
  let nicId: number
  const vmb = async () =>
    (await rows("SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name = 'vmB'"))[0].id

  beforeAll(async () => {
    await pool().query("UPDATE nic SET mac = '02' || substr(mac, 3)") // the first story's guests step aside
    await fabric.put('lab', { snapshot: DEMO_SNAPSHOT, counters: DEMO_COUNTERS })
    fabricId = await createFabric(pool(), {
      name: 'lab',
      kind: 'simulated',
      endpoint: fabric.url,
      secretName: 'ROLLCALL_SIM_TOKEN',
    })
    const [vpcId] = must(await syncFabric({ fabricId }, SYSTEM)).vpcIds
    must(await ingestTranscript(read({ vpcId, text: `${text}\n` }), LOCAL_OPERATOR))
    nicId = (await rows("SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name = 'vmA'"))[0].id
  })

  it('finds the VIP unregistered and dropped', async () => {
    expect(await standing(VIP, 'vmA')).toEqual({
      configured: 'yes',
      registered: 'no',
      programmed: 'no',
      standing: 'unregistered',
    })
  })

  it('plans: two rules on the first host, none on the other, and the same probes pass', async () => {
    const plan = must(
      await planRegistration(registrationInput.parse({ nicId, address: VIP, kind: 'secondary' }), LOCAL_OPERATOR),
    )
    expect(plan.diff.map((diff) => [diff.host, diff.added.length, diff.removed.length])).toEqual([
      ['hvA', 2, 0],
      ['hvB', 0, 0],
    ])
    expect(plan.retraced).toBe('yes')
    expect(plan.choices[0]).toMatchObject({ kind: 'secondary', fits: true })
  })

  it('names a refusal, and leaves everything as it was', async () => {
    await fabric.put('lab/faults', { kind: 'refuse', count: 1 }, 'POST')
    expect(
      said(await registerAddress(registrationInput.parse({ nicId, address: VIP, kind: 'secondary' }), LOCAL_OPERATOR)),
    ).toContain('refused')
    expect(await standing(VIP, 'vmA')).toMatchObject({ standing: 'unregistered' })
    expect((await rows('SELECT state FROM change ORDER BY id DESC LIMIT 1'))[0]).toEqual({ state: 'failed' })
  })

  it('keeps facts when the fabric cannot be reached, and says so', async () => {
    await fabric.put('lab/faults', { kind: 'down', count: 1 }, 'POST')
    expect(said(await syncFabric({ fabricId }, SYSTEM))).toContain('cannot be reached')
    expect((await rows('SELECT error FROM fabric WHERE id = $1', [fabricId]))[0].error).toContain('cannot be reached')
    expect(await standing('172.17.20.29', 'vmA')).toMatchObject({ standing: 'working' })
  })

  it('refuses a plan when what it rested on has changed', async () => {
    expect(
      said(
        await registerAddress(
          registrationInput.parse({ nicId, address: VIP, kind: 'secondary', basis: 'something else' }),
          LOCAL_OPERATOR,
        ),
      ),
    ).toContain('changed by somebody else')
  })

  it('registers, reads back, re-traces, and the finding resolves by that change', async () => {
    const done = must(
      await registerAddress(registrationInput.parse({ nicId, address: VIP, kind: 'secondary' }), LOCAL_OPERATOR),
    )
    expect(done).toMatchObject({ verified: true, standing: 'working' })
    expect(await standing(VIP, 'vmA')).toEqual({
      configured: 'yes',
      registered: 'yes',
      programmed: 'yes',
      standing: 'working',
    })
    const finding = await findingOf('unregistered')
    expect(finding).toMatchObject({ state: 'resolved', resolved_by: done.changeId })
    const change = (await rows('SELECT state, receipt, steps FROM change WHERE id = $1', [done.changeId]))[0]
    expect(change).toMatchObject({ state: 'done', receipt: { verified: true } })
    expect(change.steps.map((step: { name: string }) => step.name)).toEqual(['applied', 'read back', 're-traced'])
  })

  it('tells when the registry took it and the host did not', async () => {
    await fabric.put('lab/faults', { kind: 'not-programmed', count: 1 }, 'POST')
    const done = must(
      await registerAddress(
        registrationInput.parse({ nicId, address: '172.17.20.41', kind: 'secondary' }),
        LOCAL_OPERATOR,
      ),
    )
    expect(done).toMatchObject({ verified: false, standing: 'not-programmed' })
    await fabric.put('lab/resync', {}, 'POST')
    must(await syncFabric({ fabricId }, SYSTEM))
    expect(await standing('172.17.20.41', 'vmA')).toMatchObject({ programmed: 'yes' })
  })

  it('releases an address through the fabric, reads back and finds it dropped; not the primary one', async () => {
    const held = async (address: string) =>
      (
        await rows(
          'SELECT r.id FROM registration r JOIN vpc v ON v.id = r.vpc_id WHERE v.fabric_id = $1 AND r.address = $2 AND r.valid_to IS NULL',
          [fabricId, address],
        )
      )[0]?.id
    expect(said(await releaseAddress({ id: await held('172.17.20.29'), why: '' }, LOCAL_OPERATOR))).toContain('primary')
    const id = await held('172.17.20.41')
    const done = must(await releaseAddress({ id, why: 'no longer needed' }, LOCAL_OPERATOR))
    expect(done.note).toContain('no longer passes')
    expect(await held('172.17.20.41')).toBeUndefined()
    expect(await standing('172.17.20.41', 'vmA')).toBeUndefined()
    expect((await rows('SELECT verb, state, why FROM change ORDER BY id DESC LIMIT 1'))[0]).toEqual({
      verb: 'release-address',
      state: 'done',
      why: 'no longer needed',
    })
    expect(said(await releaseAddress({ id, why: '' }, LOCAL_OPERATOR))).toContain('ended already')
  })

  it('registers a HAVIP with both members; the one that does not hold it stands by', async () => {
    const done = must(
      await registerAddress(
        registrationInput.parse({ nicId, address: '172.17.20.50', kind: 'havip', memberNicIds: [await vmb()] }),
        LOCAL_OPERATOR,
      ),
    )
    expect(done.verified).toBe(true)
    must(
      await ingestTranscript(
        ingestInput.parse({
          text: '[root@pg11 ~]# ip addr add 172.17.20.50/20 dev eth0\n[root@pg11 ~]# ip addr show eth0\n2: eth0: <UP> mtu 1500\n    link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff\n    inet 172.17.20.29/20 scope global eth0\n    inet 172.17.20.39/20 scope global secondary eth0:1\n    inet 172.17.20.50/20 scope global secondary eth0\n',
        }),
        LOCAL_OPERATOR,
      ),
    )
    expect(await standing('172.17.20.50', 'vmA')).toMatchObject({ standing: 'working' })
    expect(await standing('172.17.20.50', 'vmB')).toMatchObject({ standing: 'standby' })
  })
})

describe('findings live', () => {
  it('come back when an acknowledgement runs out', async () => {
    await pool().query(
      "INSERT INTO claim (capture_id, vpc_id, guest_id, nic_id, link, address, span_start, span_end, source_rank, valid_from, last_seen_at) SELECT capture_id, vpc_id, guest_id, nic_id, link, '172.17.20.77', 0, 1, 2, now(), now() FROM claim WHERE nic_id IS NOT NULL LIMIT 1",
    )
    await auditAll({ now: new Date(), actor: 'test' })
    const { id } = await findingOf('unregistered')
    await acknowledge(pool(), [id], 'test', 'known', new Date(Date.now() + 60_000), new Date())
    expect(await findingOf('unregistered')).toMatchObject({ state: 'acknowledged' })
    expect(await reopenExpired(pool(), new Date(Date.now() + 120_000))).toBe(1)
    expect(await findingOf('unregistered')).toMatchObject({ state: 'open' })
  })

  it('stay when evidence grows old: neither silence nor age resolves', async () => {
    const later = new Date(Date.now() + 30 * 3_600_000)
    expect(await expireEvidence({ now: later, actor: 'test' }, 24)).toBeGreaterThan(0)
    expect(await findingOf('unregistered')).toMatchObject({ state: 'open' })
    expect((await rows("SELECT standing, last_seen FROM standing WHERE address = '172.17.20.77'"))[0]).toEqual({
      standing: 'unregistered',
      last_seen: true,
    })
    expect((await findingOf('stale-evidence')).state).toBe('open')
  })

  it('a whole audit finds nothing that the incremental ones had not', async () => {
    await auditAll({ now: new Date(), actor: 'test' })
    expect(await auditAll({ now: new Date(), actor: 'test' })).toEqual({
      pairsChanged: 0,
      opened: 0,
      reopened: 0,
      resolved: 0,
    })
  })

  it('two audits at once agree', async () => {
    await Promise.all([auditAll({ now: new Date(), actor: 'a' }), auditAll({ now: new Date(), actor: 'b' })])
    expect(
      await rows("SELECT rule, key FROM finding WHERE state <> 'resolved' GROUP BY rule, key HAVING count(*) > 1"),
    ).toEqual([])
  })

  it('the database holds the 27 rows of core', async () => {
    const stored = await rows('SELECT configured, registered, programmed, standing FROM standing_rule ORDER BY 1, 2, 3')
    const wanted = [...STANDING_TABLE].sort((a, b) =>
      `${a.configured} ${a.registered} ${a.programmed}`.localeCompare(
        `${b.configured} ${b.registered} ${b.programmed}`,
      ),
    )
    expect(stored).toEqual(
      wanted.map(({ configured, registered, programmed, standing: name }) => ({
        configured,
        registered,
        programmed,
        standing: name,
      })),
    )
  })
})
