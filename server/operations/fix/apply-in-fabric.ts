import type { RuleDiff } from '../../../core/registry/compile-registrations'
import { heldPairs, keysOf, progressOf, undoSteps } from '../../../core/registry/progress'
import { basisOf, type RegistryStep, type Snapshot } from '../../../core/registry/snapshot'
import type { Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { ChangeLock } from '../../store/change-lock'
import { appendChange } from '../../store/changes'
import { pool } from '../../store/database'
import { openStoredFabric } from '../fabric/open-stored-fabric'
import { type ChangePlan, ChangeRun, type FabricOutcome } from './change-run'

/** A change of a fabric's registry, planned on what was `seen` of it. */
export type FabricChange = {
  readonly fabricId: number
  readonly verb: 'register-address' | 'release-address'
  readonly subject: string
  readonly vpcId: number
  readonly vpc: string
  readonly nicId: number
  readonly address: string
  readonly steps: readonly RegistryStep[]
  readonly seen: Snapshot
  readonly shownBasis: string | null // when the plan was shown to the operator
  readonly ours?: ReadonlySet<string> // what the same run writes besides, by key: no change by somebody else
  readonly diff: readonly RuleDiff[]
  readonly before: unknown
  readonly after: unknown
  readonly findingId: number | null
  readonly why: string
}

/** Applies, reads back, re-traces, re-audits, and writes the receipt; every step is in the log, whatever happens. */
export async function applyInFabric(change: FabricChange, actor: Actor): Promise<Result<FabricOutcome, AppError>> {
  const opened = await openStoredFabric(pool(), change.fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const plan = planOf(change)
  const lock = await ChangeLock.make((sql) =>
    appendChange(sql, {
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
      stage: 'not sent',
      plan,
    }),
  )
  try {
    const run = new ChangeRun({ id: lock.changeId, subject: change.subject }, plan, opened.value, actor, [])
    if (fabric.capabilities.keepsRegistry && (!row.canWrite || !fabric.capabilities.mayWrite))
      return await run.refuse(
        {
          kind: 'refused',
          reason: `Fabric ${row.name} is only read by Rollcall. Run the commands of the plan; the next reading shows what came of them.`,
        },
        'the fabric is read only',
      )
    if (change.shownBasis !== null && change.shownBasis !== basisOf(change.seen, change.steps, change.ours))
      return await run.refuse(
        {
          kind: 'conflict',
          reason: `Fabric ${row.name} was changed by somebody else since the plan was shown. Look at the new plan before you apply.`,
        },
        'what the plan rested on has changed',
      )
    return await run.send(change.steps, change.seen)
  } finally {
    await lock.release()
  }
}

/** Steps that the registry shows already are no part of what may be left half done, nor of the way back. */
function planOf(change: FabricChange): ChangePlan {
  const held = heldPairs(change.seen, change.steps)
  const { missing } = progressOf(change.seen, change.steps, held)
  const steps = missing.length > 0 ? missing : change.steps
  return {
    fabricId: change.fabricId,
    vpcId: change.vpcId,
    vpc: change.vpc,
    verb: change.verb,
    nicId: change.nicId,
    address: change.address,
    direction: 'forward',
    steps,
    undo: missing.length > 0 ? undoSteps(change.seen, steps) : [],
    held,
    others: basisOf(change.seen, steps, keysOf(steps)),
    diff: change.diff,
  }
}
