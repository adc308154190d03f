import type { Action } from '../actions/action'
import type { Field } from '../fields/field-table'
import { prefixLengthOf } from '../fields/field-value'
import type { MatchField } from '../match/match'

/**
 * The forms in which rules are sent to a switch, oldest first, as bits of a set: OpenFlow 1.0, Nicira's extended match,
 * OpenFlow 1.1 and the versions of OXM (ofputil_protocol, include/openvswitch/ofp-protocol.h).
 */
export const PROTOCOL = {
  openFlow10: 1,
  nxm: 2,
  openFlow11: 4,
  openFlow12: 8,
  openFlow13: 16,
  openFlow14: 32,
  openFlow15: 64,
} as const
export type Protocol = (typeof PROTOCOL)[keyof typeof PROTOCOL]
export type ProtocolSet = number

const OXM = 8 | 16 | 32 | 64
const NXM_OXM = PROTOCOL.nxm | OXM
const NXM_OXM_11 = NXM_OXM | PROTOCOL.openFlow11
export const ANY_PROTOCOL: ProtocolSet = PROTOCOL.openFlow10 | NXM_OXM_11
export const PROTOCOLS: readonly Protocol[] = [1, 2, 4, 8, 16, 32, 64]
const SINCE_13 = 16 | 32 | 64

/** The sets that --protocols of ovs-ofctl names. */
export const PROTOCOL_NAMES: Readonly<Record<string, ProtocolSet>> = {
  any: ANY_PROTOCOL,
  nxm: PROTOCOL.nxm,
  oxm: OXM,
  openflow10: PROTOCOL.openFlow10 | PROTOCOL.nxm,
  openflow11: PROTOCOL.openFlow11,
  openflow12: PROTOCOL.openFlow12,
  openflow13: PROTOCOL.openFlow13,
  openflow14: PROTOCOL.openFlow14,
  openflow15: PROTOCOL.openFlow15,
}

/** A list of such names, as `--protocols` takes it; the name that is none where one is not understood. */
export function parseProtocols(text: string): ProtocolSet | string {
  let set: ProtocolSet = 0
  for (const name of text.split(/[\s,]+/).filter((one) => one !== '')) {
    const named = Object.hasOwn(PROTOCOL_NAMES, name.toLowerCase()) ? PROTOCOL_NAMES[name.toLowerCase()] : undefined
    if (named === undefined) return name
    set |= named
  }
  return set === 0 ? text : set
}

const EVERYWHERE = new Set(
  'in_port eth_src eth_dst eth_type vlan_tci dl_vlan vlan_vid dl_vlan_pcp vlan_pcp ip_src ip_dst nw_proto nw_tos ip_dscp arp_op arp_spa arp_tpa tcp_src tcp_dst udp_src udp_dst icmp_type icmp_code'.split(
    ' ',
  ),
)
const SINCE_11 = new Set('metadata in_port_oxm mpls_label mpls_tc nw_ecn sctp_src sctp_dst'.split(' '))
const ADDRESSES = new Set(['ip_src', 'ip_dst', 'arp_spa', 'arp_tpa'])

/** The protocols that know a field (MFF_ rows "OF1.0", "NXM" and "OXM" of ovs-fields(7)). */
const knowsField = (field: Field): ProtocolSet =>
  EVERYWHERE.has(field.name) ? ANY_PROTOCOL : SINCE_11.has(field.name) ? NXM_OXM_11 : NXM_OXM

const IPV6 = 0x86ddn
const LATER_THAN_IPV6 = new Set(['nw_proto', 'nw_tos', 'ip_dscp', 'nw_ecn'])

/** The protocols in which a match can be said. */
export function protocolsOfMatch(fields: readonly MatchField[]): ProtocolSet {
  const isIpv6 = fields.some(({ definition, value }) => definition.name === 'eth_type' && value === IPV6)
  return fields.reduce((set, { definition, mask }) => {
    if (isIpv6 && LATER_THAN_IPV6.has(definition.name)) return set & NXM_OXM
    if (mask === (1n << BigInt(definition.bits)) - 1n) return set & knowsField(definition)
    if (ADDRESSES.has(definition.name))
      return set & (prefixLengthOf(definition.bits, mask) === null ? NXM_OXM_11 : ANY_PROTOCOL)
    const isMac = definition.name === 'eth_src' || definition.name === 'eth_dst' || definition.name === 'metadata'
    // "No tag" is said with a number that does not fill the field, and a type of service without its ECN.
    if (definition.name === 'dl_vlan' || definition.name === 'nw_tos') return set
    return set & (isMac ? NXM_OXM_11 : NXM_OXM)
  }, ANY_PROTOCOL)
}

/** The protocols in which actions can be said. */
export function protocolsOfActions(actions: readonly Action[]): ProtocolSet {
  return actions.reduce((set, action) => set & protocolsOfAction(action), ANY_PROTOCOL)
}

function protocolsOfAction(action: Action): ProtocolSet {
  switch (action.kind) {
    case 'set':
      return action.how === 'set_field' ? knowsField(action.field) : ANY_PROTOCOL
    case 'push-vlan':
      return OXM | PROTOCOL.openFlow11
    case 'write-metadata':
      return NXM_OXM_11
    case 'meter':
    case 'encap':
      return SINCE_13
    case 'clone':
    case 'write-actions':
    case 'apply-actions':
      return protocolsOfActions(action.actions)
    case 'ct':
      return protocolsOfActions(action.exec)
    default:
      return ANY_PROTOCOL
  }
}

const SINCE_12 = OXM
const FLAGS: Readonly<Record<string, ProtocolSet>> = {
  reset_counts: SINCE_12,
  no_packet_counts: SINCE_13,
  no_byte_counts: SINCE_13,
}
export const protocolsOfFlags = (flags: readonly string[]): ProtocolSet =>
  flags.reduce((set, flag) => set & (FLAGS[flag] ?? ANY_PROTOCOL), ANY_PROTOCOL)

/** Setting a TTL is an action of every version since 1.1 and of none before: rules with it were written for later ones. */
export const needsLaterVersion = (actions: readonly Action[]): boolean =>
  actions.some(
    (action) =>
      (action.kind === 'set' && action.how === 'mod' && action.field.name === 'nw_ttl') ||
      ('actions' in action && needsLaterVersion(action.actions)),
  )

/** The oldest protocol of a set, which is what ovs-ofctl takes; null of the empty one. */
export const oldestOf = (set: ProtocolSet): Protocol | null => PROTOCOLS.find((one) => (set & one) !== 0) ?? null
