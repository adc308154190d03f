import type { Station } from '../../../openflow/build-packet'
import { type ProbeAnswer, probeAddress } from '../../../openflow/probe-address'
import { admittedHosts } from '../../../registry/exports/admits-address'
import type { SwitchInterface } from '../../../registry/exports/exported-port'
import type { FileEvidence, FlowTable, Place, Programmed } from '../file-evidence'
import { type FileInterface, networkOf, speakingPorts } from '../file-interface'
import { TableIndex } from './table-index'

type PortPlace = { readonly index: TableIndex; readonly ofport: number }
type Entry = { readonly ofport: number; readonly peer: Station | null }

const PEERS_MAX = 4
const ENTRIES_MAX = 8
// Where nobody else is known: a locally administered MAC and addresses for documentation (RFC 5737, RFC 3849).
const STAND_IN = {
  ipv4: { mac: '02:00:00:00:00:01', ip: '192.0.2.1' },
  ipv6: { mac: '02:00:00:00:00:01', ip: '2001:db8::1' },
}

/**
 * Asks flow tables whether they pass an interface's addresses. The port of an interface is what a listing of the switch's
 * interfaces says, else what the rules say that name its MAC or, where none does, one of its addresses.
 */
export class ProgrammedPairs {
  /** Why a pair of an interface that is on one of the tables could not be judged, and how often. */
  readonly doubts = new Map<string, number>()
  private readonly tables: readonly TableIndex[]
  private readonly listed: readonly SwitchInterface[]
  private readonly places = new Map<FileInterface, readonly PortPlace[]>()
  private readonly byNetwork = new Map<string | null, FileInterface[]>()

  constructor(tables: readonly FlowTable[], evidence: readonly FileEvidence[]) {
    this.tables = tables.map((table) => new TableIndex(table))
    this.listed = evidence.flatMap((one) => (one.kind === 'registry' ? one.exported.switchInterfaces : []))
  }

  /** Makes the interfaces known among which peers are looked for. */
  setInterfaces(interfaces: readonly FileInterface[]): void {
    for (const one of interfaces) {
      const held = this.byNetwork.get(networkOf(one)) ?? []
      this.byNetwork.set(networkOf(one), held)
      held.push(one)
    }
  }

  of(one: FileInterface, address: string): Programmed {
    const places = this.placesOf(one)
    const answers = places.map((place) => this.ask(one, address, place))
    const first = answers[0]
    if (!first) return unknown(null)
    if (answers.every((answer) => answer.answer === first.answer)) return this.noted(first)
    return this.noted(unknown('several ports could be the one of this interface, and they do not agree'))
  }

  /** Addresses for which some rule speaks with the interface's MAC: whoever asked for them. */
  addressesFor(one: FileInterface): string[] {
    const { mac } = one
    return mac === null ? [] : this.tables.flatMap((index) => index.addressesOfMac(mac))
  }

  private noted(found: Programmed): Programmed {
    const { answer, reason } = found
    if (answer === 'unknown' && reason !== null) this.doubts.set(reason, (this.doubts.get(reason) ?? 0) + 1)
    return found
  }

  private placesOf(one: FileInterface): readonly PortPlace[] {
    const known = this.places.get(one) ?? this.find(one)
    this.places.set(one, known)
    return known
  }

  private find(one: FileInterface): PortPlace[] {
    if (this.tables.length === 0) return []
    const { mac } = one
    const naming = mac === null ? [] : this.tables.filter((index) => index.namesMac(mac))
    const ids = new Set(one.ports.flatMap(({ port }) => [port.id, port.name]))
    const listed = this.listed.filter(
      ({ ifaceId, attachedMac, ofport }) =>
        ofport !== null &&
        ofport > 0 &&
        ((mac !== null && attachedMac === mac) || (ifaceId !== null && ids.has(ifaceId))),
    )
    // A table that names the MACs of others is not the one of an interface that it does not name.
    const [only] = this.tables
    const candidates = naming.length > 0 || this.tables.length > 1 || only?.namesMacs ? naming : this.tables
    if (listed.length > 0 && candidates.length > 0)
      return candidates.flatMap((index) => listed.map(({ ofport }) => ({ index, ofport: ofport ?? 0 })))
    if (mac !== null && naming.length > 0) return naming.flatMap((index) => this.portsOf(one, mac, index))
    const byAddress = this.tables.flatMap((index) => {
      const ports = new Set(addressesOf(one).flatMap((address) => index.portsOfAddress(address)))
      return [...ports].map((ofport) => ({ index, ofport }))
    })
    return byAddress.length === 1 ? byAddress : []
  }

  private portsOf(one: FileInterface, mac: string, index: TableIndex): PortPlace[] {
    const named = index.portsOfMac(mac)
    const [ip] = addressesOf(one)
    const ports =
      named.length > 0 || ip === undefined
        ? named
        : index.portsByTrying({ mac, ip }, this.peersOf(one, ip)[0] ?? standIn(ip))
    return ports.map((ofport) => ({ index, ofport }))
  }

  /** Other guests of the same network, as they would speak to this one. */
  private peersOf(one: FileInterface, address: string): Station[] {
    return this.othersOf(one, address).map(({ station }) => station)
  }

  private othersOf(one: FileInterface, address: string): { other: FileInterface; station: Station }[] {
    const found: { other: FileInterface; station: Station }[] = []
    for (const other of this.byNetwork.get(networkOf(one)) ?? []) {
      if (other === one || other.mac === null || other.mac === one.mac) continue
      const ip = addressesOf(other).find((text) => isV6(text) === isV6(address) && text !== address)
      if (ip !== undefined) found.push({ other, station: { mac: other.mac, ip } })
      if (found.length === PEERS_MAX) break
    }
    return found
  }

  private ask(one: FileInterface, address: string, { index, ofport }: PortPlace): Programmed {
    const mac = (one.claims.get(address) ?? []).find((claim) => claim.mac !== null)?.mac ?? one.mac
    if (mac === null) return unknown('its MAC is not known')
    const controls = addressesOf(one).filter((other) => other !== address && isV6(other) === isV6(address))
    const others = this.othersOf(one, address)
    let best: ProbeAnswer | null = null
    for (const entry of this.entriesOf(others, index, ofport)) {
      const peer = entry.peer ?? others[0]?.station ?? standIn(address)
      const answer = probeAddress({
        pipeline: index.pipeline,
        ofport,
        mac,
        address,
        controls,
        peer,
        entry: entry.ofport,
      })
      if (best === null || rankOf(answer, controls) > rankOf(best, controls)) best = answer
      if (rankOf(answer, controls) === RANK_MAX || isStopped(answer)) break
    }
    if (!best) return unknown('no way into this bridge is known')
    return toProgrammed(best, controls, index)
  }

  /** Where a packet for the interface may enter the bridge: by ports that are nobody's, then from guests beside it. */
  private entriesOf(
    others: readonly { other: FileInterface; station: Station }[],
    index: TableIndex,
    own: number,
  ): Entry[] {
    const beside = others.flatMap(({ other, station }) =>
      this.placesOf(other).flatMap((place) => (place.index === index ? [{ ofport: place.ofport, peer: station }] : [])),
    )
    const taken = new Set([own, ...beside.map((entry) => entry.ofport)])
    const free: Entry[] = []
    for (const ofport of index.ports) {
      if (free.length === ENTRIES_MAX - PEERS_MAX) break
      if (!taken.has(ofport)) free.push({ ofport, peer: null })
    }
    const entries: Entry[] = [...free, ...beside]
    return entries.length > 0 ? entries.slice(0, ENTRIES_MAX) : [{ ofport: LOCAL, peer: null }]
  }
}

const LOCAL = 0xfffe
const RANK_MAX = 3

const isDropped = (answer: ProbeAnswer, way: 'announce-out' | 'out' | 'in'): boolean =>
  answer.probes.some((probe) => probe.name.endsWith(way) && probe.verdict === 'drop')
/** What leaves is dropped: by which port others come in decides nothing any more. */
const isStopped = (answer: ProbeAnswer): boolean => answer.answer === 'no' && isDropped(answer, 'out')

/** Of several ways in, the one that says most: all pass; the control alone passes; nothing passes, for which the way may be to blame. */
function rankOf(answer: ProbeAnswer, controls: readonly string[]): number {
  if (answer.answer === 'yes' && !answer.isPolicy) return RANK_MAX
  if (answer.answer === 'no' && (controls.length > 0 || isDropped(answer, 'out'))) return 2
  return answer.answer === 'unknown' ? 0 : 1
}

function toProgrammed(answer: ProbeAnswer, controls: readonly string[], { table, pipeline }: TableIndex): Programmed {
  if (answer.answer === 'unknown') return unknown(answer.reason)
  if (answer.isPolicy && isDropped(answer, 'announce-out'))
    return unknown('nothing that this interface sends passes, its registered addresses included')
  if (answer.answer === 'no' && !isDropped(answer, 'out') && controls.length === 0)
    return unknown('what it sends passes; by which port others reach it is not known')
  if (answer.answer === 'yes') return { answer: 'yes', reason: null, places: [] }
  const line = answer.probes.find((probe) => probe.verdict === 'drop')?.line
  const rule = pipeline.rules.find((one) => one.rule.line === line)?.rule
  const places: Place[] = rule ? [{ source: table.source, span: rule.span }] : []
  return { answer: 'no', reason: answer.reason, places }
}

const isV6 = (address: string): boolean => address.includes(':')
const unknown = (reason: string | null): Programmed => ({ answer: 'unknown', reason, places: [] })
const standIn = (address: string): Station => (isV6(address) ? STAND_IN.ipv6 : STAND_IN.ipv4)

/** The single addresses that the registries let an interface use. */
const addressesOf = (one: FileInterface): string[] => [
  ...new Set(speakingPorts(one).flatMap(({ port }) => admittedHosts(port))),
]
