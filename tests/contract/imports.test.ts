import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LOCAL_OPERATOR } from '../../server/actor'
import {
  askInput,
  discardImport,
  readImport,
  removeImportInput,
  saveImport,
  uploadImport,
} from '../../server/operations/evidence/import/draft-import'
import { workImport } from '../../server/operations/evidence/import/work-import'
import { removeDemo } from '../../server/operations/fabric/remove-demo'
import { findImportState, listImportLines } from '../../server/queries/import'
import { pool } from '../../server/store/database'
import { asked, draftOf } from '../support/drafts'
import { packTar } from '../support/pack-tar'
import { must, type SmallWorld, said, smallWorld } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const VIP = '172.17.20.39'
const MAC = { a: '00:16:3e:0a:5c:f1', b: '00:16:3e:0a:5c:f2' }
const rows = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows
const count = async (table: string) => Number((await rows(`SELECT count(*) FROM ${table}`))[0].count)
const ipAddr = (mac: string, ...addresses: readonly string[]) =>
  [
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP',
    `    link/ether ${mac} brd ff:ff:ff:ff:ff:ff`,
    ...addresses.map((address) => `    inet ${address}/20 scope global eth0`),
    '',
  ].join('\n')
const NEIGH = `172.17.20.30 dev eth0 lladdr ${MAC.b} REACHABLE\n`
const BROKEN = Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 27)

let closeDatabase: () => Promise<void>
let world: SmallWorld
beforeAll(async () => {
  closeDatabase = await openTestDatabase()
})
afterAll(async () => closeDatabase())

describe('an import of several inputs', () => {
  beforeEach(async () => {
    for (const table of ['finding', 'standing', 'import', 'capture', 'vpc']) await pool().query(`DELETE FROM ${table}`)
    world = await smallWorld()
  })
  const files = () => ({
    'a.txt': ipAddr(MAC.a, '172.17.20.29', VIP),
    'a.bin': BROKEN,
    'both.tar.gz': gzipSync(
      packTar({ 'b/ip.txt': ipAddr(MAC.b, '172.17.20.30'), 'b/neigh.txt': NEIGH, 'b/nothing.txt': 'all is well\n' }),
    ),
  })

  it('shows each with what it is and would come to, and stores nothing', async () => {
    const page = await asked(await draftOf(files()))
    expect(page.inputs.map(({ path, reason }) => [path, reason])).toEqual([
      ['a.txt', null],
      ['a.bin', 'no text: neither UTF-8, UTF-16 nor GBK'],
      ['both.tar/b/ip.txt', null],
      ['both.tar/b/neigh.txt', null],
      ['both.tar/b/nothing.txt', null],
    ])
    expect(
      page.preview?.inputs.map(({ ordinal, formats, captures, refusal }) => [
        ordinal,
        formats,
        captures,
        refusal !== null,
      ]),
    ).toEqual([
      [0, ['ip-addr-text'], 1, false],
      [2, ['ip-addr-text'], 1, false],
      [3, ['ip-neigh'], 1, false],
      [4, [], 0, true],
    ])
    expect(page.preview?.captures).toBe(3)
    expect(page.preview?.standings).toContainEqual({
      guestId: world.a.id,
      guest: 'vmA',
      nic: 'eth0',
      address: VIP,
      before: null,
      after: 'unregistered',
    })
    expect(page.preview?.changes).toContainEqual({ sign: '+', text: `finding, unregistered: ${VIP} vmA`, isBad: true })
    for (const table of ['capture', 'claim', 'neighbour', 'finding']) expect(await count(table)).toBe(0)
  })

  it('asks about what only lay beside a capture, and proposes its machine', async () => {
    const page = await asked(await draftOf(files()))
    expect(page.preview?.inputs.find((one) => one.ordinal === 3)?.asked).toMatchObject([
      { guest: { guestId: world.b.id }, reason: 'it lay beside a capture of it' },
    ])
    const alone = await asked(await draftOf({ 'neigh.txt': NEIGH }))
    expect(alone.preview?.inputs[0]).toMatchObject({ captures: 0, skipped: 1, asked: [{ guest: null }] })
    const told = await asked(await draftOf({ 'neigh.txt': NEIGH }), 'read', {
      inputs: { 0: { sections: { 0: `guest:${world.a.id}` } } },
    })
    expect(told.preview?.captures).toBe(1)
  })

  it('is saved as it was shown, the broken ones left out with their reason', async () => {
    const draft = await draftOf(files())
    await asked(draft)
    const page = await asked(draft, 'save')
    expect(page.state).toBe('saved')
    expect(page.outcome).toMatchObject({ captures: 3, opened: 1, refused: [{ ordinal: 4 }] })
    expect(await rows('SELECT origin FROM capture ORDER BY id')).toEqual([
      { origin: 'a.txt' },
      { origin: 'ip.txt' },
      { origin: 'neigh.txt' },
    ])
    expect(said(await saveImport(askInput.parse({ importId: draft, choices: {} }), LOCAL_OPERATOR))).toContain(
      'saved before',
    )
  })

  it('keeps its texts when the VPC that rests on the same ones is removed', async () => {
    await asked(await draftOf(files()), 'save')
    const waiting = await draftOf({ 'a.txt': files()['a.txt'] })
    await pool().query('UPDATE vpc SET is_demo = true')
    must(await removeDemo({}, LOCAL_OPERATOR))
    expect(await count('capture')).toBe(0)
    const again = await asked(waiting, 'read', { create: { vpc: 'new', cidr: '172.17.0.0/16' } })
    expect(again.preview).toMatchObject({ captures: 1, guestsCreated: 1 })
  })

  it('undoes a refused input alone', async () => {
    const stranger = ipAddr('00:16:3e:99:99:99', '172.17.20.99')
    const page = await asked(
      await draftOf({ 'stranger.txt': stranger, 'a.txt': ipAddr(MAC.a, '172.17.20.29') }),
      'save',
    )
    expect(page.outcome?.refused).toMatchObject([{ ordinal: 0 }])
    expect(page.outcome?.refused[0]?.reason).toContain('choose the VPC')
    expect(await rows('SELECT origin FROM capture')).toEqual([{ origin: 'a.txt' }])
  })

  it('creates one VPC for the new machines of all inputs', async () => {
    const draft = await draftOf({
      'x.txt': ipAddr('00:16:3e:99:00:01', '10.7.0.1'),
      'y.txt': ipAddr('00:16:3e:99:00:02', '10.7.0.2'),
    })
    const page = await asked(draft, 'save', { create: { vpc: 'fresh', cidr: '10.7.0.0/16' } })
    expect(page.outcome).toMatchObject({ captures: 2, guestsCreated: 2, refused: [] })
    expect(await rows("SELECT 1 FROM guest g JOIN vpc v ON v.id = g.vpc_id WHERE v.name = 'fresh'")).toHaveLength(2)
  })

  it('holds characters that a database cannot, and none stops the others', async () => {
    const odd = `${ipAddr(MAC.a, '172.17.20.29')}\0\n`
    const page = await asked(await draftOf({ 'odd.txt': odd, 'b.txt': ipAddr(MAC.b, '172.17.20.30') }), 'save')
    expect(page.outcome).toMatchObject({ captures: 2, refused: [] })
  })

  it('remembers what was chosen, and what is removed or discarded leaves no text behind', async () => {
    const draft = await draftOf(files())
    const choices = { capturedAt: '2026-01-01T00:00:00.000Z', inputs: { 0: { isLeftOut: true } } }
    expect((await asked(draft, 'read', choices)).choices).toMatchObject(choices)
    must(await removeImportInput({ importId: draft, ordinal: 4 }, LOCAL_OPERATOR))
    expect((await asked(draft)).inputs).toHaveLength(4)
    const texts = await count('blob')
    must(await discardImport({ importId: draft }, LOCAL_OPERATOR))
    expect(await count('import_input')).toBe(0)
    expect(await count('blob')).toBeLessThan(texts)
  })

  it('of a flow table asks for the host and bridge it is of', async () => {
    const flows = 'NXST_FLOW reply (xid=0x4):\n cookie=0x0, table=0, priority=0 actions=drop\n'
    const draft = await draftOf({ 'flows.txt': flows })
    expect((await asked(draft)).preview?.inputs[0]).toMatchObject({
      kind: 'flows',
      refusal: expect.stringContaining('host'),
    })
    const { rows: hosts } = await pool().query("INSERT INTO host (name) VALUES ('hv1') RETURNING id")
    await asked(draft, 'save', { inputs: { 0: { flows: { hostId: hosts[0].id, bridge: 'br-int' } } } })
    expect(await rows('SELECT bridge, rule_count FROM flow_dump')).toEqual([{ bridge: 'br-int', rule_count: 1 }])
    await pool().query('DELETE FROM host')
  })
})

describe('a large import', () => {
  it('waits for a worker, which tells how far it is; a question asked meanwhile supersedes the first', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`${i}.txt`, ipAddr(MAC.a, '172.17.20.29', `172.17.20.${100 + i}`)]),
    )
    const importId = await draftOf(many)
    const first = must(await readImport(askInput.parse({ importId, choices: {} }), LOCAL_OPERATOR))
    expect(await findImportState(importId)).toMatchObject({ state: 'reading', turn: first.turn })
    const second = must(await readImport(askInput.parse({ importId, choices: {} }), LOCAL_OPERATOR))
    expect(second.turn).toBe(first.turn + 1)
    expect((await Promise.all([workImport(null), workImport(null)])).sort()).toEqual([false, true])
    expect(await findImportState(importId)).toMatchObject({ state: 'read', turn: second.turn, error: null })
    expect(await workImport(null)).toBe(false)
  })

  it('takes neither a file that is too large nor more than fit together', async () => {
    const { importId } = must(await uploadImport({ importId: null, path: 'huge.log', bytes: null }, LOCAL_OPERATOR))
    const page = await asked(importId)
    expect(page.inputs).toMatchObject([{ path: 'huge.log', reason: 'larger than 64 MiB; send it in parts' }])
    expect(await listImportLines(importId, 0)).toEqual({ lines: [], more: 0 })
  })
})
