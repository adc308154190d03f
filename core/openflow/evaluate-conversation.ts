import type { Packet } from './build-packet'
import { announcePacket, answerPacket, askPacket, echoPacket, enteringBy, type Station } from './build-packet'
import type { Pipeline } from './build-pipeline'
import { evaluatePipeline, type Trace } from './evaluate-pipeline'
import { getBits, type Place, setBits, W } from './fields/flow-layout'
import { isPresent, markPresent } from './fields/tunnel-options'
import { inferOfport } from './probe-address'

/**
 * Before a guest can ping an address, four packets must cross: who has it, it is here, the echo, its answer. The first
 * that stops explains the silence; those after it are never sent. By itself stands the announcement with which a holder
 * tells everybody that the address has come to it.
 */
export type Party = {
  readonly guest: string
  readonly host: string | null
  readonly station: Station // MAC and IP it really sends; the MAC may be a virtual one (VRRP)
  readonly nicMac?: string // of the interface, by which rules may name its port; left out: that of the station
  readonly ofport: number | null
  readonly pipeline: Pipeline | null
}
export type Hop = { readonly host: string; readonly direction: 'out' | 'in'; readonly trace: Trace | null }
export type ConversationStep = {
  readonly name: 'ask' | 'answer' | 'request' | 'reply' | 'announce'
  readonly from: string
  readonly to: string
  readonly hops: readonly Hop[]
  readonly state: 'passes' | 'stops' | 'would-pass' | 'would-stop' | 'unknown'
  readonly stoppedAt: number | null // index of the hop
  readonly reason: string | null
}

/** `asker` pings the address that `holder` has as its station's ip. */
export function evaluateConversation(asker: Party, holder: Party): ConversationStep[] {
  const packets: [ConversationStep['name'], Party, Party, Packet][] = [
    ['ask', asker, holder, askPacket(asker.station, holder.station.ip)],
    ['answer', holder, asker, answerPacket(holder.station, asker.station)],
    ['request', asker, holder, echoPacket('request', asker.station, holder.station)],
    ['reply', holder, asker, echoPacket('reply', holder.station, asker.station)],
  ]
  let isCut = false
  const steps = packets.map(([name, from, to, packet]) => {
    const step = cross(name, from, to, packet)
    const state = step.state === 'unknown' || !isCut ? step.state : step.state === 'stops' ? 'would-stop' : 'would-pass'
    if (step.state === 'stops') isCut = true
    return { ...step, state }
  })
  return [...steps, cross('announce', holder, asker, announcePacket(holder.station))]
}

function cross(name: ConversationStep['name'], from: Party, to: Party, packet: Packet): ConversationStep {
  const hops: Hop[] = []
  const end = (state: ConversationStep['state'], reason: string | null): ConversationStep => ({
    name,
    from: from.guest,
    to: to.guest,
    hops,
    state,
    stoppedAt: state === 'stops' ? hops.length - 1 : null,
    reason,
  })
  const isLocal = from.host !== null && from.host === to.host
  const leaving = portOf(from)
  if (!from.pipeline || leaving === null)
    return end(
      'unknown',
      from.host === null ? `where ${from.guest} runs is not known` : `there is no flow table of ${from.host}`,
    )
  const out = evaluatePipeline(from.pipeline, enteringBy(packet, leaving))
  hops.push({ host: from.host ?? '', direction: 'out', trace: out })
  if (out.verdict === 'unknown') return end('unknown', out.unknown[0] ?? null)
  if (out.verdict === 'drop') return end('stops', where(out))
  if (isLocal) {
    const port = portOf(to)
    if (port === null) return end('unknown', `the port of ${to.guest} is not known`)
    return out.floods || out.outputs.some((one) => one.ofport === port)
      ? end('passes', null)
      : end('stops', `it does not leave by the port of ${to.guest}`)
  }
  const arriving = portOf(to)
  const entry = to.pipeline?.ports.find((port) => port.type !== '' && port.type !== 'internal')?.ofport
  if (!to.pipeline || arriving === null || entry === undefined) {
    return end(
      'unknown',
      to.pipeline
        ? `the tunnel port of ${to.host} is not known`
        : to.host === null
          ? `where ${to.guest} runs is not known`
          : `there is no flow table of ${to.host}`,
    )
  }
  const into = evaluatePipeline(to.pipeline, throughTunnel(out.final, from.pipeline, to.pipeline, entry))
  hops.push({ host: to.host ?? '', direction: 'in', trace: into })
  if (into.verdict === 'unknown') return end('unknown', into.unknown[0] ?? null)
  const reaches = into.floods || into.outputs.some((one) => one.ofport === arriving)
  return reaches
    ? end('passes', null)
    : end('stops', into.verdict === 'drop' ? where(into) : `it does not reach the port of ${to.guest}`)
}

const TUN_ID: Place = { word: W.tunId, words: 2, shift: 0 }

/**
 * The packet as it comes out of the tunnel on the other host: with the headers it left with, the key and the options that
 * the rules gave it, and nothing else the first host knew of it. Each host numbers the places of options for itself.
 */
function throughTunnel(left: Packet, from: Pipeline, to: Pipeline, entry: number): Packet {
  const arrived = enteringBy(left, entry)
  arrived.fill(0, 0, W.dlDst)
  setBits(arrived, TUN_ID, 0, 64, getBits(left, TUN_ID, 0, 64))
  arrived[W.inPort] = entry
  const there = to.model.bridges.get(to.bridge)?.scope.tunnelFields
  for (const [index, field] of from.model.bridges.get(from.bridge)?.scope.tunnelFields ?? []) {
    const same = there?.get(index)
    if (!same || !isPresent(left, index)) continue
    markPresent(arrived, index, true)
    const bits = Math.min(field.bits, same.bits)
    setBits(arrived, same.place, 0, bits, getBits(left, field.place, 0, bits))
  }
  return arrived
}

const portOf = (party: Party): number | null =>
  party.ofport ?? (party.pipeline ? inferOfport(party.pipeline, party.nicMac ?? party.station.mac) : null)

function where(trace: Trace): string {
  const last = trace.steps.at(-1)
  return last?.rule
    ? `table ${last.table}, priority ${last.rule.rule.priority}, cookie ${last.rule.rule.cookie}`
    : `table ${last?.table ?? 0} has no rule for it`
}
