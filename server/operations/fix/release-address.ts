import type { z } from 'zod'
import type { RegistryStep } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { pool } from '../../store/database'
import { findPairContext } from '../../store/registrations'
import { getRegistration } from '../../store/registry/registrations'
import { openStoredFabric } from '../fabric/open-stored-fabric'
import { readVpc } from '../fabric/read-fabric'
import { endRegistration, type endRegistrationInput } from '../registry/registrations/end-registration'
import { applyInFabric } from './apply-in-fabric'
import { foretell } from './foretell'

/**
 * Releases a registration, where it is kept: in a registry of our own it ends; a fabric is told, read back and evaluated.
 * Errors: ended already, belongs to a HAVIP, the primary address, refused by the fabric or changed there meanwhile.
 */
export async function releaseAddress(
  input: z.output<typeof endRegistrationInput>,
  actor: Actor,
): Promise<Result<{ id: number; note: string }, AppError>> {
  const found = await getRegistration(pool(), input.id)
  if (!found.ok) return found
  const { vpcId, nicId, nic, kind, address, mac: otherMac, isCurrent } = found.value
  const context = await findPairContext(pool(), nicId, address)
  if (!context) return err({ kind: 'not-found', what: 'This interface' })
  if (context.fabricId === null) {
    const ended = await endRegistration(input, actor)
    return ended.ok ? ok({ id: input.id, note: 'The registration has ended.' }) : ended
  }
  if (!isCurrent)
    return err({ kind: 'conflict', reason: `The registration of ${address} on ${nic} has ended already.` })
  if (kind === 'havip')
    return err({ kind: 'refused', reason: `${address} on ${nic} follows from a HAVIP; it ends with the HAVIP.` })
  if (kind === 'primary')
    return err({ kind: 'refused', reason: `${address} is the primary address of ${nic}; it ends with the interface.` })
  const opened = await openStoredFabric(pool(), context.fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const seen = await readVpc(fabric, row, context.vpc)
  if (!seen.ok) return seen
  const steps: RegistryStep[] = [{ op: 'release', registration: { mac: context.mac, kind, address, otherMac } }]
  const released = await applyInFabric(
    {
      fabricId: context.fabricId,
      verb: 'release-address',
      subject: `${address} on ${nic}`,
      vpcId,
      nicId,
      address,
      steps,
      seen: seen.value,
      shownBasis: null,
      diff: (await foretell(fabric.compiler ?? null, seen.value, steps, context, address)).diff,
      before: { revision: seen.value.revision, kind, address },
      after: null,
      findingId: null,
      why: input.why,
    },
    actor,
  )
  return released.ok ? ok({ id: input.id, note: released.value.note }) : released
}
