import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld } from '../../bench/world'
import { findCapture } from '../../server/queries/capture'
import { listChanges } from '../../server/queries/changes'
import { countStandings } from '../../server/queries/count-standings'
import { findFinding } from '../../server/queries/finding'
import { listFindings } from '../../server/queries/findings'
import { findHost } from '../../server/queries/host'
import { listHosts } from '../../server/queries/hosts'
import { listAddresses } from '../../server/queries/list-addresses'
import { readOverview } from '../../server/queries/overview'
import { listPastAddresses } from '../../server/queries/past-addresses'
import { listSubnetChoices } from '../../server/queries/registry/choices'
import { findGuest } from '../../server/queries/registry/guest'
import { listGuests } from '../../server/queries/registry/guests'
import { findSubnet, listSubnetNics } from '../../server/queries/registry/subnet'
import { findVpc, listSubnets, listVpcs } from '../../server/queries/registry/vpcs'
import { search } from '../../server/queries/search'
import { findSubnetMap } from '../../server/queries/subnet-map'
import { readTopology } from '../../server/queries/topology'
import { auditAll } from '../../server/store/audit/audit'
import { pool, type Sql } from '../../server/store/database'
import { openTestDatabase } from '../support/test-database'

const ADDRESSES = 100_000
const LARGE = 5_000 // rows from which reading a whole table is a fault

let closeDatabase: () => Promise<void>
const large = new Map<string, number>()

beforeAll(async () => {
  closeDatabase = await openTestDatabase()
  const now = new Date()
  await makeWorld(pool() as Sql, ADDRESSES, now)
  await auditAll({ now, actor: 'test' })
  await pool().query('VACUUM ANALYZE')
  const { rows } = await pool().query(
    "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND reltuples > $1",
    [LARGE],
  )
  for (const row of rows) large.set(row.relname, row.reltuples)
}, 300_000)
afterAll(() => closeDatabase())

type Node = { 'Node Type': string; 'Relation Name'?: string; Plans?: Node[] }
const scansIn = (node: Node): string[] => [
  ...(node['Node Type'] === 'Seq Scan' && large.has(node['Relation Name'] ?? '') ? [node['Relation Name'] ?? ''] : []),
  ...(node.Plans ?? []).flatMap(scansIn),
]

/** Runs `ask`, then has every statement that it sent to the pool explained; the large tables that are read whole. */
async function tablesReadWhole(ask: () => Promise<unknown>): Promise<{ statements: number; whole: string[] }> {
  const target = pool()
  const send = target.query
  const sent: [string, unknown[]][] = []
  target.query = ((...given: unknown[]) => {
    const [first, values] = given as [string | { text: string; values?: unknown[] }, unknown[] | undefined]
    sent.push(
      typeof first === 'string' ? [first, values ?? []] : [first.text, first.values ?? (values as unknown[]) ?? []],
    )
    return Reflect.apply(send, target, given)
  }) as typeof send
  try {
    await ask()
  } finally {
    target.query = send
  }
  const whole: string[] = []
  for (const [text, values] of sent) {
    const { rows } = await target.query(`EXPLAIN (FORMAT JSON) ${text}`, values)
    whole.push(...scansIn(rows[0]['QUERY PLAN'][0].Plan))
  }
  return { statements: sent.length, whole }
}

const asks: Record<string, () => Promise<unknown>> = {
  'addresses as they were': () => listPastAddresses({ vpcId: 1, at: new Date(Date.now() - 3_600_000) }, null),
  'addresses as they were, next page': () =>
    listPastAddresses({ vpcId: 1, at: new Date() }, { address: '10.0.5.1', nicId: 7 }),
  'addresses, first page': () => listAddresses({}, null),
  'addresses, a page in the middle': () => listAddresses({}, { severity: 0, address: '10.0.40.1', nicId: 4000 }),
  'addresses of a VPC': () => listAddresses({ vpcId: 1 }, null),
  'addresses of a subnet': () => listAddresses({ subnetId: 7 }, null),
  'addresses, one standing': () => listAddresses({ standing: 'unregistered' }, null),
  'addresses, one address': () => listAddresses({ q: '10.0.3.20' }, null),
  'addresses, a prefix': () => listAddresses({ q: '10.0.3.0/28' }, null),
  'addresses, a MAC': () => listAddresses({ q: '02:00:00:00:03:20' }, null),
  'addresses, part of a name': () => listAddresses({ q: 'vm-004711' }, null),
  'a subnet’s map': () => findSubnetMap(7),
  'search, address': () => search('10.0.9.9'),
  'search, name': () => search('vm-004711'),
  'search, part of a MAC': () => search('00:03:20'),
  findings: () => listFindings({ state: 'open' }, null),
  'findings of a cause': () => listFindings({ state: 'open', rule: 'unregistered', severity: 3 }, null),
  'resolved findings': () => listFindings({ state: 'resolved' }, null),
  'a finding': () => findFinding(1),
  guests: () => listGuests({}, null),
  'guests after one': () => listGuests({}, { vpcId: 1, name: 'vm-004711' }),
  'guests by address': () => listGuests({ q: '10.0.3.20' }, null),
  'a guest': () => findGuest(4711),
  hosts: () => listHosts('', ''),
  'a host': () => findHost(12),
  vpcs: () => listVpcs(null),
  'a VPC': () => findVpc(1),
  'its subnets': () => listSubnets(1, null),
  'a subnet': () => findSubnet(7),
  'its interfaces': () => listSubnetNics(7, null),
  'choices of a subnet': () => listSubnetChoices(1),
  'a capture': () => findCapture(4711),
  changes: () => listChanges(null),
  topology: () => readTopology(1),
  overview: () => readOverview(),
  standings: () => countStandings(),
}
/** Sums over a VPC, and here one VPC is the whole world: exact up to 200,000 pairs, estimated beyond, measured in bench/. */
const SUMS = new Set(['topology', 'overview', 'standings', 'vpcs', 'a VPC'])

it.each(Object.keys(asks))('%s: no large table is read whole', async (name) => {
  const { statements, whole } = await tablesReadWhole(asks[name] as () => Promise<unknown>)
  expect(statements).toBeGreaterThan(0)
  if (!SUMS.has(name)) expect(whole).toEqual([])
})

it('knows which tables are large, and finds a scan where there is one', async () => {
  expect([...large.keys()]).toEqual(
    expect.arrayContaining(['standing', 'claim', 'registration', 'nic', 'guest', 'capture']),
  )
  const { whole } = await tablesReadWhole(() => pool().query('SELECT * FROM claim WHERE link = $1', ['x']))
  expect(whole).toEqual(['claim'])
})
