import { buildTables } from '../build-tables'
import type { ClassifiedRule } from '../classifier/classified-rule'
import { EMPTY_SCOPE } from '../fields/field-scope'
import { PORT } from '../fields/port-names'
import { toAnswerRule } from '../trace-packet'
import type { Switch } from '../translate/switch-model'
import { type AddressSet, toPrefixes, union } from '../who/address-set'
import {
  type Effort,
  findSenders,
  leaves,
  listMacs,
  newEffort,
  type Senders,
  sendersWithMac,
} from '../who/find-senders'
import { listSpeakingPorts } from '../who/list-ports'
import { PACKET_KINDS, type PacketKind } from '../who/scenarios'
import { bounded, type Found, type LintFinding, type LintInput, sayRule } from './lint-finding'

const WAYS_MAX = 100_000
/** A prefix this short is more than the subnet of any guest; longer ones may be what was meant. */
const OPEN_LENGTH_MAX: Readonly<Record<'ipv4' | 'ipv6', number>> = { ipv4: 8, ipv6: 16 }
const SAID: Readonly<Record<PacketKind, string>> = {
  ipv4: 'IPv4 packets',
  ipv6: 'IPv6 packets',
  arp: 'ARP replies',
  arpRequests: 'ARP requests',
  nd: 'neighbour advertisements',
  ndSolicitations: 'neighbour solicitations',
}

/**
 * Ports whose senders are filtered for one kind of packet and not for another: a guest that may send IPv4 packets from
 * one address only, but answer ARP for any, takes any address over. Found by who may speak as whom, so that it does not
 * matter how the rules are written.
 */
export function findSpoofingHoles(input: LintInput): Found {
  const model = input.model ?? assumedModel(input)
  const ports = input.model
    ? listSpeakingPorts(model, null)
        .filter((port) => port.bridge === input.bridge)
        .map(({ name, ofport }) => ({ name: name || String(ofport), ofport }))
    : filteredPorts(input.rules).map((ofport) => ({ name: String(ofport), ofport }))
  const effort = newEffort(WAYS_MAX)
  const findings: LintFinding[] = []
  for (const [i, port] of ports.entries()) {
    if (effort.left <= 0)
      return bounded(findings, 'anti-spoofing holes', [
        `${ports.length - i} ports were not searched for anti-spoofing holes: there are too many ways through the tables`,
      ])
    findings.push(...holesOf(model, input.bridge, port, effort))
  }
  return bounded(findings, 'anti-spoofing holes')
}

/** Ports that rules name together with a source: those whose senders somebody meant to filter. */
function filteredPorts(rules: readonly ClassifiedRule[]): number[] {
  const ports = new Set<number>()
  for (const { match } of rules) {
    const port = match.fields.find((one) => one.field === 'in_port')
    if (port && match.fields.some((one) => SOURCES.has(one.field))) ports.add(Number(port.value))
  }
  return [...ports].filter((port) => port < PORT.unset)
}
const SOURCES = new Set(['dl_src', 'arp_sha', 'arp_spa', 'nw_src', 'ipv6_src', 'nd_target', 'nd_sll'])

function assumedModel({ bridge, rules, groups }: LintInput): Switch {
  const model = {
    name: bridge,
    ports: new Map(),
    tables: buildTables(rules),
    groups,
    meters: null,
    scope: EMPTY_SCOPE,
    knowsPorts: false,
    forwardsBpdu: false,
  }
  return { bridges: new Map([[bridge, model]]), tunnelsNatively: false }
}

function holesOf(model: Switch, bridge: string, port: { name: string; ofport: number }, effort: Effort): LintFinding[] {
  const kinds = PACKET_KINDS.map((kind) => {
    const senders = findSenders(model, bridge, port.ofport, kind, effort)
    const macs = listMacs([senders], bridge, port.ofport)
    const set = union(macs.map(({ mac }) => sendersWithMac(senders, mac, bridge, port.ofport).leaving))
    return { kind, senders, set, isOpen: isOpen(set, senders.family) }
  })
  const filtered = kinds.find(({ set, isOpen }) => set.length > 0 && !isOpen)
  if (!filtered) return []
  const drop = ruleThatDrops(filtered.senders)
  return kinds
    .filter((one) => one.isOpen)
    .map(({ kind, senders, set }): LintFinding => {
      const rule = ruleThatPasses(senders, drop?.rule.table ?? null, bridge, port.ofport)
      const widest = toPrefixes(set, senders.family).reduce((a, b) => (b.length < a.length ? b : a)).length
      return {
        name: 'spoofing-hole',
        isVerdict: true,
        sentence: `Port ${port.name} may send ${SAID[filtered.kind]} from some addresses only, but ${SAID[kind]} from ${widest === 0 ? 'any address' : `addresses as wide as /${widest}`}${rule ? `: ${sayRule(rule)} of table ${rule.rule.table} lets them through` : ''}.`,
        table: rule?.rule.table ?? 0,
        rule: rule && toAnswerRule(rule),
        other: drop && toAnswerRule(drop),
      }
    })
}

const isOpen = (set: AddressSet, family: 'ipv4' | 'ipv6'): boolean =>
  toPrefixes(set, family).some(({ length }) => length <= OPEN_LENGTH_MAX[family])

function ruleThatDrops({ exploration }: Senders): ClassifiedRule | null {
  for (const { outputs, unknown, path } of exploration.ways)
    if (outputs.length === 0 && !unknown && path.length > 0) return path.at(-1) ?? null
  return null
}

/** On the widest way out, the rule of the table that filters others; where the way leaves that table out, its first. */
function ruleThatPasses({ exploration }: Senders, table: number | string | null, bridge: string, ofport: number) {
  let widest: { path: readonly ClassifiedRule[]; fixed: number } | null = null
  for (const way of exploration.ways) {
    if (!leaves(way, bridge, ofport)) continue
    const fixed = way.region.cube.slice(0, way.region.cube.length >>> 1).reduce((sum, mask) => sum + countOnes(mask), 0)
    if (!widest || fixed < widest.fixed) widest = { path: way.path, fixed }
  }
  return widest?.path.find(({ rule }) => rule.table === table) ?? widest?.path[0] ?? null
}

function countOnes(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}
