import { z } from 'zod'
import { keysOf } from '../../../core/registry/progress'
import { basisOf } from '../../../core/registry/snapshot'
import { err, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { ChangeLock } from '../../store/change-lock'
import { type ChangeStep, getChange, listUnderWay, type StoredChange, updateChange } from '../../store/changes'
import { pool } from '../../store/database'
import { openStoredFabric } from '../fabric/open-stored-fabric'
import { readVpc } from '../fabric/read-fabric'
import { type ChangePlan, ChangeRun, type FabricOutcome, isPlan } from './change-run'

export const finishChangeInput = z.object({ id: z.number().int(), why: z.string().trim().max(500).default('') })
type Input = z.output<typeof finishChangeInput>
type Verb = 'carry on' | 'roll back' | 'settle'

/**
 * Takes up a change that stopped in the middle, in the direction it was going: what the registry shows is not sent
 * again. Errors: at its end already, somebody works on it, the interfaces were changed by somebody else meanwhile.
 */
export const resumeChange = (input: Input, actor: Actor): Promise<Result<FabricOutcome, AppError>> =>
  takeUp(input, 'carry on', actor)

/** Takes back what the registry shows of a change that stopped in the middle. Errors as in resumeChange. */
export const rollBackChange = (input: Input, actor: Actor): Promise<Result<FabricOutcome, AppError>> =>
  takeUp(input, 'roll back', actor)

/**
 * Gives changes whose process died a name, and reads back those that the registry shows: nothing is written to a fabric
 * without an operator.
 */
export async function settleChanges(actor: Actor): Promise<void> {
  for (const id of await listUnderWay(pool())) await takeUp({ id, why: '' }, 'settle', actor)
}

async function takeUp({ id, why }: Input, verb: Verb, actor: Actor): Promise<Result<FabricOutcome, AppError>> {
  const lock = await ChangeLock.take(id)
  if (!lock) return err({ kind: 'conflict', reason: `Somebody is working on change #${id} just now.` })
  try {
    const change = await getChange(pool(), id)
    if (!change) return err({ kind: 'not-found', what: `Change #${id}` })
    if ((change.state !== 'applying' && change.state !== 'unfinished') || !isPlan(change.plan))
      return err({ kind: 'conflict', reason: `Change #${id} is at its end: ${change.state.replace('-', ' ')}.` })
    return await goOn(change, change.plan, verb, why, actor)
  } finally {
    await lock.release()
  }
}

async function goOn(
  change: StoredChange,
  stored: ChangePlan,
  verb: Verb,
  why: string,
  actor: Actor,
): Promise<Result<FabricOutcome, AppError>> {
  const plan: ChangePlan = verb === 'roll back' ? { ...stored, direction: 'back' } : stored
  const opened = await openStoredFabric(pool(), plan.fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const now = await readVpc(fabric, row, plan.vpc)
  if (!now.ok) return verb === 'settle' ? nameOnly(change, now.error) : now
  const run = new ChangeRun(change, plan, opened.value, actor, [...change.steps])
  run.note(
    verb === 'settle' ? 'interrupted' : verb,
    verb === 'settle' ? 'failed' : 'done',
    verb === 'settle' ? 'the process that applied it ended' : `by ${actor.name}${why ? `: ${why}` : ''}`,
  )
  const progress = run.progress(now.value)
  if (progress.missing.length === 0) return run.finish()
  if (verb === 'settle')
    return run.stop(run.say(progress), { kind: 'conflict', reason: `Change #${change.id} was interrupted` })
  if (fabric.capabilities.keepsRegistry && (!row.canWrite || !fabric.capabilities.mayWrite))
    return err({ kind: 'refused', reason: `Fabric ${row.name} is only read by Rollcall.` })
  if (basisOf(now.value, plan.steps, keysOf(plan.steps)) !== plan.others) {
    run.note(verb, 'failed', 'the interfaces were changed by somebody else meanwhile')
    return run.stop(run.say(progress), {
      kind: 'conflict',
      reason: `Fabric ${row.name}: these interfaces were changed by somebody else since change #${change.id} was planned`,
    })
  }
  return run.send(progress.missing, now.value)
}

/** The fabric cannot be asked: what is known is what was stored last. */
async function nameOnly(change: StoredChange, error: AppError): Promise<Result<never, AppError>> {
  const steps: ChangeStep[] = [
    ...change.steps,
    {
      name: 'interrupted',
      state: 'failed',
      at: new Date().toISOString(),
      detail: 'the process that applied it ended, and the fabric cannot be read now',
    },
  ]
  await updateChange(pool(), change.id, { state: 'unfinished', stage: change.stage ?? 'sent, no answer', steps })
  return err(error)
}
