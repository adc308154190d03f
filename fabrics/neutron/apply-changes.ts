import { err, ok, type Result } from '../../core/result'
import type { FabricError } from '../fabric'
import type { NeutronClient } from './client'
import { isUnused } from './convert'
import type { Change } from './plan-changes'
import { type Port, readPorts } from './wire'

const TRIES_MAX = 4 // a port's revision also grows when its status changes
type Edit = Extract<Change, { op: 'edit' }>
type Done = Result<Port, FabricError>

/**
 * Carries changes out one after the other. Neutron has no transaction over several ports: when one of them fails, those
 * before it are taken back, and where that fails too the reason says what stayed.
 */
export async function applyChanges(
  client: NeutronClient,
  changes: readonly Change[],
  canMatch: boolean,
): Promise<Result<null, FabricError>> {
  const undo: Change[] = []
  for (const change of changes) {
    const done = await applyChange(client, change, canMatch)
    if (done.ok) {
      if (done.value) undo.unshift(reverse(change, done.value))
      continue
    }
    const stayed: string[] = []
    for (const back of undo) {
      const undone = await applyChange(client, back, canMatch)
      if (!undone.ok) stayed.push(`${nameOf(back)} (${undone.error.reason})`)
    }
    if (stayed.length === 0) return done
    const { kind, reason } = done.error
    return err({ kind, reason: `${reason}; what was done before could not be taken back: ${stayed.join(', ')}` })
  }
  return ok(null)
}

const nameOf = (change: Change): string =>
  change.op === 'reserve' ? `reservation of ${change.address}` : `port ${change.port.name || change.port.id}`

/** What takes a change back, given what came of it. */
function reverse(change: Change, after: Port): Change {
  if (change.op !== 'edit') return { op: 'unreserve', port: after }
  return { op: 'edit', port: after, pairs: change.port.allowed_address_pairs, fixed: change.port.fixed_ips }
}

/** The port as it is now; null when it is gone. */
async function applyChange(
  client: NeutronClient,
  change: Change,
  canMatch: boolean,
): Promise<Result<Port | null, FabricError>> {
  if (change.op === 'edit') return editPort(client, change, canMatch)
  if (change.op === 'reserve') {
    const { name, subnet, address } = change
    const fixed_ips = [{ subnet_id: subnet.id, ip_address: address }]
    return toPort(
      await client.ask('POST', 'ports', { body: { port: { name, network_id: subnet.network_id, fixed_ips } } }),
    )
  }
  return giveBack(client, change.port, canMatch)
}

/** Deletes a port as long as no device has it; one that is gone already is what was wanted. */
async function giveBack(client: NeutronClient, port: Port, canMatch: boolean): Promise<Result<null, FabricError>> {
  let { revision_number: revision } = port
  for (let turn = 1; ; turn++) {
    const gone = await client.ask('DELETE', `ports/${port.id}`, { revision: canMatch ? (revision ?? null) : null })
    if (gone.ok) return ok(null)
    if (gone.error.kind !== 'conflict' || turn === TRIES_MAX) return gone
    const now = await readPort(client, port.id)
    if (!now.ok) return now
    if (!isUnused(now.value))
      return err({ kind: 'conflict', reason: `port ${port.name || port.id} is in use meanwhile` })
    revision = now.value.revision_number
  }
}

/**
 * Writes a port's pairs and addresses on condition that it is as it was read. Its revision also grows when its status
 * changes: then it is read again, and what is the same may be written.
 */
async function editPort(client: NeutronClient, edit: Edit, canMatch: boolean): Promise<Done> {
  const { port, pairs, fixed } = edit
  const isAs = (now: Port, wanted: Pick<Edit, 'pairs' | 'fixed'>) => stateOf(now, wanted) === stateOf(now)
  const wasSeen = (now: Port) =>
    isAs(now, { pairs: port.allowed_address_pairs, fixed: port.fixed_ips }) &&
    now.port_security_enabled === port.port_security_enabled
  const body = {
    port: {
      ...(pairs.length !== port.allowed_address_pairs.length && { allowed_address_pairs: pairs }),
      ...(fixed.length !== port.fixed_ips.length && { fixed_ips: fixed }),
    },
  }
  let revision = canMatch ? (port.revision_number ?? null) : null
  for (let turn = 1; ; turn++) {
    if (revision === null || turn > 1) {
      // Without the condition what is left is to look just before.
      const now = await readPort(client, port.id)
      if (!now.ok) return now
      if (isAs(now.value, edit)) return now
      if (!wasSeen(now.value))
        return err({ kind: 'conflict', reason: `somebody changed port ${port.name || port.id} since it was read` })
      if (canMatch) revision = now.value.revision_number ?? null
    }
    const written = toPort(await client.ask('PUT', `ports/${port.id}`, { body, revision }))
    if (written.ok) return written
    if (written.error.kind === 'conflict' && turn < TRIES_MAX) continue
    if (written.error.kind !== 'unreachable') return written
    return settle(client, edit, written.error)
  }
}

/** The answer to a write was lost: only the port says whether it was carried out. */
async function settle(client: NeutronClient, edit: Edit, lost: FabricError): Promise<Done> {
  const now = await readPort(client, edit.port.id)
  if (now.ok && stateOf(now.value, edit) === stateOf(now.value)) return now
  const outcome = now.ok
    ? 'the port is as it was'
    : 'whether it was carried out is not known; the next reading shows it'
  return err({ kind: 'unreachable', reason: `${lost.reason}; ${outcome}` })
}

/** Pairs and addresses as one text, whatever their order; a pair without a MAC has the port's. */
function stateOf(
  port: Port,
  { pairs, fixed }: Pick<Edit, 'pairs' | 'fixed'> = { pairs: port.allowed_address_pairs, fixed: port.fixed_ips },
): string {
  const words = [
    ...pairs.map((one) => `pair ${one.ip_address} ${(one.mac_address ?? port.mac_address).toLowerCase()}`),
    ...fixed.map((one) => `fixed ${one.ip_address} ${one.subnet_id}`),
  ]
  return words.sort().join('\n')
}

const readPort = async (client: NeutronClient, id: string): Promise<Done> =>
  toPort(await client.ask('GET', `ports/${id}`))

function toPort(answer: Result<string, FabricError>): Done {
  if (!answer.ok) return answer
  const read = readPorts([answer.value])
  if (!read.ok) return read
  const [port] = read.value
  return port ? ok(port) : err({ kind: 'invalid', reason: 'its answer has no port' })
}
