import { formatSubfield, type Subfield } from '../fields/field-scope'
import type { Field } from '../fields/field-table'
import { formatFieldValue } from '../fields/field-value'
import { formatPort } from '../fields/port-names'
import type { Action, ActionOf, TableRef } from './action'
import { formatCt } from './format-ct'
import { formatLearn } from './format-learn'
import { formatFinTimeout, formatNote, formatSample } from './format-text-actions'

/** The words of OpenFlow 1.0 or those of later versions: strip_vlan is pop_vlan since. */
export type ActionWords = 'OpenFlow10' | 'newer'

/** Actions in the words of Open vSwitch (ofpacts_format, lib/ofp-actions.c); `drop` when there are none. */
export function formatActions(actions: readonly Action[], words: ActionWords = 'newer'): string {
  return actions.length === 0 ? 'drop' : actions.map((action) => formatAction(action, words)).join(',')
}

const hex = (value: number | bigint): string => (BigInt(value) === 0n ? '0' : `0x${value.toString(16)}`)
const fixedHex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`
const outputText = (port: number): string => (port < 0xff00 ? `output:${port}` : formatPort(port))
/** A name as Open vSwitch writes it: bare when it can be no number and no word of its own. */
export const formatName = (name: string): string => (/^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : JSON.stringify(name))
const tableText = (table: TableRef): string => (typeof table === 'number' ? String(table) : formatName(table))

/** The name of a field in set_field; of the fields of OpenFlow 1.0 the newer one. */
const fieldText = (field: Field): string => field.name

function formatAction(action: Action, words: ActionWords): string {
  switch (action.kind) {
    case 'output':
      return outputText(action.port)
    case 'output-name':
      return `output:${formatName(action.name)}`
    case 'output-register':
      return `output:${formatSubfield(action.source)}`
    case 'output-truncated':
      return `output(port=${formatPort(action.port)},max_len=${action.maxLength})`
    case 'controller':
      return controllerText(action)
    case 'enqueue':
      return `enqueue:${formatPort(action.port)}:${action.queue}`
    case 'bundle':
      return bundleText(action)
    case 'multipath':
      return `multipath(${[
        action.hash.fields,
        action.hash.basis,
        action.hash.algorithm,
        action.links,
        action.argument,
        formatSubfield(action.destination),
      ].join(',')})`
    case 'set':
      return setText(action)
    case 'move':
      return `move:${formatSubfield(action.source)}->${formatSubfield(action.destination)}`
    case 'push':
    case 'pop':
      return `${action.kind}:${formatSubfield(action.subfield)}`
    case 'ct':
      return formatCt(action, (nested) => formatActions(nested, words))
    case 'learn':
      return formatLearn(action.learn)
    case 'resubmit':
      return resubmitText(action)
    case 'clone':
      return `clone(${formatActions(action.actions, words)})`
    case 'write-actions':
    case 'apply-actions':
      return `${action.kind.replace('-', '_')}(${formatActions(action.actions, words)})`
    case 'pop-vlan':
      return words === 'OpenFlow10' ? 'strip_vlan' : 'pop_vlan'
    default:
      return shortText(action)
  }
}

function shortText(
  action: Exclude<
    Action,
    ActionOf<
      | 'output'
      | 'output-name'
      | 'output-register'
      | 'output-truncated'
      | 'controller'
      | 'enqueue'
      | 'bundle'
      | 'multipath'
      | 'set'
      | 'move'
      | 'push'
      | 'pop'
      | 'ct'
      | 'learn'
      | 'resubmit'
      | 'clone'
      | 'write-actions'
      | 'apply-actions'
      | 'pop-vlan'
    >
  >,
): string {
  switch (action.kind) {
    case 'group':
      return `group:${action.id}`
    case 'push-vlan':
    case 'push-mpls':
    case 'pop-mpls':
      return `${action.kind.replace('-', '_')}:${fixedHex(action.etherType)}`
    case 'set-vlan-id':
      return `${action.pushes ? 'mod' : 'set'}_vlan_vid:${action.id}`
    case 'set-vlan-priority':
      return `${action.pushes ? 'mod' : 'set'}_vlan_pcp:${action.priority}`
    case 'set-mpls':
      return `set_mpls_${action.part}(${action.value})`
    case 'encap':
      return `encap(${action.text})`
    case 'decap':
      return `decap(${action.type ?? ''})`
    case 'dec-ttl':
      return action.text
    case 'set-tunnel':
      return `set_tunnel${action.isWide || action.id > 0xffffffffn ? '64' : ''}:${hex(action.id)}`
    case 'set-queue':
      return `set_queue:${action.queue}`
    case 'conjunction':
      return `conjunction(${action.id},${action.clause}/${action.clauses})`
    case 'note':
      return formatNote(action.text)
    case 'sample':
      return formatSample(action.text)
    case 'fin-timeout':
      return formatFinTimeout(action.text)
    case 'goto':
      return `goto_table:${tableText(action.table)}`
    case 'write-metadata': {
      const isWhole = action.mask === 0xffffffffffffffffn
      return `write_metadata:${hex(action.value)}${isWhole ? '' : `/${hex(action.mask)}`}`
    }
    case 'meter':
      return `meter:${action.id ?? ''}`
    case 'check-packet-larger':
      return `check_pkt_larger(${action.length})->${formatSubfield(action.destination)}`
    case 'delete-field':
      return `delete_field:${fieldText(action.field)}`
    case 'unknown':
      return action.text
    default:
      return action.kind.replaceAll('-', '_')
  }
}

const CONTROLLER_BYTES = 65_535
function controllerText(action: ActionOf<'controller'>): string {
  const { maxLength, id, reason, userdata, pause, meterId } = action
  const hasUserdata = userdata !== null && userdata !== ''
  if (id === 0 && reason === 'action' && !hasUserdata && !pause && meterId === null) return `CONTROLLER:${maxLength}`
  const parts = [
    ...(reason === 'action' ? [] : [`reason=${reason}`]),
    ...(maxLength === CONTROLLER_BYTES ? [] : [`max_len=${maxLength}`]),
    ...(id === 0 ? [] : [`id=${id}`]),
    ...(hasUserdata ? [`userdata=${userdata}`] : []),
    ...(pause ? ['pause'] : []),
    ...(meterId === null ? [] : [`meter_id=${meterId}`]),
  ]
  return `controller(${parts.join(',')})`
}

function bundleText({ hash, members, destination }: ActionOf<'bundle'>): string {
  const target = destination ? `,${formatSubfield(destination)}` : ''
  const ports = members.map(formatPort).join(',')
  return `bundle${destination ? '_load' : ''}(${hash.fields},${hash.basis},${hash.algorithm},ofport${target},members:${ports})`
}

/** A load names bits that lie together; set_field names a field and, where it is not whole, a mask. */
function setText(action: ActionOf<'set'>): string {
  const { how, field, value, mask } = action
  if (how === 'load') {
    const subfield = maskedBits(field, mask)
    return `load:${hex(value >> BigInt(subfield.offset))}->${formatSubfield(subfield)}`
  }
  if (how === 'mod') {
    const name = MOD_NAMES[field.name] ?? field.name
    return `mod_${name}:${field.format === 'hex' ? value : formatFieldValue(field, value)}`
  }
  return `set_field:${formatFieldValue(field, value, mask)}->${fieldText(field)}`
}
const MOD_NAMES: Readonly<Record<string, string>> = {
  eth_src: 'dl_src',
  eth_dst: 'dl_dst',
  ip_src: 'nw_src',
  ip_dst: 'nw_dst',
  tcp_src: 'tp_src',
  tcp_dst: 'tp_dst',
}

/** The lowest run of ones of a mask, as bits of the field. */
export function maskedBits(field: Field, mask: bigint): Subfield {
  let offset = 0
  while (mask !== 0n && ((mask >> BigInt(offset)) & 1n) === 0n) offset++
  let bits = 0
  while (((mask >> BigInt(offset + bits)) & 1n) === 1n) bits++
  return { field, offset, bits }
}

function resubmitText({ port, table, ct }: ActionOf<'resubmit'>): string {
  const shown = port === null ? '' : formatPort(port)
  if (table === null && !ct) return `resubmit:${shown === '' ? 'IN_PORT' : shown}`
  return `resubmit(${shown},${table === null ? '' : tableText(table)}${ct ? ',ct' : ''})`
}
