import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Actor, LOCAL_OPERATOR, mayDo } from '../../server/actor'
import { createAgentToken, revokeAgentToken } from '../../server/operations/agents/manage-tokens'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { reportCapture } from '../../server/operations/evidence/report-capture'
import { findToken } from '../../server/store/agents'
import { auditAll } from '../../server/store/audit/audit'
import { pool } from '../../server/store/database'
import { must, said, smallWorld } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const VIP = '172.17.20.39'
const HOME = '172.17.20.29' // primary address of vmA
const MAC = '00:16:3e:0a:5c:f1'
let closeDatabase: () => Promise<void>
let world: Awaited<ReturnType<typeof smallWorld>>
let agent: Extract<Actor, { kind: 'agent' }>
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const count = async (table: string) => Number((await rows(`SELECT count(*) FROM ${table}`))[0].count)

/** What vmA's agent prints; lifetimes count down between two reports. */
const report = (addresses: readonly string[], lifetime = 3600) =>
  [
    '[agent@db1 ~]# ip addr show',
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP',
    `    link/ether ${MAC} brd ff:ff:ff:ff:ff:ff`,
    ...addresses.flatMap((address) => [
      `    inet ${address}/20 scope global eth0`,
      `       valid_lft ${lifetime}sec preferred_lft ${lifetime}sec`,
    ]),
    '',
  ].join('\n')
const standing = async (address: string) =>
  (await rows('SELECT standing FROM standing WHERE address = $1 AND nic_id = $2', [address, world.a.nic]))[0]?.standing

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  world = await smallWorld()
  const { token } = must(await createAgentToken({ name: 'lab', vpcId: null }, LOCAL_OPERATOR))
  const found = await findToken(pool(), token)
  if (!found) throw new Error('the token is not found')
  agent = { name: 'agent lab', kind: 'agent', tokenId: found.id, vpcId: found.vpcId }
})
afterAll(async () => closeDatabase())

describe('an agent', () => {
  it('may report, and nothing else', () => {
    expect(mayDo(agent, 'ingest-capture')).toBe(true)
    for (const deed of ['read', 'edit-registry', 'register-address', 'manage-agents', 'withdraw-capture'] as const)
      expect(mayDo(agent, deed)).toBe('agent lab may not '.concat(deed.replaceAll('-', ' '), '.'))
  })

  it('has its first report stored and judged, with the rank of an agent', async () => {
    expect(must(await reportCapture(report([HOME, VIP]), agent))).toEqual({ captures: 1, repeated: false })
    expect(await standing(VIP)).toBe('unregistered')
    expect(await rows('SELECT source_kind, source_rank FROM capture')).toEqual([
      { source_kind: 'agent', source_rank: 1 },
    ])
  })

  it('moves "last seen" and keeps nothing when it says the same again', async () => {
    const before = await rows('SELECT min(last_seen_at) AS at FROM claim WHERE valid_to IS NULL')
    const kept = [await count('capture'), await count('blob'), await count('claim'), await count('change')]
    expect(must(await reportCapture(report([HOME, VIP], 3540), agent))).toEqual({
      captures: 1,
      repeated: true,
    })
    expect([await count('capture'), await count('blob'), await count('claim'), await count('change')]).toEqual(kept)
    const after = await rows('SELECT min(last_seen_at) AS at FROM claim WHERE valid_to IS NULL')
    expect(after[0].at.getTime()).toBeGreaterThan(before[0].at.getTime())
    expect((await auditAll({ now: new Date(), actor: 'test' })).pairsChanged).toBe(0)
  })

  it('sees an address go, and come back with the very text of the first report', async () => {
    must(await reportCapture(report([HOME]), agent))
    expect(await standing(VIP)).toBeUndefined()
    expect(must(await reportCapture(report([HOME, VIP]), agent))).toEqual({ captures: 1, repeated: false })
    expect(await standing(VIP)).toBe('unregistered')
  })

  it('is read in full again when other evidence came between', async () => {
    must(
      await ingestTranscript(ingestInput.parse({ text: report([HOME]).replace('[agent@', '[root@') }), LOCAL_OPERATOR),
    )
    expect(await standing(VIP)).toBeUndefined()
    expect(must(await reportCapture(report([HOME, VIP]), agent))).toMatchObject({ repeated: false })
    expect(await standing(VIP)).toBe('unregistered')
  })

  it('reporting several times at once neither fails nor doubles a claim', async () => {
    const text = report([HOME, VIP, '172.17.20.40'])
    const results = await Promise.all(Array.from({ length: 8 }, () => reportCapture(text, agent)))
    for (const result of results) must(result)
    expect(
      await rows('SELECT address, count(*) FROM claim WHERE valid_to IS NULL GROUP BY 1 HAVING count(*) > 1'),
    ).toEqual([])
  })

  it('is refused for a machine that nobody knows, and the token says so until a report is taken', async () => {
    const stranger = report(['172.17.20.99']).replace(MAC, '02:00:00:00:99:99')
    expect(said(await reportCapture(stranger, agent))).toContain('not known yet')
    const error = async () => (await rows('SELECT last_error FROM agent_token'))[0].last_error
    expect(await error()).toContain('not known yet')
    must(await reportCapture(report([HOME]), agent))
    expect(await error()).toBeNull()
  })

  it('adds such a machine where the token says', async () => {
    const { token } = must(await createAgentToken({ name: 'adds', vpcId: world.vpc }, LOCAL_OPERATOR))
    const found = await findToken(pool(), token)
    const adding: Actor = { name: 'agent adds', kind: 'agent', tokenId: found?.id ?? 0, vpcId: found?.vpcId ?? null }
    const stranger = report(['172.17.20.99']).replace(MAC, '02:00:00:00:99:99').replace('@db1', '@db9')
    must(await reportCapture(stranger, adding))
    expect(
      await rows('SELECT g.name, n.mac FROM guest g JOIN nic n ON n.guest_id = g.id WHERE n.mac = $1', [
        '02:00:00:00:99:99',
      ]),
    ).toEqual([{ name: 'db9', mac: '02:00:00:00:99:99' }])
  })
})

describe('tokens', () => {
  it('are kept as a hash, are unique by name while in use, and end when revoked', async () => {
    const { id, token } = must(await createAgentToken({ name: 'short', vpcId: null }, LOCAL_OPERATOR))
    const stored = JSON.stringify(await rows('SELECT * FROM agent_token'))
    expect(stored).not.toContain(token)
    expect(said(await createAgentToken({ name: 'short', vpcId: null }, LOCAL_OPERATOR))).toBe(
      'There is a token of that name.',
    )
    must(await revokeAgentToken({ id }, LOCAL_OPERATOR))
    expect(await findToken(pool(), token)).toBeNull()
    expect(said(await revokeAgentToken({ id }, LOCAL_OPERATOR))).toContain('revoked before')
    must(await createAgentToken({ name: 'short', vpcId: null }, LOCAL_OPERATOR))
    expect(JSON.stringify(await rows('SELECT * FROM change'))).not.toContain(token)
  })
})
