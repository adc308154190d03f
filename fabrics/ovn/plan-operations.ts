import { canonicalIp, parseIp } from '../../core/ip/ip'
import { parsePrefix, prefixContains } from '../../core/ip/prefix'
import { readPortSecurity } from '../../core/registry/exports/ovsdb/port-addresses'
import type { RegistryStep, SnapshotHaVip } from '../../core/registry/snapshot'
import { err, ok, type Result } from '../../core/result'
import type { CommandPlan, FabricError } from '../fabric'
import type { Operation } from '../protocols/ovsdb/session'
import { setOf } from '../protocols/ovsdb/value'
import type { LogicalPort, OvnRows } from './wire'

/** One change of the northbound database: as operations of one transaction, and as commands for people. */
export type OvnPlan = { readonly operations: readonly Operation[]; readonly commands: CommandPlan }
type Refusal = Extract<FabricError, { kind: 'refused' }>
type Draft = { readonly port: LogicalPort; security: string[] }

const NOWHERE = { start: 0, end: 0 }
const OWNER = 'rollcall' // in external_ids of a virtual port that Rollcall made
const refuse = (reason: string): Result<never, Refusal> => err({ kind: 'refused', reason })

/**
 * Works out what the steps change in port security and virtual ports. Each row that is written is first compared with
 * what was read, inside the transaction: somebody else's change makes it fail instead of being overwritten.
 * Refused is what would widen or end a port's filter, whatever was asked for.
 */
export function planOperations(rows: OvnRows, steps: readonly RegistryStep[]): Result<OvnPlan, Refusal> {
  const drafts = new Map<string, Draft>()
  const operations: Operation[] = []
  const apply: string[] = []
  const rollback: string[] = []
  for (const step of steps) {
    if ('havip' in step) {
      const made = step.op === 'create-havip' ? createHaVip(rows, step.havip) : deleteHaVip(rows, step.havip)
      if (!made.ok) return made
      operations.push(...made.value.operations)
      apply.push(...made.value.commands.apply)
      rollback.unshift(...made.value.commands.rollback)
      continue
    }
    const port = findPort(rows, step.registration.mac)
    if (!port) return refuse(`No logical switch port has the MAC ${step.registration.mac}.`)
    const draft = drafts.get(port.uuid) ?? { port, security: [...port.portSecurity] }
    drafts.set(port.uuid, draft)
    const mac = step.registration.otherMac ?? step.registration.mac
    const changed =
      step.op === 'register'
        ? withAddress(draft, mac, step.registration.address)
        : withoutAddress(draft, mac, step.registration.address)
    if (!changed.ok) return changed
    draft.security = changed.value
  }
  for (const { port, security } of drafts.values()) {
    if (JSON.stringify(security) === JSON.stringify(port.portSecurity)) continue
    const where = [['_uuid', '==', ['uuid', port.uuid]]]
    operations.push(
      {
        op: 'wait',
        timeout: 0,
        table: 'Logical_Switch_Port',
        where,
        columns: ['port_security'],
        until: '==',
        rows: [{ port_security: setOf(port.portSecurity) }],
      },
      { op: 'update', table: 'Logical_Switch_Port', where, row: { port_security: setOf(security) } },
    )
    apply.push(`ovn-nbctl --wait=hv lsp-set-port-security ${words([port.name, ...security])}`)
    rollback.unshift(`ovn-nbctl --wait=hv lsp-set-port-security ${words([port.name, ...port.portSecurity])}`)
  }
  return ok({ operations, commands: { apply, rollback } })
}

export function findPort(rows: OvnRows, mac: string): LogicalPort | null {
  for (const port of rows.ports.values()) {
    if (port.type !== '' && port.type !== 'external') continue
    const given = [...port.addresses, port.dynamicAddresses ?? '', ...port.portSecurity]
    if (given.some((text) => text.toLowerCase().startsWith(mac))) return port
  }
  return null
}

const read = (text: string) => readPortSecurity({ text, span: NOWHERE }, [])

function withAddress({ port, security }: Draft, mac: string, address: string): Result<string[], Refusal> {
  if (security.length === 0)
    return refuse(
      `Port ${port.name} has no port security: every address passes already. Registering one would switch the filter on and shut out all others.`,
    )
  const at = security.findIndex((text) => read(text).admits.some((one) => one.mac === mac || one.mac === null))
  const entry = security[at]
  if (entry === undefined) return ok([...security, `${mac} ${address}`])
  const { ips } = read(entry)
  if (ips.length === 0)
    return refuse(`Port ${port.name} lets every address of ${mac} pass already; naming one would shut out all others.`)
  if (admits(entry, address)) return ok([...security])
  return ok(security.map((text, i) => (i === at ? `${text} ${address}` : text)))
}

/** Whether an element lets the very address pass, alone or in a network. */
function admits(entry: string, address: string): boolean {
  const ip = parseIp(address.split('/')[0] ?? '')
  return read(entry).admits.some((one) =>
    [...(one.ipv4 === 'any' ? [] : one.ipv4), ...(one.ipv6 === 'any' ? [] : one.ipv6)].some((text) => {
      const prefix = parsePrefix(text)
      return (
        prefix !== null && ip !== null && (text === address || (!address.includes('/') && prefixContains(prefix, ip)))
      )
    }),
  )
}

function withoutAddress({ port, security }: Draft, mac: string, address: string): Result<string[], Refusal> {
  const kept: string[] = []
  for (const text of security) {
    if (!read(text).admits.some((one) => one.mac === mac || one.mac === null)) {
      kept.push(text)
      continue
    }
    const wordsOf = text.split(/[\s,]+/).filter((word) => word !== '')
    const left = wordsOf.filter((word) => !isThe(word, address))
    if (left.length === wordsOf.length) kept.push(text)
    else if (read(left.join(' ')).ips.length > 0) kept.push(left.join(' '))
    // An element without addresses would let every address of its MAC pass: it goes as a whole.
  }
  if (kept.length === 0)
    return refuse(
      `${address} is the last address that port security of ${port.name} names; without it nothing would be checked any more.`,
    )
  const left = kept.find(
    (text) => read(text).admits.some((one) => one.mac === mac || one.mac === null) && admits(text, address),
  )
  if (left !== undefined)
    return refuse(
      `${address} passes port ${port.name} by a network (${left}); releasing one address of it does nothing.`,
    )
  return ok(kept)
}

/** `172.17.20.29/20` with host bits means the one address. */
function isThe(word: string, address: string): boolean {
  if (address.includes('/')) {
    const wanted = parsePrefix(address)
    const found = parsePrefix(word)
    return wanted !== null && found !== null && wanted.bits === found.bits && wanted.length === found.length
  }
  const [ip = ''] = word.split('/')
  return canonicalIp(ip) === address && (!word.includes('/') || !isNetwork(word))
}

function isNetwork(word: string): boolean {
  const ip = parseIp(word.split('/')[0] ?? '')
  const prefix = parsePrefix(word)
  return prefix !== null && ip !== null && prefix.bits === ip.bits && prefix.length < (ip.family === 'ipv4' ? 32 : 128)
}

function createHaVip(rows: OvnRows, havip: SnapshotHaVip): Result<OvnPlan, Refusal> {
  const parents = havip.members.map((mac) => findPort(rows, mac))
  const missing = parents.indexOf(null)
  if (missing >= 0) return refuse(`No logical switch port has the MAC ${havip.members[missing]}.`)
  const names = parents.map((port) => port?.name ?? '')
  const host = rows.switches.find((one) => parents.some((port) => port && one.ports.includes(port.uuid)))
  if (!host) return refuse('The members are on no logical switch.')
  const name = havip.name
  const held = findVirtual(rows, havip.address)
  if (held) return ok(editParents(held, names))
  if ([...rows.ports.values()].some((port) => port.name === name))
    return refuse(`There is a logical switch port ${name} already.`)
  const options = [
    ['virtual-ip', havip.address],
    ['virtual-parents', names.join(',')],
  ]
  const operations: Operation[] = [
    // Two that make the same port at once: the second finds it and fails.
    {
      op: 'wait',
      timeout: 0,
      table: 'Logical_Switch_Port',
      where: [['name', '==', name]],
      columns: ['name'],
      until: '==',
      rows: [],
    },
    {
      op: 'insert',
      table: 'Logical_Switch_Port',
      'uuid-name': 'havip',
      row: { name, type: 'virtual', options: ['map', options], external_ids: ['map', [['owner', OWNER]]] },
    },
    {
      op: 'mutate',
      table: 'Logical_Switch',
      where: [['_uuid', '==', ['uuid', host.uuid]]],
      mutations: [['ports', 'insert', ['set', [['named-uuid', 'havip']]]]],
    },
  ]
  return ok({
    operations,
    commands: {
      apply: [
        `ovn-nbctl lsp-add ${words([host.name, name])} -- lsp-set-type ${words([name])} virtual -- set logical_switch_port ${words([name])} options:virtual-ip=${words([havip.address])} options:virtual-parents=${words([names.join(',')])}`,
      ],
      rollback: [`ovn-nbctl lsp-del ${words([name])}`],
    },
  })
}

/** There is one at this address: its parents become these. */
function editParents(port: LogicalPort, names: readonly string[]): OvnPlan {
  const before = port.options.get('virtual-parents') ?? ''
  const after = names.join(',')
  if ([...names].sort().join() === before.split(',').sort().join())
    return { operations: [], commands: { apply: [], rollback: [] } }
  const where = [['_uuid', '==', ['uuid', port.uuid]]]
  const optionsOf = (parents: string) => ['map', [...new Map([...port.options, ['virtual-parents', parents]])]]
  const command = (parents: string) =>
    `ovn-nbctl set logical_switch_port ${words([port.name])} options:virtual-parents=${words([parents])}`
  return {
    operations: [
      {
        op: 'wait',
        timeout: 0,
        table: 'Logical_Switch_Port',
        where,
        columns: ['options'],
        until: '==',
        rows: [{ options: ['map', [...port.options]] }],
      },
      { op: 'update', table: 'Logical_Switch_Port', where, row: { options: optionsOf(after) } },
    ],
    commands: { apply: [command(after)], rollback: [command(before)] },
  }
}

const findVirtual = (rows: OvnRows, address: string): LogicalPort | undefined =>
  [...rows.ports.values()].find(
    (one) => one.type === 'virtual' && canonicalIp(one.options.get('virtual-ip') ?? '') === address,
  )

function deleteHaVip(rows: OvnRows, havip: SnapshotHaVip): Result<OvnPlan, Refusal> {
  const port = findVirtual(rows, havip.address)
  const host = port && rows.switches.find((one) => one.ports.includes(port.uuid))
  if (!port || !host) return refuse(`There is no virtual port for ${havip.address}.`)
  const parents = port.options.get('virtual-parents') ?? ''
  return ok({
    operations: [
      {
        op: 'mutate',
        table: 'Logical_Switch',
        where: [['_uuid', '==', ['uuid', host.uuid]]],
        mutations: [['ports', 'delete', ['set', [['uuid', port.uuid]]]]],
      },
    ],
    commands: {
      apply: [`ovn-nbctl lsp-del ${words([port.name])}`],
      rollback: [
        `ovn-nbctl lsp-add ${words([host.name, port.name])} -- lsp-set-type ${words([port.name])} virtual -- set logical_switch_port ${words([port.name])} options:virtual-ip=${words([havip.address])} options:virtual-parents=${words([parents])}`,
      ],
    },
  })
}

/** Words for a POSIX shell. */
const words = (list: readonly string[]): string =>
  list.map((word) => (/^[\w.:/@,=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ')
