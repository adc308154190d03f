import { z } from 'zod'
import { basisOf, type RegistryStep, type Snapshot } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { pool } from '../../store/database'
import { findPairContext, type PairContext } from '../../store/registrations'
import { getRegistration, type RegistrationRow } from '../../store/registry/registrations'
import { openStoredFabric, toAppError } from '../fabric/open-stored-fabric'
import { readVpc } from '../fabric/read-fabric'
import { endRegistration, endRegistrationInput } from '../registry/registrations/end-registration'
import { applyInFabric } from './apply-in-fabric'
import { foretell } from './foretell'
import type { RegistrationPlan } from './plan-registration'
import type { SharedReading } from './shared-reading'

export const releaseInput = endRegistrationInput.extend({
  basis: z.string().max(100_000).nullish(), // what the plan rested on when it was shown
})
export type Released = {
  readonly id: number
  readonly note: string
  readonly changeId: number | null
  readonly verified: boolean
}
export type PreparedRelease = {
  readonly registration: RegistrationRow
  readonly context: PairContext
  readonly steps: readonly RegistryStep[]
  readonly before: Snapshot | null
  readonly plan: Pick<RegistrationPlan, 'basis' | 'commands' | 'mayApply' | 'diff' | 'retraced'>
}

/**
 * Checks a release and works out its effect on the rules of each host. Errors: ended already, belongs to a HAVIP, the
 * primary address.
 */
export async function prepareRelease(id: number, shared?: SharedReading): Promise<Result<PreparedRelease, AppError>> {
  const found = await getRegistration(pool(), id)
  if (!found.ok) return found
  const { nicId, nic, kind, address, mac: otherMac, isCurrent } = found.value
  const context = await findPairContext(pool(), nicId, address)
  if (!context) return err({ kind: 'not-found', what: 'This interface' })
  if (context.fabricId === null)
    return ok({
      registration: found.value,
      context,
      steps: [],
      before: null,
      plan: { basis: null, commands: null, mayApply: true, diff: [], retraced: null },
    })
  if (!isCurrent)
    return err({ kind: 'conflict', reason: `The registration of ${address} on ${nic} has ended already.` })
  if (kind === 'havip')
    return err({ kind: 'refused', reason: `${address} on ${nic} follows from a HAVIP; it ends with the HAVIP.` })
  if (kind === 'primary')
    return err({ kind: 'refused', reason: `${address} is the primary address of ${nic}; it ends with the interface.` })
  const opened = await openStoredFabric(pool(), context.fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const read = () => readVpc(fabric, row, context.vpc)
  const seen = await (shared ? shared.read(context.vpc, read) : read())
  if (!seen.ok) return seen
  const steps: RegistryStep[] = [{ op: 'release', registration: { mac: context.mac, kind, address, otherMac } }]
  const commands = await fabric.formatSteps(steps, seen.value)
  if (!commands.ok) return err(toAppError(row.name, commands.error))
  return ok({
    registration: found.value,
    context,
    steps,
    before: seen.value,
    plan: {
      ...(await foretell(fabric.compiler ?? null, seen.value, steps, context, address)),
      basis: basisOf(seen.value, steps),
      commands: commands.value,
      mayApply: fabric.capabilities.mayWrite && (row.canWrite || !fabric.capabilities.keepsRegistry),
    },
  })
}

/**
 * Releases a registration, where it is kept: in a registry of our own it ends; a fabric is told, read back and evaluated.
 * `ours` is what the same run writes besides. Errors: as prepareRelease; refused by the fabric or changed there meanwhile.
 */
export async function releaseAddress(
  input: z.output<typeof releaseInput>,
  actor: Actor,
  ours?: ReadonlySet<string>,
): Promise<Result<Released, AppError>> {
  const { why } = input
  const prepared = await prepareRelease(input.id)
  if (!prepared.ok) return prepared
  const { registration, context, steps, before, plan } = prepared.value
  const { vpcId, nicId, nic, kind, address } = registration
  if (context.fabricId === null || before === null) {
    const ended = await endRegistration({ id: input.id, why }, actor)
    return ended.ok ? ok({ id: input.id, note: 'The registration has ended.', changeId: null, verified: false }) : ended
  }
  const released = await applyInFabric(
    {
      fabricId: context.fabricId,
      verb: 'release-address',
      subject: `${address} on ${nic}`,
      vpcId,
      vpc: context.vpc,
      nicId,
      address,
      steps,
      seen: before,
      shownBasis: input.basis ?? null,
      ...(ours && { ours }),
      diff: plan.diff,
      before: { revision: before.revision, kind, address },
      after: null,
      findingId: null,
      why,
    },
    actor,
  )
  if (!released.ok) return released
  const { note, changeId, verified } = released.value
  return ok({ id: input.id, note, changeId, verified })
}
