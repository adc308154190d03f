import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IMPORT_COLUMNS, type ImportRow, validateImport } from '../../../core/registry/validate-import'
import type { ImportFacts } from '../../../core/registry/validate-import-world'

const FACTS: ImportFacts = {
  vpcs: [
    { id: 1, name: 'prod', fabric: null, addressesMax: 3, cidrs: ['172.17.0.0/16'] },
    { id: 2, name: 'lab', fabric: 'ovs-lab', addressesMax: 10, cidrs: [] },
  ],
  subnets: [{ id: 1, vpcId: 1, name: 'lan', cidr: '172.17.16.0/20', gateway: '172.17.16.1', reserved: [] }],
  guests: [{ id: 7, vpcId: 1, name: 'vmA', host: 'hvA' }],
  nics: [
    {
      id: 1,
      vpcId: 1,
      guest: 'vmA',
      name: 'eth0',
      mac: '00:16:3e:0a:5c:f1',
      subnet: '172.17.16.0/20',
      used: 1,
      primary: '172.17.20.29',
    },
  ],
  havips: [],
  holders: [{ vpcId: 1, address: '172.17.20.29', nicId: 1, kind: 'primary', claimant: 7, by: 'vmA eth0' }],
}
const facts = (): ImportFacts => structuredClone(FACTS)
const rowsOf = (text: string): ImportRow[] =>
  text
    .trim()
    .split('\n')
    .map((line, i) => {
      const [vpc = '', subnet = '', host = '', guest = '', nic = '', mac = '', kind = '', address = '', havip = ''] =
        line.trim().split(',')
      return { row: i + 2, vpc, subnet, host, guest, nic, mac, kind, address, havip }
    })
const run = (text: string) => validateImport(rowsOf(text), facts())

describe('an import', () => {
  it('plans what is new and leaves what is so', () => {
    const { plan, problems } = run(`
      prod,lan,hvA,vmA,eth0,00:16:3e:0a:5c:f1,primary,172.17.20.29,
      prod,lan,hvB,vmB,eth0,00:16:3e:0a:5c:f2,primary,172.17.20.30,
      prod,172.17.32.0/24,,,,,,,
      prod,lan,,vmA,eth0,,havip,172.17.20.49,pg-vip
      prod,lan,,vmB,eth0,,havip,172.17.20.49,pg-vip`)
    expect(problems).toEqual([])
    expect(plan).toMatchObject({
      unchanged: 1,
      guests: [{ name: 'vmB', host: 'hvB' }],
      havips: [{ name: 'pg-vip', address: '172.17.20.49' }],
    })
    expect(plan.subnets.map((one) => one.cidr)).toEqual(['172.17.32.0/24'])
    expect(plan.registrations.map((one) => `${one.mac} ${one.kind} ${one.address}`)).toEqual([
      '00:16:3e:0a:5c:f2 primary 172.17.20.30',
      '00:16:3e:0a:5c:f1 havip 172.17.20.49',
      '00:16:3e:0a:5c:f2 havip 172.17.20.49',
    ])
  })

  type Row = { line: string; column: string; says: RegExp }
  const refused: Row[] = [
    { line: ',lan', column: 'vpc', says: /Name the VPC/ },
    { line: 'dev,lan', column: 'vpc', says: /There is no VPC dev/ },
    { line: 'lab,lan', column: 'vpc', says: /served by fabric ovs-lab/ },
    { line: 'prod,', column: 'subnet', says: /Name the subnet/ },
    { line: 'prod,wan', column: 'subnet', says: /has no subnet wan/ },
    { line: 'prod,172.17.24.0/24', column: 'subnet', says: /overlaps subnet lan/ },
    { line: 'prod,lan,,,eth0', column: 'guest', says: /Name the guest/ },
    { line: 'prod,lan,hvZ,vmA', column: 'host', says: /vmA is on host hvA/ },
    { line: 'prod,lan,,vmA,,,primary,172.17.20.9', column: 'nic', says: /Name the interface/ },
    { line: 'prod,lan,,vmB,eth0,zz', column: 'mac', says: /zz is no MAC/ },
    { line: 'prod,lan,,vmB,eth0,00:16:3e:0a:5c:f1', column: 'mac', says: /taken by vmA eth0/ },
    { line: 'prod,lan,,vmA,eth0,00:16:3e:0a:5c:f9', column: 'mac', says: /has MAC 00:16:3e:0a:5c:f1, not/ },
    { line: 'prod,lan,,vmA,eth0,,secondary,10.0.0.1', column: 'address', says: /lies outside subnet lan/ },
    { line: 'prod,lan,,vmA,eth0,,floating,172.17.20.39', column: 'kind', says: /floating is no kind/ },
    { line: 'prod,lan,,vmA,eth0,,primary,172.17.20.39', column: 'kind', says: /has a primary address already/ },
    { line: 'prod,lan,,vmB,eth0,00:16:3e:0a:5c:f2,primary,172.17.20.29', column: 'address', says: /taken by vmA eth0/ },
    { line: 'prod,lan,,vmA,eth0,,secondary,172.17.20.39,pg-vip', column: 'havip', says: /Only a row of kind havip/ },
  ]
  it.each(refused)('$line', ({ line, column, says }) => {
    const [problem] = run(line).problems
    expect(problem).toMatchObject({ row: 2, column })
    expect(problem?.reason).toMatch(says)
  })

  it('holds rows against each other', () => {
    const { problems } = run(`
      prod,lan,,vmB,eth0,00:16:3e:0a:5c:f2,primary,172.17.20.30,
      prod,lan,,vmC,eth0,00:16:3e:0a:5c:f2,primary,172.17.20.31,
      prod,lan,,vmD,eth0,00:16:3e:0a:5c:f4,primary,172.17.20.30,
      prod,lan,,vmA,eth0,,secondary,172.17.20.40,
      prod,lan,,vmA,eth0,,secondary,172.17.20.41,
      prod,lan,,vmA,eth0,,secondary,172.17.20.42,`)
    expect(problems.map((one) => `${one.row} ${one.column}`)).toEqual(['3 mac', '4 address', '7 address'])
  })

  it('answers for any cells, one problem a row at most', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'prod',
        'lan',
        'vmA',
        'eth0',
        'primary',
        'havip',
        '172.17.20.29',
        '172.17.20.0/24',
        '00:16:3e:0a:5c:f1',
        '',
      ),
      fc.string(),
    )
    const row = fc.record(
      Object.fromEntries(IMPORT_COLUMNS.map((column) => [column, cell])) as Record<
        (typeof IMPORT_COLUMNS)[number],
        typeof cell
      >,
    )
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const { problems } = validateImport(
          rows.map((one, i) => ({ ...one, row: i + 2 })),
          facts(),
        )
        expect(new Set(problems.map((one) => one.row)).size).toBe(problems.length)
      }),
    )
  })
})
