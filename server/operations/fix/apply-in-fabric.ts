import type { RuleDiff } from '../../../core/registry/compile-registrations'
import type { RegistryStep } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { appendChange, type ChangeStep, updateChange } from '../../store/changes'
import { pool } from '../../store/database'
import { openStoredFabric, syncFabric, toAppError } from '../fabric/sync-fabric'

/** A change of a fabric's registry, planned on one revision of it. */
export type FabricChange = {
  readonly fabricId: number
  readonly verb: 'register-address' | 'release-address'
  readonly subject: string
  readonly vpcId: number
  readonly nicId: number
  readonly address: string
  readonly steps: readonly RegistryStep[]
  readonly revision: number // planned on
  readonly shownRevision: number | null // when the plan was shown to the operator
  readonly diff: readonly RuleDiff[]
  readonly before: unknown
  readonly after: unknown
  readonly findingId: number | null
  readonly why: string
}

export type FabricOutcome = {
  readonly changeId: number
  readonly verified: boolean
  readonly standing: string | null
  readonly note: string
}

/** Applies, reads back, re-traces, re-audits, and writes the receipt; every step is in the log, whatever happens. */
export async function applyInFabric(change: FabricChange, actor: Actor): Promise<Result<FabricOutcome, AppError>> {
  const opened = await openStoredFabric(pool(), change.fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const changeId = await appendChange(pool(), {
    actor: actor.name,
    verb: change.verb,
    subject: change.subject,
    vpcId: change.vpcId,
    address: change.address,
    findingId: change.findingId,
    before: change.before,
    after: change.after,
    why: change.why,
    state: 'applying',
  })
  const steps: ChangeStep[] = []
  const step = (name: string, state: ChangeStep['state'], detail: string) =>
    steps.push({ name, state, at: new Date().toISOString(), detail })
  const fail = async (error: AppError, name: string, detail: string): Promise<Result<never, AppError>> => {
    step(name, 'failed', detail)
    await updateChange(pool(), changeId, 'failed', steps)
    return err(error)
  }
  if (change.shownRevision !== null && change.shownRevision !== change.revision)
    return fail(
      {
        kind: 'conflict',
        reason: `Fabric ${row.name} was changed by somebody else since the plan was shown. Look at the new plan before you apply.`,
      },
      'apply',
      `planned on revision ${change.shownRevision}, the fabric is at ${change.revision}`,
    )
  const applied = await fabric.applySteps(change.steps, change.revision)
  if (!applied.ok) return fail(toAppError(row.name, applied.error), 'apply', applied.error.kind)
  step('applied', 'done', `fabric ${row.name} accepted it as revision ${applied.value.revision}`)
  await updateChange(pool(), changeId, 'applying', steps)
  const synced = await syncFabric({ fabricId: change.fabricId }, actor, changeId)
  if (!synced.ok)
    return fail(
      synced.error,
      'read back',
      'the fabric took the change, but could not be read afterwards; it counts as applied and will be read again',
    )
  step('read back', 'done', `revision ${synced.value.revision}, flow tables of ${synced.value.hosts} hosts`)
  const { rows } = await pool().query<{ standing: string; programmed: string }>(
    'SELECT standing, programmed FROM standing WHERE nic_id = $1 AND address = $2::inet',
    [change.nicId, change.address],
  )
  const { verified, traced, note } = judgeRetrace(change.verb, rows[0]?.programmed ?? 'no')
  step('re-traced', verified ? 'done' : 'failed', traced)
  const standing = rows[0]?.standing ?? null
  await updateChange(pool(), changeId, 'done', steps, {
    who: actor.name,
    when: new Date().toISOString(),
    what: change.subject,
    verified,
    note,
    standing,
    rules: change.diff.map(({ host, added, removed }) => ({ host, added, removed })),
  })
  return ok({ changeId, verified, standing, note })
}

/** Whether the rules do now what was asked for; a pair that left the books is passed by nothing. */
function judgeRetrace(verb: FabricChange['verb'], programmed: string) {
  if (verb === 'register-address')
    return programmed === 'yes'
      ? {
          verified: true,
          traced: 'all four probes pass on the host',
          note: 'The host passes it: its flow table was read back and evaluated.',
        }
      : {
          verified: false,
          traced: 'the registry has it, the host still drops it',
          note: 'The registry has it, but the host still drops it.',
        }
  return programmed === 'yes'
    ? {
        verified: false,
        traced: 'the registry no longer has it, the host still passes it',
        note: 'The registry no longer has it, but the host still passes it.',
      }
    : {
        verified: true,
        traced: 'the host no longer passes it',
        note: 'The host no longer passes it: its flow table was read back and evaluated.',
      }
}
