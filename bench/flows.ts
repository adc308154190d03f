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
const TURNS = 3
const PACKETS = 2000

const best = (work: () => unknown): number =>
  Math.min(
    ...Array.from({ length: TURNS }, () => {
      const since = performance.now()
      work()
      return performance.now() - since
    }),
  )

async function perSecond(work: (packet: string) => unknown): Promise<number> {
  for (const packet of packets.slice(0, 200)) await work(packet)
  const since = performance.now()
  for (const packet of packets) await work(packet)
  return (1000 * packets.length) / (performance.now() - since)
}

const flows = flowLines(perTable)
const text = `${flows.join('\n')}\n`
const packets = flowPackets(perTable, PACKETS)
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
  const theirs = best(() => execFileSync('sh', ['-c', `ovs-ofctl parse-flows ${file} > /dev/null`]))
  const read = best(() => parseDumpFlows(text))
  const whole = best(() => buildTables(classifyRules(parseDumpFlows(text).value, makeScope(new Map(), []))))
  await real.load(world)
  const asked = await perSecond((packet) => real.ask('ofproto/trace', 'br0', packet))
  const verdicts = await perSecond((packet) => traceVerdict(built, question(packet)))
  const trees = await perSecond((packet) => tracePacket(built, question(packet)))
  process.stdout.write(
    `${JSON.stringify({ perTable, rules: rulesIn(perTable), theirs, read, whole, asked, verdicts, trees, bytesPerRule })}\n`,
  )
} finally {
  await real.stop()
}

function heap(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
