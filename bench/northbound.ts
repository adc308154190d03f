// Rollcall on real OVN databases of so many ports: `northbound.mjs <ports> <folder>` on the empty database of
// DATABASE_URL, with ovsdb-server behind <folder>/nb.sock and sb.sock. Prints one line of JSON.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { closeFabrics } from '../fabrics/catalogue'
import { type Operation, OvsdbSession } from '../fabrics/protocols/ovsdb/session'
import { setOf } from '../fabrics/protocols/ovsdb/value'
import { FabricFollower } from '../server/jobs/follow-fabrics'
import { openStoredFabric } from '../server/operations/fabric/open-stored-fabric'
import { pool } from '../server/store/database'
import { createFabric } from '../server/store/fabrics'
import { once } from './measure'

const PORTS_A_SWITCH = 250
const SWITCHES_A_ROUTER = 4 // a VPC is a thousand ports
const PORTS_A_CHASSIS = 100
const CHANGES = 100
const POLL_MS = 2

const ports = Number(process.argv[2])
const folder = process.argv[3] ?? ''
const socket = (name: string) => path.join(folder, `${name}.sock`)
const open = (name: string) => OvsdbSession.open({ kind: 'unix', path: socket(name) }, null)
const map = (pairs: Readonly<Record<string, string>>) => ['map', Object.entries(pairs)]
const uuid = (name: string) => ['named-uuid', name] as const
const insert = (table: string, row: unknown, name?: string): Operation => ({
  op: 'insert',
  table,
  row,
  ...(name && { 'uuid-name': name }),
})
const macOf = (n: number) =>
  `02:00:${[24, 16, 8, 0].map((bits) => ((n >> bits) & 255).toString(16).padStart(2, '0')).join(':')}`
/** A switch has a /23 of its own. */
const addressOf = (n: number, offset = 0) => {
  const net = Math.floor(n / PORTS_A_SWITCH)
  const host = (n % PORTS_A_SWITCH) + 2 + offset
  return `10.${net >> 7}.${((net & 127) << 1) + (host >> 8)}.${host & 255}`
}

let nb = await open('nb')
const sb = await open('sb')
const firsts = Array.from({ length: Math.ceil(ports / PORTS_A_CHASSIS) }, (_, i) => i)
await sb.transact(
  'OVN_Southbound',
  firsts.flatMap((i) => [
    insert(
      'Encap',
      { type: 'geneve', ip: `172.${16 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`, chassis_name: `c${i}` },
      `e${i}`,
    ),
    insert('Chassis', { name: `c${i}`, hostname: `hv${i}`, encaps: uuid(`e${i}`) }),
  ]),
)
const chassis = new Map(
  (
    (
      await sb.transact('OVN_Southbound', [{ op: 'select', table: 'Chassis', where: [], columns: ['_uuid', 'name'] }])
    )[0]?.rows ?? []
  ).map((row) => [row.name, row._uuid]),
)
await nb.transact('OVN_Northbound', [insert('NB_Global', {})])
for (let from = 0; from < ports; from += PORTS_A_SWITCH * SWITCHES_A_ROUTER) {
  const north: Operation[] = []
  const south: Operation[] = []
  const router = from / (PORTS_A_SWITCH * SWITCHES_A_ROUTER)
  const routerPorts: string[] = []
  for (let at = from; at < Math.min(ports, from + PORTS_A_SWITCH * SWITCHES_A_ROUTER); at += PORTS_A_SWITCH) {
    const net = at / PORTS_A_SWITCH
    const numbers = Array.from({ length: Math.min(PORTS_A_SWITCH, ports - at) }, (_, i) => at + i)
    routerPorts.push(`r${net}`)
    north.push(
      insert(
        'Logical_Router_Port',
        { name: `lrp${net}`, mac: macOf(2 ** 30 + net), networks: `10.${net >> 7}.${(net & 127) << 1}.1/23` },
        `r${net}`,
      ),
      insert(
        'Logical_Switch_Port',
        { name: `to-${net}`, type: 'router', options: map({ 'router-port': `lrp${net}` }) },
        `t${net}`,
      ),
      ...numbers.map((n) =>
        insert(
          'Logical_Switch_Port',
          { name: `vm${n}`, addresses: `${macOf(n)} ${addressOf(n)}`, port_security: `${macOf(n)} ${addressOf(n)}` },
          `p${n}`,
        ),
      ),
      insert('Logical_Switch', {
        name: `net${net}`,
        ports: setOf([uuid(`t${net}`), ...numbers.map((n) => uuid(`p${n}`))]),
      }),
    )
    south.push(
      insert('Datapath_Binding', { tunnel_key: net + 1 }, `d${net}`),
      ...numbers.map((n, i) =>
        insert('Port_Binding', {
          logical_port: `vm${n}`,
          datapath: uuid(`d${net}`),
          tunnel_key: i + 1,
          chassis: chassis.get(`c${Math.floor(n / PORTS_A_CHASSIS)}`),
        }),
      ),
    )
  }
  north.push(insert('Logical_Router', { name: `vpc${router}`, ports: setOf(routerPorts.map(uuid)) }))
  await nb.transact('OVN_Northbound', north)
  await sb.transact('OVN_Southbound', south)
}

nb.close()
sb.close()
const theirs = await once(async () => {
  for (const [name, database] of [
    ['nb', 'OVN_Northbound'],
    ['sb', 'OVN_Southbound'],
  ] as const)
    execFileSync('ovsdb-client', ['dump', `unix:${socket(name)}`, database], { maxBuffer: 2 ** 31 - 1 })
})

const fabricId = await createFabric(pool(), {
  name: 'bench',
  kind: 'ovn',
  endpoint: `unix:${socket('nb')}`,
  secretName: null,
  options: { southbound: `unix:${socket('sb')}` },
})
global.gc?.()
const before = process.memoryUsage().rss
const read = await once(async () => {
  const opened = await openStoredFabric(pool(), fabricId)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  const snapshots = await opened.value.fabric.readSnapshots()
  if (!snapshots.ok) throw new Error(snapshots.error.reason)
})
global.gc?.()
const memory = process.memoryUsage().rss - before

const follower = new FabricFollower()
const count = async (sql: string, values: unknown[] = []) => Number((await pool().query(sql, values)).rows[0].count)
const stored = await once(async () => {
  void follower.run()
  while ((await count('SELECT count(*) FROM standing')) < ports) await new Promise((resolve) => setTimeout(resolve, 20))
})
await pool().query('VACUUM ANALYZE')

nb = await open('nb')
const delays: number[] = []
for (let turn = 0; turn < CHANGES; turn++) {
  const n = (turn * 7919) % ports
  const address = addressOf(n, PORTS_A_SWITCH)
  const since = performance.now()
  await nb.transact('OVN_Northbound', [
    {
      op: 'update',
      table: 'Logical_Switch_Port',
      where: [['name', '==', `vm${n}`]],
      row: { port_security: `${macOf(n)} ${addressOf(n)} ${address}` },
    },
  ])
  while ((await count('SELECT count(*) FROM standing WHERE address = $1::inet', [address])) === 0)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  delays.push(performance.now() - since)
}
delays.sort((a, b) => a - b)
process.stdout.write(
  `${JSON.stringify({ ports, theirs, read, memory, stored, p50: delays[Math.floor(CHANGES / 2)], p99: delays[Math.floor(CHANGES * 0.99)] })}\n`,
)
await follower.stop()
await closeFabrics()
await pool().end()
process.exit(0)
