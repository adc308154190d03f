// Rollcall and Open vSwitch side by side on the same rules and packets: `flows.mjs <rules a table>`. Prints one line of JSON.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { buildSwitch } from '../core/openflow/build-switch'
import { buildTables, classifyRules } from '../core/openflow/build-tables'
import { parseDumpFlows } from '../core/openflow/dump/parse-dump-flows'
import { makeScope } from '../core/openflow/fields/field-scope'
import { readTopology } from '../core/openflow/topology'
import { tracePacket, traceVerdict } from '../core/openflow/trace-packet'
import { RealSwitch } from '../tests/support/openvswitch/real-switch'
import { topologyOf, type World } from '../tests/support/openvswitch/switch-world'
import { flowLines, flowPackets, PORTS, rulesIn } from './flow-world'

const perTable = Number(process.argv[2])
const TURNS = 7
const ROUNDS = 21
const PACKETS_A_ROUND = 100

/** What each kind of work takes at best, in milliseconds of processor time, garbage collection included; they take turns. */
function best<K extends string>(works: Record<K, () => unknown>): Record<K, number> {
  const least = {} as Record<K, number>
  for (let turn = 0; turn < TURNS; turn++)
    for (const name of Object.keys(works) as K[]) {
      const before = process.cpuUsage()
      const told = works[name]()
      const { user, system } = process.cpuUsage(before)
      const spent = typeof told === 'number' ? told : (user + system) / 1000
      least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, spent)
    }
  return least
}

/** What a command takes, in milliseconds of processor time, as bash counts it. */
function processorTimeOf(command: string): number {
  const script = `TIMEFORMAT='%3U %3S'; { time ${command} > /dev/null 2> /dev/null; } 2>&1`
  const [user = 0, system = 0] = execFileSync('bash', ['-c', script], { encoding: 'utf8' })
    .trim()
    .split(' ')
    .map(Number)
  return 1000 * (user + system)
}

/** How many packets a second each of several is asked for, in rounds of all of them: the median of the rounds. */
async function perSecond<K extends string>(asked: Record<K, (packet: string) => unknown>): Promise<Record<K, number>> {
  const names = Object.keys(asked) as K[]
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>
  for (let round = -1; round < ROUNDS; round++) {
    const from = (round + 1) * PACKETS_A_ROUND
    for (const name of names) {
      const since = performance.now()
      for (const packet of packets.slice(from, from + PACKETS_A_ROUND)) {
        const answer = asked[name](packet)
        if (answer instanceof Promise) await answer
      }
      if (round >= 0) rates[name].push((1000 * PACKETS_A_ROUND) / (performance.now() - since))
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(rates[name])])) as Record<K, number>
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const flows = flowLines(perTable)
const text = `${flows.join('\n')}\n`
const packets = flowPackets(perTable, (ROUNDS + 1) * PACKETS_A_ROUND)
const ports = Array.from({ length: PORTS }, (_, i) => ({
  name: `p${i + 1}`,
  ofport: i + 1,
  type: 'dummy' as const,
  options: {},
}))
const world: World = {
  family: 'bench',
  bridges: [{ name: 'br0', ports, flows, groups: [], meters: [], tlvMap: [] }],
  packets: [],
}

const heapBefore = heap()
const topology = readTopology(topologyOf(world))
if (typeof topology === 'string') throw new Error(topology)
const built = buildSwitch(new Map([['br0', { flows: text, groups: null, meters: null, tlvMap: null }]]), topology)
const bytesPerRule = (heap() - heapBefore) / flows.length
const question = (packet: string) => ({ packet, bridge: 'br0', ctNext: [], hasPacket: false })

const real = await RealSwitch.start()
try {
  const file = path.join(real.folder, 'bench.txt')
  writeFileSync(file, text)
  const scope = makeScope(new Map(), [])
  const typed = () => classifyRules(parseDumpFlows(text).value, scope)
  const times = best({
    theirs: () => processorTimeOf(`ovs-ofctl parse-flows ${file}`),
    read: () => parseDumpFlows(text),
    typed,
    whole: () => buildTables(typed()),
    withActions: () => typed().map((rule) => rule.actions),
  })
  await real.load(world)
  const rates = await perSecond({
    asked: (packet) => real.ask('ofproto/trace', 'br0', packet),
    verdicts: (packet) => traceVerdict(built, question(packet)),
    trees: (packet) => tracePacket(built, question(packet)),
  })
  process.stdout.write(`${JSON.stringify({ perTable, rules: rulesIn(perTable), ...times, ...rates, bytesPerRule })}\n`)
} finally {
  await real.stop()
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
