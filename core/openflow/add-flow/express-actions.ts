import type { Action, ActionOf } from '../actions/action'
import { maskedBits } from '../actions/format-actions'
import { type Field, fieldNamed } from '../fields/field-table'
import { allOnes } from '../fields/field-value'
import { IP } from '../fields/prerequisites'
import { PROTOCOL, type Protocol } from './protocols'

/** What the rule's own match says that decides how an action is said. */
export type Setting = { readonly protocol: Protocol; readonly hasVlan: boolean; readonly ipProtocol: number | null }

/**
 * Actions as a switch has them that got them by a protocol: what the protocol has no action for is said by another one
 * (encode_ and decode_ functions, lib/ofp-actions.c).
 */
export function expressActions(actions: readonly Action[], setting: Setting): Action[] {
  const list: Action[] = []
  let hasVlan = setting.hasVlan
  for (const action of actions) {
    list.push(...expressAction(action, { ...setting, hasVlan }))
    if (action.kind === 'push-vlan') hasVlan = true
    else if (action.kind === 'pop-vlan') hasVlan = false
    else if (action.kind === 'set-vlan-id' || action.kind === 'set-vlan-priority') hasVlan ||= action.pushes
  }
  return list
}

const isLegacy = (protocol: Protocol): boolean => protocol <= PROTOCOL.openFlow11
const isOpenFlow10 = (protocol: Protocol): boolean => protocol <= PROTOCOL.nxm

function expressAction(action: Action, setting: Setting): Action[] {
  const { protocol } = setting
  switch (action.kind) {
    case 'set':
      return expressSet(action, setting)
    case 'set-vlan-id':
    case 'set-vlan-priority':
      return expressVlan(action, setting)
    case 'set-tunnel':
      return isLegacy(protocol) ? [action] : [setField(fieldNamed('tun_id'), action.id)]
    case 'enqueue':
      return isOpenFlow10(protocol)
        ? [action]
        : [
            { kind: 'set-queue', queue: action.queue },
            { kind: 'output', port: action.port, maxLength: null },
            { kind: 'pop-queue' },
          ]
    case 'goto':
      return isOpenFlow10(protocol) ? [{ kind: 'resubmit', port: null, table: action.table, ct: false }] : [action]
    case 'clear-actions':
      return isOpenFlow10(protocol) ? [] : [action]
    case 'write-actions': {
      const actions = expressActions(action.actions, setting)
      return isOpenFlow10(protocol) || actions.length === 0 ? [] : [{ ...action, actions }]
    }
    case 'clone':
      return [{ ...action, actions: expressActions(action.actions, setting) }]
    case 'ct':
      return [{ ...action, exec: expressActions(action.exec, setting) }]
    default:
      return [action]
  }
}

const setField = (field: Field, value: bigint, mask = allOnes(field.bits)): Action => ({
  kind: 'set',
  how: 'set_field',
  field,
  value,
  mask,
})

function expressSet(action: ActionOf<'set'>, setting: Setting): Action[] {
  const { protocol } = setting
  if (action.how === 'load')
    return protocol === PROTOCOL.openFlow15
      ? [setField(action.field, action.value, action.mask)]
      : loads(action.field, action.value, action.mask)
  if (action.how === 'mod') return expressModify(action, setting)
  // Open vSwitch knows set_field of tunnel options from an action of its own in every version.
  if (/^tun_metadata/.test(action.field.name)) return [action]
  if (isLegacy(protocol)) return legacySet(action, protocol)
  const isWhole = action.mask === allOnes(action.field.bits)
  return isWhole || protocol === PROTOCOL.openFlow15 ? [action] : loads(action.field, action.value, action.mask)
}

const CHUNK = 64n
/** A load for each run of bits, of 64 at most. */
function loads(field: Field, value: bigint, mask: bigint): Action[] {
  const list: Action[] = []
  for (let low = 0n; low < BigInt(field.bits); low += CHUNK) {
    let rest = mask & (allOnes(64) << low)
    while (rest !== 0n) {
      const { offset, bits } = maskedBits(field, rest)
      const run = allOnes(bits) << BigInt(offset)
      list.push({ kind: 'set', how: 'load', field, value: value & run, mask: run })
      rest &= ~run
    }
  }
  return list
}

/** Fields that versions 1.0 and 1.1 have an action for, by the name their mod_ action is parsed to. */
const LEGACY: Readonly<Record<string, string>> = {
  eth_src: 'eth_src',
  eth_dst: 'eth_dst',
  ip_src: 'ip_src',
  ip_dst: 'ip_dst',
  nw_tos: 'nw_tos',
  tcp_src: 'tcp_src',
  tcp_dst: 'tcp_dst',
  udp_src: 'tcp_src',
  udp_dst: 'tcp_dst',
  sctp_src: 'tcp_src',
  sctp_dst: 'tcp_dst',
}
const VLAN_ID = 0xfffn

/** set_field in versions that know only their own fields; a mask gets lost on those, as it does in Open vSwitch. */
function legacySet({ field, value, mask }: ActionOf<'set'>, protocol: Protocol): Action[] {
  const modify = (name: string, number: bigint): Action => {
    const known = fieldNamed(name)
    return { kind: 'set', how: 'mod', field: known, value: number, mask: allOnes(known.bits) }
  }
  const vlan = (kind: 'set-vlan-id' | 'set-vlan-priority', number: bigint): Action =>
    kind === 'set-vlan-id'
      ? { kind, id: Number(number), pushes: isOpenFlow10(protocol) }
      : { kind, priority: Number(number), pushes: isOpenFlow10(protocol) }
  const name = LEGACY[field.name]
  if (name !== undefined) return [modify(name, value)]
  if (field.name === 'ip_dscp') return [modify('nw_tos', value << 2n)]
  if (field.name === 'nw_ecn' && !isOpenFlow10(protocol)) return [modify('nw_ecn', value)]
  if (field.name === 'vlan_vid') return [vlan('set-vlan-id', value & VLAN_ID)]
  if (field.name === 'vlan_pcp') return [vlan('set-vlan-priority', value)]
  if (field.name === 'vlan_tci') {
    if ((value & 0x1000n) === 0n) return [{ kind: 'pop-vlan' }]
    const set = [vlan('set-vlan-id', value & VLAN_ID), vlan('set-vlan-priority', value >> 13n)]
    return isOpenFlow10(protocol) ? set : [{ kind: 'push-vlan', etherType: 0x8100 }, ...set]
  }
  return loads(field, value, mask)
}

const PORT_FIELDS: Readonly<Record<number, string>> = { [IP.tcp]: 'tcp', [IP.udp]: 'udp', [IP.sctp]: 'sctp' }

function expressModify(action: ActionOf<'set'>, { protocol, ipProtocol }: Setting): Action[] {
  const { field, value } = action
  if (field.name === 'nw_ttl') return isOpenFlow10(protocol) ? loads(field, value, allOnes(field.bits)) : [action]
  if (field.name === 'nw_ecn') {
    if (isOpenFlow10(protocol)) return loads(field, value, allOnes(field.bits))
    return protocol === PROTOCOL.openFlow11 ? [action] : [setField(field, value)]
  }
  if (isLegacy(protocol)) return [action]
  if (field.name === 'nw_tos') return [setField(fieldNamed('ip_dscp'), value >> 2n)]
  const [, side] = /^tcp_(src|dst)$/.exec(field.name) ?? []
  const transport = PORT_FIELDS[ipProtocol ?? -1]
  return [setField(side && transport ? fieldNamed(`${transport}_${side}`) : field, value)]
}

function expressVlan(
  action: ActionOf<'set-vlan-id'> | ActionOf<'set-vlan-priority'>,
  { protocol, hasVlan }: Setting,
): Action[] {
  if (isOpenFlow10(protocol)) return [{ ...action, pushes: true }]
  const push: Action[] = action.pushes && !hasVlan ? [{ kind: 'push-vlan', etherType: 0x8100 }] : []
  if (protocol === PROTOCOL.openFlow11) return [...push, { ...action, pushes: false }]
  return [
    ...push,
    action.kind === 'set-vlan-id'
      ? setField(fieldNamed('vlan_vid'), BigInt(action.id) | 0x1000n)
      : setField(fieldNamed('vlan_pcp'), BigInt(action.priority)),
  ]
}
