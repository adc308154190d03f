import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { GET } from '../../app/api/v1/bundle/route'
import { collectEvidence } from '../../core/audit/files/collect-evidence'
import { auditFiles } from '../../core/audit/files/judge-files'
import { ProgrammedPairs } from '../../core/audit/files/programmed/programmed-pairs'
import { unpackFile } from '../../intake/open-packed'
import { LOCAL_OPERATOR } from '../../server/actor'
import { ingestInput, ingestTranscript } from '../../server/operations/evidence/ingest-transcript'
import { importFlows } from '../../server/operations/fabric/import-flows'
import { pool } from '../../server/store/database'
import { must } from '../support/registry-world'
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

it('makes other pseudonyms each time', async () => {
  const [one, other] = await Promise.all([ask(`?vpc=${vpc}`), ask(`?vpc=${vpc}`)])
  expect(await textsOf(one)).not.toEqual(await textsOf(other))
})

it('says what is wrong with a question, and answers no stranger', async () => {
  expect(await (await ask('')).json()).toMatchObject({ status: 422, sentence: 'vpc is the number of a VPC.' })
  expect((await ask('?vpc=999999')).status).toBe(404)
  expect((await ask(`?vpc=${vpc}`, { authorization: 'Bearer unknown' })).status).toBe(401)
})
