import type { RuleDiff } from '../../../core/registry/compile-registrations'
import { basisOf, type RegistryStep, type Snapshot } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Fabric } from '../../../fabrics/fabric'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { appendChange, type ChangeStep, updateChange } from '../../store/changes'
import { pool } from '../../store/database'
import { openStoredFabric, toAppError } from '../fabric/open-stored-fabric'
import { syncFabric } from '../fabric/sync-fabric'
import { applyToKept } from './apply-to-kept'

/** A change of a fabric's registry, planned on what was `seen` of it. */
export type FabricChange = {
  readonly fabricId: number
  readonly verb: 'register-address' | 'release-address'
  readonly subject: string
  readonly vpcId: number
  readonly nicId: number
  readonly address: string
  readonly steps: readonly RegistryStep[]
  readonly seen: Snapshot
  readonly shownBasis: string | null // when the plan was shown to the operator
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
  const isKept = !fabric.capabilities.keepsRegistry
  if (!isKept && (!row.canWrite || !fabric.capabilities.mayWrite))
    return fail(
      {
        kind: 'refused',
        reason: `Fabric ${row.name} is only read by Rollcall. Run the commands of the plan; the next reading shows what came of them.`,
      },
      'apply',
      'the fabric is read only',
    )
  if (change.shownBasis !== null && change.shownBasis !== basisOf(change.seen, change.steps))
    return fail(
      {
        kind: 'conflict',
        reason: `Fabric ${row.name} was changed by somebody else since the plan was shown. Look at the new plan before you apply.`,
      },
      'apply',
      'what the plan rested on has changed',
    )
  const applied = isKept ? await applyToKept(change, fabric, row) : await applySteps(change, fabric, row.name)
  if (!applied.ok) return fail(applied.error, 'apply', applied.error.kind)
  step('applied', 'done', `fabric ${row.name} accepted it: ${applied.value.note}`)
  await updateChange(pool(), changeId, 'applying', steps)
  const read = await readUntilProgrammed(change, actor, changeId)
  if (!read.ok)
    return fail(
      read.error,
      'read back',
      'the fabric took the change, but could not be read afterwards; it counts as applied and will be read again',
    )
  step('read back', 'done', `flow tables of ${read.value.hosts} hosts`)
  const { verified, traced, note } = judgeRetrace(change.verb, read.value.programmed)
  step('re-traced', verified ? 'done' : 'failed', traced)
  const standing = read.value.standing
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

async function applySteps({ steps, seen }: FabricChange, fabric: Fabric, name: string) {
  const applied = await fabric.applySteps(steps, seen)
  return applied.ok ? applied : err(toAppError(name, applied.error))
}

const TRIES_MAX = 5
const PAUSE_MS = 400

/** Reads the fabric until the host's rules show the change: a controller needs a moment to program them. */
async function readUntilProgrammed(
  change: FabricChange,
  actor: Actor,
  changeId: number,
): Promise<Result<{ hosts: number; programmed: string; standing: string | null }, AppError>> {
  const wanted = change.verb === 'register-address' ? 'yes' : 'no'
  for (let turn = 1; ; turn++) {
    const synced = await syncFabric({ fabricId: change.fabricId }, actor, changeId)
    if (!synced.ok) return synced
    const { rows } = await pool().query<{ standing: string; programmed: string }>(
      'SELECT standing, programmed FROM standing WHERE nic_id = $1 AND address = $2::inet',
      [change.nicId, change.address],
    )
    const programmed = rows[0]?.programmed ?? 'no'
    if (programmed === wanted || turn === TRIES_MAX)
      return ok({ hosts: synced.value.hosts, programmed, standing: rows[0]?.standing ?? null })
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
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
