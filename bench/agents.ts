// Agents of one world reporting to a server: `agents.mjs <addresses> <server>` on the database of that server. Prints one line of JSON.
import http from 'node:http'
import { performance } from 'node:perf_hooks'
import { LOCAL_OPERATOR } from '../server/actor'
import { createAgentToken } from '../server/operations/agents/manage-tokens'
import { auditAll } from '../server/store/audit/audit'
import { pool } from '../server/store/database'
import { transcriptOf } from './audit-bench'
import { makeWorld } from './world'

const AGENTS_EVERY_SECONDS = 60
const STEADY_SECONDS = 60
const AT_ONCE = 4 // reports under way while all agents report for the first time
const CHANGED_EVERY = 100 // one report in so many says something new

const addresses = Number(process.argv[2])
const server = new URL('/api/v1/captures', process.argv[3])
const wire = new http.Agent({ keepAlive: true, maxSockets: 64 })

const { nics } = await makeWorld(pool(), addresses, new Date())
await auditAll({ now: new Date(), actor: 'bench' })
await pool().query('VACUUM ANALYZE')
const made = await createAgentToken({ name: 'bench', vpcId: null }, LOCAL_OPERATOR)
if (!made.ok) throw new Error(JSON.stringify(made.error))
const { token } = made.value
const texts: string[] = []
for (let nic = 1; nic <= nics; nic++) texts.push(await transcriptOf(nic, 0))

let refused = 0
/** Milliseconds until the answer of one report. */
function send(text: string): Promise<number> {
  const since = performance.now()
  return new Promise((resolve) => {
    const failed = () => {
      refused++
      resolve(performance.now() - since)
    }
    const request = http.request(
      server,
      { method: 'POST', agent: wire, headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' } },
      (response) => {
        if (response.statusCode !== 200) refused++
        response.resume().on('end', () => resolve(performance.now() - since))
      },
    )
    request.on('error', failed)
    request.end(text)
  })
}

const firstSince = performance.now()
let next = 0
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let turn = next++; turn < nics; turn = next++) await send(texts[turn] ?? '')
  }),
)
const firstSeconds = (performance.now() - firstSince) / 1000

// Steady: every report has its moment, whether the ones before were answered or not.
const rate = nics / AGENTS_EVERY_SECONDS
const taken: Promise<number>[] = []
const since = performance.now()
for (let turn = 0; turn < rate * STEADY_SECONDS; turn++) {
  const wait = since + (turn * 1000) / rate - performance.now()
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
  const nic = turn % nics
  const text = turn % CHANGED_EVERY === 0 ? await transcriptOf(nic + 1, turn + 1) : (texts[nic] ?? '')
  taken.push(send(text))
}
const milliseconds = (await Promise.all(taken)).sort((a, b) => a - b)
const steadySeconds = (performance.now() - since) / 1000
const at = (part: number) => milliseconds[Math.min(milliseconds.length - 1, Math.floor(part * milliseconds.length))]
process.stdout.write(
  `${JSON.stringify({ agents: nics, firstPerSecond: nics / firstSeconds, perSecond: taken.length / steadySeconds, p50: at(0.5), p99: at(0.99), max: at(1), refused })}\n`,
)
wire.destroy()
await pool().end()
