import type { Packet } from './build-packet'
import type { Pipeline } from './build-pipeline'
import { evaluatePipeline } from './evaluate-pipeline'
import { type Place, setBits, W } from './fields/flow-layout'
import { markPresent } from './fields/tunnel-options'

const TUN_ID: Place = { word: W.tunId, words: 2, shift: 0 }
const TAKES_KEYS = /move:NXM_NX_TUN_ID\[0\.\.23\]->(?:OXM_OF_)?METADATA\[0\.\.23\],?.*NXM_NX_TUN_METADATA0\[0\.\.15\]/i

/**
 * How a packet for the port behind `sample` comes out of a tunnel of OVN: the network identifier is the key of the logical
 * switch, the option holds the key of the port (ovn-architecture(7), "Tunnel Encapsulations"). Both are read from where the
 * rules put them when `sample` enters by that port. Null when `entry` is no such tunnel.
 */
export function arriveByTunnel(pipeline: Pipeline, entry: number, sample: Packet): ((packet: Packet) => Packet) | null {
  const option = pipeline.model.bridges.get(pipeline.bridge)?.scope.tunnelFields.get(0)
  if (!option || !tunnelsOf(pipeline).has(entry)) return null
  const inside = evaluatePipeline(pipeline, sample).steps.find((step) => step.table !== 0)?.packet
  if (!inside) return null
  const network = inside[W.metadata + 1] ?? 0
  const port = inside[W.regs + 14] ?? 0
  return (packet) => {
    const copy = packet.slice()
    copy[W.inPort] = entry
    setBits(copy, TUN_ID, 0, 24, BigInt(network))
    markPresent(copy, 0, true)
    setBits(copy, option.place, 0, 16, BigInt(port))
    return copy
  }
}

const TUNNELS = new WeakMap<Pipeline, ReadonlySet<number>>()

/** The ports whose packets have the keys of OVN taken from the tunnel; looked for once in all the rules. */
function tunnelsOf(pipeline: Pipeline): ReadonlySet<number> {
  const known = TUNNELS.get(pipeline)
  if (known) return known
  const found = new Set<number>()
  for (const { rule, match } of pipeline.rules) {
    const port = rule.table === 0 ? match.fields.find((one) => one.field === 'in_port') : undefined
    if (port && TAKES_KEYS.test(rule.actions)) found.add(Number(port.value))
  }
  TUNNELS.set(pipeline, found)
  return found
}
