import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GET } from '../../app/api/v1/bundle/route'
import { collectEvidence } from '../../core/audit/files/collect-evidence'
import { auditFiles } from '../../core/audit/files/judge-files'
import { ProgrammedPairs } from '../../core/audit/files/programmed/programmed-pairs'
import { unpackFile } from '../../intake/open-packed'
import { LOCAL_OPERATOR } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { importFlows } from '../../server/operations/fabric/import-flows'
import { createHaVip } from '../../server/operations/registry/havips/create-havip'
import { auditAll } from '../../server/store/audit/audit'
import { pool } from '../../server/store/database'
import { must, smallWorld } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

const root = path.join(import.meta.dirname, '../..')
const incident = readFileSync(path.join(root, 'prisma/seed/founding-incident.md'), 'utf8')
const flows = readFileSync(path.join(root, 'tests/fixtures/openflow/hv-a-blocked.txt'), 'utf8')

let closeDatabase: () => Promise<void>
let vpc: number
beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  must(
    await ingestTranscript(
      ingestInput.parse({ text: incident, untilLine: 112, create: { vpc: 'prod-secret', cidr: '172.17.0.0/16' } }),
      LOCAL_OPERATOR,
    ),
  )
  const { rows } = await pool().query("INSERT INTO host (name) VALUES ('hyper-secret') RETURNING id")
  await pool().query("UPDATE guest SET host_id = $1 WHERE name = 'guest-a'", [rows[0].id])
  must(await importFlows({ hostId: rows[0].id, bridge: 'br-int', text: flows }, LOCAL_OPERATOR))
  vpc = (await pool().query('SELECT id FROM vpc')).rows[0].id
})
afterAll(() => closeDatabase())

const ask = (query: string, headers: Record<string, string> = {}) =>
  GET(new Request(`http://localhost/api/v1/bundle${query}`, { headers }))

async function textsOf(response: Response): Promise<readonly { source: string; text: string }[]> {
  const { inputs, refused } = unpackFile('bundle.tar.gz', new Uint8Array(await response.arrayBuffer()))
  expect(refused).toEqual([])
  return inputs.map(({ path: source, text }) => ({ source, text }))
}

it('answers a bundle of which an audit finds the unregistered address, and that the host drops it', async () => {
  const response = await ask(`?vpc=${vpc}`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/gzip')
  const files = (await textsOf(response)).filter(({ source }) => !source.endsWith('manifest.json'))
  const collected = files.map((file) => collectEvidence(file))
  const evidence = collected.flatMap((file) => file.evidence)
  const tables = collected.flatMap((file) => file.table ?? [])
  const rows = auditFiles(evidence, new ProgrammedPairs(tables, evidence))
  const found = rows.filter((row) => row.findings.some((one) => one.rule === 'unregistered'))
  expect(found).toMatchObject([{ configured: 'yes', registered: 'no', programmed: 'no', standing: 'unregistered' }])
  const byStanding = rows.map((row) => row.standing).sort()
  expect(byStanding).toEqual(['registered', 'unregistered', 'working'])
})

it('names nobody: no address, MAC, host, guest or VPC of the incident stands in it', async () => {
  const whole = (await textsOf(await ask(`?vpc=${vpc}`))).map(({ source, text }) => `${source}\n${text}`).join('\n')
  const said = `${incident}\n${flows}`
  const macs = new Set(said.match(/\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/gi))
  const addresses = new Set(said.match(/\b172\.17\.\d{1,3}\.\d{1,3}\b/g))
  expect(macs.size).toBeGreaterThan(1)
  expect(addresses.size).toBeGreaterThan(2)
  const own = [...macs].filter((mac) => !/^(ff:ff|00:00:00:00)/i.test(mac))
  const names = ['pg11', 'guest-a', 'guest-b', 'hyper-secret', 'prod-secret']
  // Followed by no digit: 172.17.20.3 is not said where 172.17.20.39 is.
  const leaked = [...own, ...addresses, ...names].filter((word) =>
    new RegExp(`(?<![\\w.])${word.replaceAll('.', '\\.')}(?!\\d)`, 'i').test(whole),
  )
  expect(leaked).toEqual([])
})

describe('a VPC with a HAVIP, neighbours and an address that was removed', () => {
  let other: number
  const macs = { a: '00:16:3e:0a:5c:f1', b: '00:16:3e:0a:5c:f2' }
  const evidence = async () =>
    (await textsOf(await ask(`?vpc=${other}`))).filter(({ source }) => !source.endsWith('manifest.json'))

  beforeAll(async () => {
    const world = await smallWorld()
    other = world.vpc
    const havip = must(
      await createHaVip({ subnetId: world.subnet, name: 'pg-vip', address: '172.17.20.60', why: '' }, LOCAL_OPERATOR),
    )
    await pool().query('INSERT INTO havip_member (havip_id, nic_id) VALUES ($1, $2), ($1, $3)', [
      havip.id,
      world.a.nic,
      world.b.nic,
    ])
    const listing = `2: eth0: <BROADCAST,UP> mtu 1500\n    link/ether ${macs.a} brd ff:ff:ff:ff:ff:ff\n    inet 172.17.20.29/20 scope global eth0\n    inet 172.17.20.39/20 scope global secondary eth0:1\n`
    const terminal = `[root@a ~]# ip addr\n${listing}[root@a ~]# ip neigh\n172.17.20.30 dev eth0 lladdr ${macs.b} REACHABLE\n[root@a ~]# ip addr del 172.17.20.39/20 dev eth0\n`
    must(await ingestTranscript(ingestInput.parse({ text: terminal, vpcId: other }), LOCAL_OPERATOR))
    await auditAll({ now: new Date(), actor: 'test' })
  })

  it('is told with the HAVIP: an audit of the bundle finds that its members are not allowed', async () => {
    const { rows } = await pool().query(
      "SELECT count(*)::int AS found FROM finding WHERE vpc_id = $1 AND rule = 'havip-member-not-allowed' AND state = 'open'",
      [other],
    )
    const files = await evidence()
    const audited = auditFiles(files.flatMap((file) => collectEvidence(file, true).evidence))
    const found = audited.flatMap((row) => row.findings.filter((one) => one.rule === 'havip-member-not-allowed'))
    expect(rows[0].found).toBe(2)
    expect(found).toHaveLength(2)
  })

  it('says whom its guests name as neighbours', async () => {
    const texts = (await evidence()).map(({ text }) => text).join('\n')
    expect(texts).toMatch(/dev \S+ lladdr [0-9a-f:]{17} REACHABLE/)
  })

  it('is as it is now: what was removed is not configured, and the manifest says to judge it so', async () => {
    const files = await textsOf(await ask(`?vpc=${other}`))
    const manifest = JSON.parse(files.find(({ source }) => source.endsWith('manifest.json'))?.text ?? '')
    expect(manifest.files.filter((file: { isAtEnd?: boolean }) => file.isAtEnd)).toHaveLength(1)
    const configured = (isAtEnd: boolean) =>
      auditFiles(
        files
          .filter(({ source }) => !source.endsWith('manifest.json'))
          .flatMap((file) => collectEvidence(file, isAtEnd).evidence),
      ).filter((row) => row.configured === 'yes').length
    expect([configured(false), configured(true)]).toEqual([2, 1])
  })
})

it('makes other pseudonyms each time', async () => {
  const [one, other] = await Promise.all([ask(`?vpc=${vpc}`), ask(`?vpc=${vpc}`)])
  expect(await textsOf(one)).not.toEqual(await textsOf(other))
})

it('says what is wrong with a question, and answers no stranger', async () => {
  expect(await (await ask('')).json()).toMatchObject({ status: 422, sentence: 'vpc is the number of a VPC.' })
  expect((await ask('?vpc=999999')).status).toBe(404)
  expect((await ask(`?vpc=${vpc}`, { authorization: 'Bearer unknown' })).status).toBe(401)
})
