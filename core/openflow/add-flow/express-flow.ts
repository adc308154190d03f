import { type ActionWords, formatActions } from '../actions/format-actions'
import type { FieldScope } from '../fields/field-scope'
import { W, word } from '../fields/flow-layout'
import { formatMatch } from '../match/format-match'
import type { MaskedFlow } from '../match/masked-text'
import { askedOf } from '../match/match'
import { splitTopLevel } from '../match/split-top-level'
import type { AddedFlow, TypedFlow } from './added-flow'
import { expressActions } from './express-actions'
import { normaliseMatch } from './normalise-match'
import { PROTOCOL, type Protocol } from './protocols'

const PRIORITY_DEFAULT = 32_768
const ANY_TABLE = 0xff // a table that the switch chooses: what messages say where rules name none
const VLAN_ID = 0xfff
const VLAN_PRESENT = 0x1000

/**
 * The message a rule becomes, in the words in which Open vSwitch prints it (ofputil_flow_mod_format, lib/ofp-flow.c):
 *
 *     ADD table:1 priority=10,ip cookie:0x5 idle:10 actions=output:1
 */
export function expressFlow(flow: TypedFlow, protocol: Protocol, hasTables: boolean, scope: FieldScope): AddedFlow {
  const asked = expressMatch(normaliseMatch(askedOf(flow.match)), protocol)
  const printed = formatMatch(asked, scope.tunnelFields)
  const tokens = [...splitTopLevel(printed), ...flow.match.unknown]
  const words: ActionWords = protocol <= PROTOCOL.nxm ? 'OpenFlow10' : 'newer'
  const actions = formatActions(
    expressActions(flow.actions ?? [], {
      protocol,
      hasVlan: (word(asked.mask, W.vlanTci) & word(asked.value, W.vlanTci) & VLAN_PRESENT) !== 0,
      ipProtocol: word(asked.mask, W.nwProto) === 0 ? null : word(asked.value, W.nwProto),
    }),
    words,
  )
  const isDeletion = flow.command.startsWith('DEL')
  const table =
    flow.table ??
    (protocol <= PROTOCOL.nxm && hasTables ? ANY_TABLE : isDeletion && protocol > PROTOCOL.nxm ? ANY_TABLE : 0)
  const priority = flow.priority ?? PRIORITY_DEFAULT
  const cookie = flow.cookie ?? 0n
  const { idle_timeout, hard_timeout } = flow.timeouts
  const importance = protocol >= PROTOCOL.openFlow14 ? flow.timeouts.importance : 0
  const extra = {
    ...(idle_timeout > 0 && { idle_timeout }),
    ...(hard_timeout > 0 && { hard_timeout }),
    ...(importance > 0 && { importance }),
    ...(flow.flags.length > 0 && { flags: sortFlags(flow.flags) }),
  }
  const matchText = [...(priority === PRIORITY_DEFAULT ? [] : [`priority=${priority}`]), ...tokens].join(',')
  const raw = [
    ...(table === 0 ? [] : [`table:${table}`]),
    ...(matchText === '' ? [] : [matchText]),
    ...(cookie === 0n ? [] : [`cookie:0x${cookie.toString(16)}`]),
    ...(idle_timeout > 0 ? [`idle:${idle_timeout}`] : []),
    ...(hard_timeout > 0 ? [`hard:${hard_timeout}`] : []),
    ...(importance > 0 ? [`importance:${importance}`] : []),
    ...(flow.outPort === null ? [] : [flow.outPort.replace('=', ':')]),
    ...sortFlags(flow.flags),
    `actions=${actions}`,
  ].join(' ')
  return {
    command: flow.command,
    table,
    priority,
    cookie: `0x${cookie.toString(16)}`,
    match: tokens.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(','),
    actions,
    extra,
    raw,
    line: flow.line,
  }
}

const FLAG_ORDER = ['send_flow_rem', 'check_overlap', 'reset_counts', 'no_packet_counts', 'no_byte_counts']
const sortFlags = (flags: readonly string[]): string[] => FLAG_ORDER.filter((flag) => flags.includes(flag))

/**
 * Versions say "no VLAN tag" in ways of their own: 1.0 and 1.1 by the whole tag, those of OXM by number and presence.
 * The match of 1.1 has no place for ECN, which Open vSwitch loses there.
 */
function expressMatch(asked: MaskedFlow, protocol: Protocol): MaskedFlow {
  if (protocol === PROTOCOL.nxm) return asked
  const [value, mask] = [word(asked.value, W.vlanTci), word(asked.mask, W.vlanTci)]
  const isUntagged = (mask & VLAN_PRESENT) !== 0 && (value & VLAN_PRESENT) === 0 && (mask & VLAN_ID) === VLAN_ID
  const copy = { value: asked.value.slice(), mask: asked.mask.slice() }
  const isLegacy = protocol <= PROTOCOL.openFlow11
  if (isUntagged) {
    copy.mask[W.vlanTci] = isLegacy ? 0xffff : 0x1fff
    copy.value[W.vlanTci] = isLegacy ? 0 : value & 0x1fff
  }
  if (protocol === PROTOCOL.openFlow11) copy.mask[W.nwTos] = word(asked.mask, W.nwTos) & ~ECN
  return copy
}
const ECN = 3
