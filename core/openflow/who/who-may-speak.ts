import type { IpFamily } from '../../ip/ip'
import { formatPrefix } from '../../ip/prefix'
import { PORT } from '../fields/port-names'
import { toAnswerRule } from '../trace-packet'
import type { Switch, SwitchPort } from '../translate/switch-model'
import { type AddressSet, sayCarved, toPrefixes, union } from './address-set'
import type { Why } from './explore'
import { chooseEntries, type Entry, findReceivers, type Receivers, receiversOf } from './find-receivers'
import {
  type Effort,
  findSenders,
  listMacs,
  newEffort,
  type SenderSet,
  sendersWithMac,
  withoutKnown,
} from './find-senders'
import { listSpeakingPorts } from './list-ports'
import { FAMILY, PACKET_KINDS, type PacketKind } from './scenarios'
import type { MacSenders, PortAnswer, SenderPrefixes, WhoAnswer, WhoException } from './who'

const WAYS_PER_HOST_MAX = 400_000

/**
 * Who may speak as whom: for each port, the complete set of addresses with which some packet sent into it leaves the
 * switch by another port, and of addresses towards which packets from elsewhere reach it. All packets are followed at
 * once, not samples; what cannot be known is an exception that says why. `wanted` chooses ports by name or number.
 */
export function whoMaySpeak(model: Switch, wanted: string | null): WhoAnswer {
  const effort = newEffort(WAYS_PER_HOST_MAX)
  const ports = listSpeakingPorts(model, wanted)
  const entries = ports.length === 0 ? [] : chooseEntries(model)
  const receivers = {
    ipv4: findReceivers(model, entries, 'ipv4', effort),
    ipv6: findReceivers(model, entries, 'ipv6', effort),
  }
  return { ports: ports.map((port) => answerFor(model, port, receivers, effort)), assumptions: assumptionsOf(entries) }
}

type Both = { readonly ipv4: Receivers; readonly ipv6: Receivers }

function answerFor(model: Switch, port: SwitchPort, receivers: Both, effort: Effort): PortAnswer {
  const { bridge, ofport } = port
  const senders = mapKinds((kind) => findSenders(model, bridge, ofport, kind, effort))
  const macs = listMacs(Object.values(senders), bridge, ofport)
  const byMac = macs.map(({ label, mac }) => ({
    label,
    sets: mapKinds((kind) => sendersWithMac(senders[kind], mac, bridge, ofport)),
  }))
  // A MAC that no rule lets through still has its doubts; one stands for all where none is named.
  const doubts = mapKinds((kind) => sendersWithMac(senders[kind], SOME_MAC, bridge, ofport))
  const all = mapKinds((kind): SenderSet => {
    const sets = [...byMac.map((one) => one.sets[kind]), doubts[kind]]
    const leaving = union(sets.map((one) => one.leaving))
    return {
      leaving,
      unknown: withoutKnown(
        sets.flatMap((one) => one.unknown),
        leaving,
      ),
    }
  })
  const arriving = {
    ipv4: receiversOf(receivers.ipv4, bridge, ofport),
    ipv6: receiversOf(receivers.ipv6, bridge, ofport),
  }
  return {
    bridge,
    port: port.name,
    ofport: ofport === PORT.local ? 'LOCAL' : ofport,
    out: prefixesOf(all),
    in: { ipv4: write(arriving.ipv4.arriving, 'ipv4'), ipv6: write(arriving.ipv6.arriving, 'ipv6') },
    macs: byMac.map(({ label, sets }): MacSenders => ({ mac: label, ...prefixesOf(sets) })),
    exceptions: [
      ...PACKET_KINDS.flatMap((kind) => exceptions('out', kind, all[kind].leaving, all[kind].unknown)),
      ...(['ipv4', 'ipv6'] as const).flatMap((kind) =>
        exceptions('in', kind, arriving[kind].arriving, arriving[kind].unknown),
      ),
    ],
  }
}

const SOME_MAC = 0x0200_5e00_5300n // locally administered, so that no rule is likely to name it
const mapKinds = <T>(of: (kind: PacketKind) => T): Record<PacketKind, T> =>
  Object.fromEntries(PACKET_KINDS.map((kind) => [kind, of(kind)])) as Record<PacketKind, T>

const write = (set: AddressSet, family: IpFamily): string[] => toPrefixes(set, family).map(formatPrefix)

const prefixesOf = (sets: Record<PacketKind, SenderSet>): SenderPrefixes =>
  mapKinds((kind) => write(sets[kind].leaving, FAMILY[kind]))

function exceptions(
  direction: WhoException['direction'],
  kind: PacketKind,
  known: AddressSet,
  unknown: readonly { readonly set: AddressSet; readonly why: Why }[],
): WhoException[] {
  const family = FAMILY[kind]
  const carved = sayCarved(known, family).filter(({ except }) => except.length > 0)
  return [
    ...carved.map(
      ({ prefix, except }): WhoException => ({
        direction,
        kind,
        what: 'carved-out',
        prefixes: except,
        of: prefix,
        reason: null,
        rule: null,
      }),
    ),
    ...unknown.map(
      ({ set, why }): WhoException => ({
        direction,
        kind,
        what: 'unknown',
        prefixes: write(set, family),
        of: null,
        reason: why.reason,
        rule: why.rule && toAnswerRule(why.rule),
      }),
    ),
  ]
}

function assumptionsOf(entries: readonly Entry[]): string[] {
  const named = entries.map(
    ({ bridge, port, vlan }) =>
      `${port.name || port.ofport} of ${bridge.name}${vlan === null ? '' : ` with VLAN ${vlan}`}`,
  )
  return [
    'IP packets are ICMP echo requests without VLAN tag or fragments; destinations may be any',
    'connection tracking knows no connection: a packet it sends back is tracked and new',
    'learned MAC addresses are not known: NORMAL floods',
    `packets from elsewhere go to one station, not to all, and enter by ${named.length === 0 ? 'no known port' : named.join(', ')}`,
  ]
}
