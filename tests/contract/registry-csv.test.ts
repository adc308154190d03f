import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL_OPERATOR } from '../../server/actor'
import { importCsv } from '../../server/operations/registry/csv/import-csv'
import { previewCsv } from '../../server/operations/registry/csv/preview-csv'
import { formatCsv } from '../../server/operations/registry/csv/read-csv'
import { readExportRows } from '../../server/queries/registry/export-rows'
import { pool } from '../../server/store/database'
import { must, said, smallWorld } from '../support/registry-world'
import { openTestDatabase } from '../support/test-database'

let close: () => Promise<void>
beforeAll(async () => {
  close = await openTestDatabase()
})
afterAll(() => close())

const HEADER = 'vpc,subnet,host,guest,nic,mac,kind,address,havip'
const preview = (text: string) => previewCsv({ text }, LOCAL_OPERATOR)
const store = (text: string) => importCsv({ text }, LOCAL_OPERATOR)
const registrations = async (vpc: number) =>
  (await pool().query('SELECT count(*)::int AS n FROM registration WHERE vpc_id = $1 AND valid_to IS NULL', [vpc]))
    .rows[0]?.n
const exported = async (vpc: number) => {
  let text = ''
  for await (const page of readExportRows(vpc)) text += `${formatCsv(page)}\r\n`
  return text
}

describe('the registry as CSV', () => {
  it('names the row, the column and the reason, and stores nothing before all are right', async () => {
    const { vpc, vpcName } = await smallWorld()
    const bad = `${HEADER}\n${vpcName},lan,,vmC,eth0,00:16:3e:33:44:55,primary,172.17.20.31,\n${vpcName},lan,,vmD,eth0,00:16:3e:33:44:56,primary,172.17.20.29,\n${vpcName},lan,,vmE,eth0,nonsense,,,`
    const found = must(await preview(bad))
    expect(found).toMatchObject({ rows: 3, problemCount: 2 })
    expect(found.problems).toEqual([
      { row: 3, column: 'address', reason: '172.17.20.29 is taken by vmA eth0.' },
      { row: 4, column: 'mac', reason: 'nonsense is no MAC; write it like 00:16:3e:0a:5c:f1.' },
    ])
    expect(said(await store(bad))).toBe('Row 3, address: 172.17.20.29 is taken by vmA eth0. Nothing was stored.')
    expect(await registrations(vpc)).toBe(2)
  })

  it('stores, judges, exports and reads its own export as unchanged', async () => {
    const { vpc, vpcName } = await smallWorld()
    const text = `${HEADER}\n${vpcName},lan,hvC,vmC,eth0,00:16:3e:33:44:55,primary,172.17.20.31,\n${vpcName},lan,,vmC,eth0,,havip,172.17.20.49,pg-vip\n${vpcName},lan,,vmA,eth0,,havip,172.17.20.49,pg-vip\n${vpcName},172.17.40.0/24,,,,,,,`
    const { counts, changeId } = must(await store(text))
    expect(counts).toMatchObject({ subnets: 1, guests: 1, nics: 1, havips: 1, registrations: 3 })
    expect(changeId).not.toBeNull()
    expect(await registrations(vpc)).toBe(5)
    expect(
      (
        await pool().query("SELECT count(*)::int AS n FROM standing WHERE vpc_id = $1 AND address = '172.17.20.49'", [
          vpc,
        ])
      ).rows[0]?.n,
    ).toBe(2)
    const again = must(await preview(await exported(vpc)))
    expect(again).toMatchObject({ problemCount: 0, counts: { registrations: 0, nics: 0, guests: 0, unchanged: 5 } })
    expect(must(await store(text)).changeId).toBeNull()
  })

  it('keeps formulas text, out and in', async () => {
    const { vpc, vpcName } = await smallWorld()
    must(await store(`${HEADER}\n${vpcName},lan,,"'=1+1",eth0,00:16:3e:33:44:57,,,`))
    expect(
      (await pool().query('SELECT count(*)::int AS n FROM guest WHERE vpc_id = $1 AND name = $2', [vpc, '=1+1']))
        .rows[0]?.n,
    ).toBe(1)
    expect(await exported(vpc)).toContain(",'=1+1,")
  })

  type Row = { name: string; text: string; says: RegExp }
  const refused: Row[] = [
    { name: 'an unknown column', text: 'vpc,subnet,colour\na,b,c', says: /names a column colour/ },
    { name: 'a missing column', text: 'vpc,guest\na,b', says: /names no column subnet/ },
    { name: 'no rows', text: HEADER, says: /no rows below the header/ },
    { name: 'too many rows', text: `${HEADER}\n${'a,b,,,,,,,\n'.repeat(100_001)}`, says: /larger than 100,000 rows/ },
    { name: 'too many bytes', text: `${HEADER}\n${'x'.repeat(17 * 1024 * 1024)}`, says: /larger than 16 MiB/ },
  ]
  it.each(refused)('refuses $name', async ({ text, says }) => expect(said(await preview(text))).toMatch(says))

  it('imports 20,000 rows in one go', async () => {
    const { vpc, vpcName } = await smallWorld()
    const row = (i: number) =>
      `${vpcName},172.17.128.0/17,,g${i},eth0,02:00:00:00:${(i >> 8).toString(16).padStart(2, '0')}:${(i & 255).toString(16).padStart(2, '0')},primary,172.17.${128 + ((i + 1) >> 8)}.${(i + 1) & 255},`
    const rows = Array.from({ length: 20_000 }, (_, i) => row(i))
    expect(must(await store(`${HEADER}\n${rows.join('\n')}`)).counts.registrations).toBe(20_000)
    expect(await registrations(vpc)).toBe(20_002)
  })
})
