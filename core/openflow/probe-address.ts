import { arriveByTunnel } from './arrive-by-tunnel'
import type { Packet } from './build-packet'
import { answerPacket, askPacket, echoPacket, enteringBy, type Station } from './build-packet'
import type { Pipeline } from './build-pipeline'
import { evaluatePipeline, type Trace } from './evaluate-pipeline'

/**
 * Whether the rules of a host pass an address is found by evaluating four packets: an announcement and an IP packet from
 * it, and the same two towards it. A drop counts against the address only if the same packet with another registered
 * address of the interface passes; otherwise the rules drop both, which is policy.
 */
export type ProbeName = 'announce-out' | 'packet-out' | 'ask-in' | 'packet-in'
export type ProbeOutcome = {
  readonly name: ProbeName
  readonly verdict: Trace['verdict']
  readonly line: number | null
  readonly reason: string | null
}
export type ProbeAnswer = {
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly reason: string
  readonly isPolicy: boolean
  readonly probes: readonly ProbeOutcome[]
}

export type ProbeInput = {
  readonly pipeline: Pipeline
  readonly ofport: number | null // of the interface; null: found from the rules
  readonly mac: string // that the guest sends with this address
  readonly nicMac?: string // of the interface, where the one it sends is another (VRRP's own)
  readonly address: string
  readonly controls: readonly string[] // other registered addresses of this interface
  readonly peer: Station // another guest of the subnet
  readonly entry?: number // the port by which a packet from the peer enters; left out: found from the ports, then the rules
}

export function probeAddress(input: ProbeInput): ProbeAnswer {
  const own = input.ofport ?? inferOfport(input.pipeline, input.nicMac ?? input.mac)
  if (own === null)
    return {
      answer: 'unknown',
      reason: `no rule and no port of ${input.pipeline.bridge} names this interface`,
      isPolicy: false,
      probes: [],
    }
  const entry =
    input.entry ??
    input.pipeline.ports.find((port) => port.type !== '' && port.type !== 'internal')?.ofport ??
    input.pipeline.ports.find((port) => port.ofport !== own)?.ofport ??
    inferEntry(input.pipeline, own)
  const probes = run(input, own, entry, input.address)
  const doubt = probes.find((probe) => probe.verdict === 'unknown')
  if (doubt)
    return { answer: 'unknown', reason: doubt.reason ?? 'the pipeline cannot be evaluated', isPolicy: false, probes }
  const dropped = probes.filter((probe) => probe.verdict === 'drop')
  if (dropped.length === 0) return { answer: 'yes', reason: 'all four probes pass', isPolicy: false, probes }
  const controls = input.controls.filter(
    (control) => control !== input.address && control.includes(':') === input.address.includes(':'),
  )
  const passesElsewhere = controls.some((control) => {
    const same = run({ ...input, mac: input.nicMac ?? input.mac }, own, entry, control)
    return dropped.some((probe) => same.some((one) => one.name === probe.name && one.verdict === 'pass'))
  })
  if (controls.length === 0 || passesElsewhere)
    return { answer: 'no', reason: dropped[0]?.reason ?? 'dropped', isPolicy: false, probes }
  return {
    answer: 'yes',
    reason: 'dropped alike for every registered address of this interface: a policy, not the registry',
    isPolicy: true,
    probes,
  }
}

function run(input: ProbeInput, own: number, entry: number, address: string): ProbeOutcome[] {
  const self: Station = { mac: input.mac, ip: address }
  const sample = enteringBy(answerPacket(self, input.peer), own)
  const arrive = arriveByTunnel(input.pipeline, entry, sample) ?? ((packet: Packet) => enteringBy(packet, entry))
  const out = (name: ProbeName, packet: Packet) =>
    outcome(name, evaluatePipeline(input.pipeline, enteringBy(packet, own)), null)
  const back = (name: ProbeName, packet: Packet) => outcome(name, evaluatePipeline(input.pipeline, arrive(packet)), own)
  return [
    out('announce-out', answerPacket(self, input.peer)),
    out('packet-out', echoPacket('request', self, input.peer)),
    back('ask-in', askPacket(input.peer, address)),
    back('packet-in', echoPacket('request', input.peer, self)),
  ]
}

/** Outwards any way out will do; inwards the packet must reach the interface's own port. */
function outcome(name: ProbeName, trace: Trace, mustReach: number | null): ProbeOutcome {
  const last = trace.steps.at(-1)
  const arrives =
    trace.verdict === 'pass' &&
    (mustReach === null || trace.floods || trace.outputs.some((one) => one.ofport === mustReach))
  const verdict = trace.verdict === 'unknown' ? 'unknown' : arrives ? 'pass' : 'drop'
  const where = last?.rule
    ? `rule at line ${last.rule.rule.line} of table ${last.table}`
    : `table ${last?.table ?? 0} has no rule for it`
  return {
    name,
    verdict,
    line: last?.rule?.rule.line ?? null,
    reason: verdict === 'pass' ? null : verdict === 'unknown' ? (trace.unknown[0] ?? null) : `${name}: ${where}`,
  }
}

/** The port of an interface, as rules that match its MAC together with an in_port say it; null when they disagree. */
export function inferOfport(pipeline: Pipeline, mac: string): number | null {
  const wanted = BigInt(`0x${mac.replaceAll(':', '')}`)
  const ports = new Set<number>()
  for (const { match } of pipeline.rules) {
    const port = match.fields.find((one) => one.field === 'in_port')
    if (port && match.fields.some((one) => (one.field === 'dl_src' || one.field === 'arp_sha') && one.value === wanted))
      ports.add(Number(port.value))
  }
  return ports.size === 1 ? ([...ports][0] ?? null) : null
}

/** Another port that rules speak of: where packets from elsewhere may enter when the ports are not known. */
function inferEntry(pipeline: Pipeline, own: number): number {
  for (const { match } of pipeline.rules) {
    const port = match.fields.find((one) => one.field === 'in_port')
    if (port && Number(port.value) !== own) return Number(port.value)
  }
  return 0xfffe
}
