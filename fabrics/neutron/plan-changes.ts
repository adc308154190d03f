import { parseIp } from '../../core/ip/ip'
import { parsePrefix, prefixContains } from '../../core/ip/prefix'
import type { RegistryStep, Snapshot, SnapshotHaVip, SnapshotRegistration } from '../../core/registry/snapshot'
import { err, ok, type Result } from '../../core/result'
import type { FabricError } from '../fabric'
import { hostOf, isUnused } from './convert'
import type { FixedIp, NeutronRows, Pair, Port, Subnet } from './wire'

/** One request to Neutron. `edit` leaves every pair and address that is not meant as it was read. */
export type Change =
  | { readonly op: 'edit'; readonly port: Port; readonly pairs: readonly Pair[]; readonly fixed: readonly FixedIp[] }
  | { readonly op: 'reserve'; readonly name: string; readonly subnet: Subnet; readonly address: string }
  | { readonly op: 'unreserve'; readonly port: Port }
type Refusal = Extract<FabricError, { kind: 'refused' }>
type Draft = { readonly port: Port; pairs: Pair[]; fixed: FixedIp[] }

const refuse = (reason: string): Result<never, Refusal> => err({ kind: 'refused', reason })

/**
 * What the steps change of ports, in the order in which it is done: an address is reserved before it is allowed, and
 * given back after. Refused is what would do harm or nothing, whatever was asked for.
 */
export function planChanges(
  rows: NeutronRows,
  steps: readonly RegistryStep[],
  seen: Snapshot,
): Result<readonly Change[], Refusal> {
  const drafts = new Map<string, Draft>()
  const first: Change[] = []
  const last: Change[] = []
  for (const step of steps) {
    if ('havip' in step) {
      const made = step.op === 'create-havip' ? reserve(rows, step.havip, seen) : giveBack(rows, step.havip, seen)
      if (!made.ok) return made
      ;(step.op === 'create-havip' ? first : last).push(...made.value)
    } else {
      const port = findPort(rows, step.registration.mac, seen)
      if (!port) return refuse(`No port has the MAC ${step.registration.mac}.`)
      const draft = drafts.get(port.id) ?? { port, pairs: [...port.allowed_address_pairs], fixed: [...port.fixed_ips] }
      drafts.set(port.id, draft)
      const refusal = step.op === 'register' ? allow(draft, step.registration) : disallow(draft, step.registration)
      if (refusal !== null) return refuse(refusal)
    }
  }
  const edits = [...drafts.values()].filter(
    ({ port, pairs, fixed }) =>
      pairs.length !== port.allowed_address_pairs.length || fixed.length !== port.fixed_ips.length,
  )
  return ok([...first, ...edits.map((draft): Change => ({ op: 'edit', ...draft })), ...last])
}

/** MACs are one network's own: the port is the one that the snapshot means. */
function findPort(rows: NeutronRows, mac: string, seen: Snapshot): Port | undefined {
  const id = seen.nics.find((nic) => nic.mac === mac)?.port
  return rows.ports.find((port) => port.id === id)
}

const nameOf = ({ name, id }: Port): string => (name === '' ? id : `${name} (${id})`)

function allow({ port, pairs, fixed }: Draft, { mac, otherMac, address, kind }: SnapshotRegistration): string | null {
  if (!port.port_security_enabled)
    return `Port ${nameOf(port)} has no port security: every address passes already, and Neutron takes no pairs for it.`
  const from = otherMac ?? mac
  if (from === mac && fixed.some((one) => hostOf(one.ip_address) === address)) return null
  const held = pairs.find((one) => macOf(one, mac) === from && covers(one.ip_address, address, kind === 'havip'))
  if (!held) pairs.push({ ip_address: address, mac_address: from })
  return null
}

function disallow(draft: Draft, { mac, otherMac, address }: SnapshotRegistration): string | null {
  const { port } = draft
  if (!port.port_security_enabled)
    return `Port ${nameOf(port)} has no port security: every address passes, whatever is registered.`
  const from = otherMac ?? mac
  draft.pairs = draft.pairs.filter((one) => macOf(one, mac) !== from || !isThe(one.ip_address, address))
  if (from === mac) draft.fixed = draft.fixed.filter((one) => !isThe(one.ip_address, address))
  if (draft.fixed.length === 0 && port.fixed_ips.length > 0)
    return `${address} is the only address that port ${nameOf(port)} has; it goes with the port.`
  const left = draft.pairs.find((one) => macOf(one, mac) === from && covers(one.ip_address, address, false))
  return left
    ? `${address} passes port ${nameOf(port)} by the pair ${left.ip_address}; releasing one address of it does nothing.`
    : null
}

const macOf = (pair: Pair, own: string): string => (pair.mac_address ?? own).toLowerCase()

function isThe(held: string, address: string): boolean {
  const [a, b] = [parsePrefix(held), parsePrefix(address)]
  return a !== null && b !== null && a.family === b.family && a.bits === b.bits && a.length === b.length
}

/** A HAVIP's members are those whose pair names its address alone: a network that holds it does not make one. */
function covers(held: string, address: string, isAlone: boolean): boolean {
  if (isThe(held, address)) return true
  const [prefix, ip] = [parsePrefix(held), parseIp(address)]
  return !isAlone && prefix !== null && ip !== null && prefixContains(prefix, ip)
}

/** The port that keeps the address of a HAVIP; what else has it as its own makes the HAVIP impossible. */
function reserve(rows: NeutronRows, havip: SnapshotHaVip, seen: Snapshot): Result<Change[], Refusal> {
  const members = havip.members.map((mac) => findPort(rows, mac, seen))
  const missing = members.indexOf(undefined)
  if (missing >= 0) return refuse(`No port has the MAC ${havip.members[missing]}.`)
  const network = members[0]?.network_id
  if (members.some((port) => port?.network_id !== network)) return refuse('The members are on different networks.')
  const subnet = rows.subnets.find((one) => one.network_id === network && covers(one.cidr, havip.address, false))
  if (!subnet) return refuse(`No subnet of the members' network holds ${havip.address}.`)
  const held = rows.ports.find(
    (port) => port.network_id === network && port.fixed_ips.some((one) => hostOf(one.ip_address) === havip.address),
  )
  if (!held) return ok([{ op: 'reserve', name: havip.name, subnet, address: havip.address }])
  return isUnused(held) ? ok([]) : refuse(`${havip.address} is the own address of port ${nameOf(held)}.`)
}

function giveBack(rows: NeutronRows, havip: SnapshotHaVip, seen: Snapshot): Result<Change[], Refusal> {
  const networks = new Set(havip.members.map((mac) => findPort(rows, mac, seen)?.network_id))
  const port = rows.ports.find(
    (one) =>
      isUnused(one) &&
      (networks.size === 0 || networks.has(one.network_id)) &&
      one.fixed_ips.some((fixed) => hostOf(fixed.ip_address) === havip.address),
  )
  return port ? ok([{ op: 'unreserve', port }]) : refuse(`No port reserves ${havip.address}.`)
}
