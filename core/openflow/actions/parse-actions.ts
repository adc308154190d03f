import { EMPTY_SCOPE, type FieldScope, findScopedField, parseSubfield } from '../fields/field-scope'
import { fieldNamed } from '../fields/field-table'
import { allOnes, parseFieldValue, parseInteger } from '../fields/field-value'
import { PORT, parsePort, RESERVED_PORTS } from '../fields/port-names'
import { splitTopLevel } from '../match/split-top-level'
import type { Action } from './action'
import { parseCt, parseNat } from './parse-ct'
import { parseLearn } from './parse-learn'
import { readBundle, readMultipath } from './parse-links'
import { type ReadAction, readArguments, readNumber, readTable } from './read-arguments'

const NESTING_MAX = 64

/** `set_field:0x1->reg0,resubmit(,20)`, `goto_table:20`, `output:1`, `NORMAL`, `drop` (which is no action at all). */
export function parseActions(text: string, scope: FieldScope = EMPTY_SCOPE, depth = 0): Action[] {
  return splitTopLevel(text).flatMap((part) => (part === 'drop' ? [] : parseAction(part, scope, depth)))
}

function parseAction(text: string, scope: FieldScope, depth: number): Action[] {
  const unknown: Action[] = [{ kind: 'unknown', text }]
  if (depth > NESTING_MAX) return unknown
  const call = /^([a-zA-Z_][\w]*)(?:([:(=])|$)/.exec(text)
  const name = call?.[1]?.toLowerCase() ?? ''
  const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  if (read && call) {
    const args = readArguments(text, call[0].length, call[2])
    const action = read(args, scope, depth, text)
    if (action) return Array.isArray(action) ? action : [action]
    return unknown
  }
  const port = parsePort(text, scope.ports)
  if (port !== null) return [outputTo(port, null)]
  if (/^controller[:(]/i.test(text)) return unknown
  return /^("[^"]+"|[\w.@-]+)$/.test(text) ? [{ kind: 'output-name', name: text.replaceAll('"', '') }] : unknown
}

const CONTROLLER_BYTES = 65_535
const controller = (maxLength: number): Action => ({
  kind: 'controller',
  maxLength,
  id: 0,
  reason: 'action',
  userdata: null,
  pause: false,
  meterId: null,
})
const outputTo = (port: number, maxLength: number | null): Action =>
  port === PORT.controller ? controller(maxLength ?? CONTROLLER_BYTES) : { kind: 'output', port, maxLength }

const readOutput: ReadAction = (args, scope) => {
  if (args.named.has('port')) {
    const port = parsePort(args.named.get('port') ?? '', scope.ports)
    const maxLength = readNumber(args.named.get('max_len'))
    return port === null || maxLength === null ? null : { kind: 'output-truncated', port, maxLength }
  }
  const port = parsePort(args.whole, scope.ports)
  if (port !== null) return outputTo(port, null)
  const controllerBytes = /^controller:(\d+)$/i.exec(args.whole)
  if (controllerBytes) return controller(Number(controllerBytes[1]))
  const source = parseSubfield(args.whole, scope)
  if (source) return { kind: 'output-register', source, maxLength: null }
  return /^("[^"]+"|[\w.@-]+)$/.test(args.whole) ? { kind: 'output-name', name: args.whole.replaceAll('"', '') } : null
}

const readController: ReadAction = (args) => {
  if (args.delimiter !== '(') {
    const bytes = args.whole === '' ? CONTROLLER_BYTES : readNumber(args.whole)
    return bytes === null ? null : controller(bytes)
  }
  const meter = args.named.get('meter_id')
  return {
    kind: 'controller',
    maxLength: readNumber(args.named.get('max_len') ?? String(CONTROLLER_BYTES)) ?? CONTROLLER_BYTES,
    id: readNumber(args.named.get('id') ?? '0') ?? 0,
    reason: args.named.get('reason') ?? 'action',
    userdata: args.named.get('userdata') ?? null,
    pause: args.list.includes('pause'),
    meterId: meter === undefined ? null : readNumber(meter),
  }
}

/** A constant for a field: `set_field:VALUE[/MASK]->FIELD`. */
const readSetField: ReadAction = (args, scope) => {
  const arrow = args.whole.lastIndexOf('->')
  if (arrow < 0) return null
  const target = args.whole.slice(arrow + 2).trim()
  const field = findScopedField(scope, target.replace(/\[\]$/, ''))
  const read = field ? parseFieldValue(field, args.whole.slice(0, arrow).trim(), scope.ports) : null
  return field && read ? { kind: 'set', how: 'set_field', field, value: read.value, mask: read.mask } : null
}

const readLoad: ReadAction = (args, scope) => {
  const arrow = args.whole.lastIndexOf('->')
  const destination = arrow < 0 ? null : parseSubfield(args.whole.slice(arrow + 2).trim(), scope)
  const text = args.whole.slice(0, Math.max(0, arrow)).trim()
  const value =
    parseInteger(text) ?? (destination ? parseFieldValue(destination.field, text, scope.ports)?.value : null)
  if (!destination || value === null || value === undefined || value > allOnes(destination.bits)) return null
  const shift = BigInt(destination.offset)
  return {
    kind: 'set',
    how: 'load',
    field: destination.field,
    value: value << shift,
    mask: allOnes(destination.bits) << shift,
  }
}

const readMove: ReadAction = (args, scope) => {
  const arrow = args.whole.indexOf('->')
  const source = arrow < 0 ? null : parseSubfield(args.whole.slice(0, arrow).trim(), scope)
  const destination = arrow < 0 ? null : parseSubfield(args.whole.slice(arrow + 2).trim(), scope)
  return source && destination ? { kind: 'move', source, destination } : null
}

/** The mod_ actions of OpenFlow 1.0 and 1.1: a whole field. */
const modify =
  (name: string, mask?: bigint): ReadAction =>
  (args, scope) => {
    const field = fieldNamed(name)
    const read = parseFieldValue(field, args.whole, scope.ports)
    if (!read) return null
    const ones = mask ?? read.mask
    return { kind: 'set', how: 'mod', field, value: read.value & ones, mask: ones }
  }

const numbered =
  <K extends Action>(make: (value: number) => K): ReadAction =>
  (args) => {
    const value = readNumber(args.whole)
    return value === null ? null : make(value)
  }
const plain =
  (action: Action): ReadAction =>
  () =>
    action
const nested =
  (kind: 'clone' | 'write-actions' | 'apply-actions'): ReadAction =>
  (args, scope, depth) => ({ kind, actions: parseActions(args.whole, scope, depth + 1) })
const withSubfield =
  (make: (subfield: NonNullable<ReturnType<typeof parseSubfield>>) => Action): ReadAction =>
  (args, scope) => {
    const subfield = parseSubfield(args.whole, scope)
    return subfield && make(subfield)
  }

const readResubmit: ReadAction = (args, scope) => {
  const [portText = '', tableText, ct] = args.delimiter === '(' ? args.positions : [args.whole]
  const port = portText === '' || /^in_port$/i.test(portText) ? null : parsePort(portText, scope.ports)
  if (port === null && portText !== '' && !/^in_port$/i.test(portText)) return null
  return { kind: 'resubmit', port, table: tableText ? readTable(tableText) : null, ct: ct === 'ct' }
}

const readEnqueue: ReadAction = (args, scope) => {
  const cut = args.whole.search(/[:,]/)
  const port = cut < 0 ? null : parsePort(args.whole.slice(0, cut).trim(), scope.ports)
  const queue = cut < 0 ? null : readNumber(args.whole.slice(cut + 1).trim())
  return port === null || queue === null ? null : { kind: 'enqueue', port, queue }
}

const readCheckLarger: ReadAction = (_args, scope, _depth, text) => {
  const parts = /^check_pkt_larger\((\d+)\)->(.+)$/i.exec(text)
  const destination = parts ? parseSubfield(parts[2] ?? '', scope) : null
  return parts && destination ? { kind: 'check-packet-larger', length: Number(parts[1]), destination } : null
}

const readConjunction: ReadAction = (args) => {
  const parts = /^(0x[0-9a-f]+|\d+),\s*(\d+)\/(\d+)$/i.exec(args.whole)
  if (!parts) return null
  return { kind: 'conjunction', id: Number(parts[1]), clause: Number(parts[2]), clauses: Number(parts[3]) }
}

const readEncap: ReadAction = (args) => {
  const parts = /^([a-z_]+)(?:\((.*)\))?$/.exec(args.whole)
  if (!parts) return null
  const options = parts[2] === undefined ? [] : splitTopLevel(parts[2])
  const type = options.find((option) => option.startsWith('md_type='))
  return {
    kind: 'encap',
    type: parts[1] ?? '',
    metadataType: Number(type?.slice('md_type='.length) ?? 1),
    options: options.filter((option) => option !== type),
    text: args.whole,
  }
}

const readWriteMetadata: ReadAction = (args) => {
  const read = parseFieldValue(fieldNamed('metadata'), args.whole)
  return read && { kind: 'write-metadata', value: read.value, mask: read.mask }
}

const reserved: Readonly<Record<string, ReadAction>> = Object.fromEntries(
  Object.entries(RESERVED_PORTS).map(([name, port]) => [name.toLowerCase(), plain(outputTo(port, null))]),
)

const READERS: Readonly<Record<string, ReadAction>> = {
  ...reserved,
  output: readOutput,
  controller: readController,
  enqueue: readEnqueue,
  bundle: readBundle(false),
  bundle_load: readBundle(true),
  group: numbered((id) => ({ kind: 'group', id })),
  strip_vlan: plain({ kind: 'pop-vlan' }),
  pop_vlan: plain({ kind: 'pop-vlan' }),
  push_vlan: numbered((etherType) => ({ kind: 'push-vlan', etherType })),
  mod_vlan_vid: numbered((id) => ({ kind: 'set-vlan-id', id, pushes: true })),
  set_vlan_vid: numbered((id) => ({ kind: 'set-vlan-id', id, pushes: false })),
  mod_vlan_pcp: numbered((priority) => ({ kind: 'set-vlan-priority', priority, pushes: true })),
  set_vlan_pcp: numbered((priority) => ({ kind: 'set-vlan-priority', priority, pushes: false })),
  push_mpls: numbered((etherType) => ({ kind: 'push-mpls', etherType })),
  pop_mpls: numbered((etherType) => ({ kind: 'pop-mpls', etherType })),
  set_mpls_label: numbered((value) => ({ kind: 'set-mpls', part: 'label', value })),
  set_mpls_tc: numbered((value) => ({ kind: 'set-mpls', part: 'tc', value })),
  set_mpls_ttl: numbered((value) => ({ kind: 'set-mpls', part: 'ttl', value })),
  dec_mpls_ttl: plain({ kind: 'dec-mpls-ttl' }),
  dec_nsh_ttl: plain({ kind: 'dec-nsh-ttl' }),
  encap: readEncap,
  decap: (args) => ({ kind: 'decap', type: args.whole === '' ? null : args.whole }),
  set_field: readSetField,
  load: readLoad,
  move: readMove,
  mod_dl_src: modify('eth_src'),
  mod_dl_dst: modify('eth_dst'),
  mod_nw_src: modify('ip_src'),
  mod_nw_dst: modify('ip_dst'),
  mod_nw_tos: modify('nw_tos', 0xfcn),
  mod_nw_ecn: modify('nw_ecn'),
  mod_nw_ttl: modify('nw_ttl'),
  mod_tp_src: modify('tp_src'),
  mod_tp_dst: modify('tp_dst'),
  push: withSubfield((subfield) => ({ kind: 'push', subfield })),
  pop: withSubfield((subfield) => ({ kind: 'pop', subfield })),
  dec_ttl: (args) => {
    const controllers = args.positions.map((text) => readNumber(text) ?? 0)
    const text = controllers.length === 0 ? 'dec_ttl' : `dec_ttl(${controllers.join(',')})`
    return { kind: 'dec-ttl', controllers: controllers.length === 0 ? [0] : controllers, text }
  },
  set_tunnel: (args) => tunnelId(args.whole, false),
  set_tunnel64: (args) => tunnelId(args.whole, true),
  set_queue: numbered((queue) => ({ kind: 'set-queue', queue })),
  pop_queue: plain({ kind: 'pop-queue' }),
  ct: (args, scope, depth) => parseCt(args, scope, (text) => parseActions(text, scope, depth + 1)),
  ct_clear: plain({ kind: 'ct-clear' }),
  nat: (args) => {
    const nat = parseNat(args.whole)
    return nat && { kind: 'ct', commit: false, force: false, table: null, zone: 0, alg: null, nat, exec: [] }
  },
  learn: (args, scope, _depth, text) => {
    const learn = parseLearn(args.whole, scope)
    return learn && { kind: 'learn', learn, text }
  },
  conjunction: readConjunction,
  multipath: readMultipath,
  note: (_args, _scope, _depth, text) => ({ kind: 'note', text }),
  sample: (_args, _scope, _depth, text) => ({ kind: 'sample', text }),
  fin_timeout: (_args, _scope, _depth, text) => ({ kind: 'fin-timeout', text }),
  exit: plain({ kind: 'exit' }),
  resubmit: readResubmit,
  goto_table: (args) => ({ kind: 'goto', table: readTable(args.whole) }),
  clone: nested('clone'),
  write_actions: nested('write-actions'),
  apply_actions: nested('apply-actions'),
  clear_actions: plain({ kind: 'clear-actions' }),
  write_metadata: readWriteMetadata,
  meter: (args) => ({ kind: 'meter', id: readNumber(args.whole) }),
  check_pkt_larger: readCheckLarger,
  delete_field: (args, scope) => {
    const field = findScopedField(scope, args.whole)
    return field && { kind: 'delete-field', field }
  },
  debug_recirc: plain({ kind: 'debug-recirc' }),
  debug_slow: plain({ kind: 'debug-slow' }),
}

function tunnelId(text: string, isWide: boolean): Action | null {
  const id = parseInteger(text)
  return id === null ? null : { kind: 'set-tunnel', id, isWide }
}
