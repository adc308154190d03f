import { z } from 'zod'
import type { RuleDiff } from '../../../core/registry/compile-registrations'
import { type Progress, progressOf, sayProgress } from '../../../core/registry/progress'
import type { RegistryStep, Snapshot, SnapshotRegistration } from '../../../core/registry/snapshot'
import { err, ok, type Result } from '../../../core/result'
import type { Fabric } from '../../../fabrics/fabric'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { type ChangeState, type ChangeStep, updateChange } from '../../store/changes'
import { pool } from '../../store/database'
import { type FabricRow, toAppError } from '../fabric/open-stored-fabric'
import { readVpc } from '../fabric/read-fabric'
import { applyToKept } from './apply-to-kept'
import { readUntilProgrammed } from './read-until-programmed'

/** What a change keeps so that somebody else can take it up: where, what, what was there, and the way back. */
export type ChangePlan = {
  readonly fabricId: number
  readonly vpcId: number
  readonly vpc: string
  readonly verb: 'register-address' | 'release-address'
  readonly nicId: number
  readonly address: string
  readonly direction: 'forward' | 'back'
  readonly steps: readonly RegistryStep[]
  readonly undo: readonly RegistryStep[]
  readonly held: readonly SnapshotRegistration[] // of the same pairs, before
  readonly others: string // what the rest of the touched interfaces was, before: see basisOf
  readonly diff: readonly RuleDiff[]
}
/** A stored plan is our own, but may be of an older version. */
export const isPlan = (value: unknown): value is ChangePlan =>
  z.object({ fabricId: z.number(), steps: z.array(z.unknown()), undo: z.array(z.unknown()) }).safeParse(value).success

export type FabricOutcome = {
  readonly changeId: number
  readonly verified: boolean
  readonly standing: string | null
  readonly note: string
}

const DONE = { forward: 'applied', back: 'rolled back' } as const

/** One change on its way through a fabric, forward or back. Where it is, is stored before each step that may be its last. */
export class ChangeRun {
  constructor(
    private readonly change: { readonly id: number; readonly subject: string },
    private readonly plan: ChangePlan,
    private readonly opened: { readonly fabric: Fabric; readonly row: FabricRow },
    private readonly actor: Actor,
    private readonly steps: ChangeStep[],
  ) {}

  get wanted(): readonly RegistryStep[] {
    return this.plan.direction === 'forward' ? this.plan.steps : this.plan.undo
  }

  note(name: string, state: ChangeStep['state'], detail: string): void {
    this.steps.push({ name, state, at: new Date().toISOString(), detail })
  }

  async store(state: ChangeState, stage: string | null, receipt?: unknown): Promise<void> {
    await updateChange(pool(), this.change.id, { state, stage, steps: this.steps, plan: this.plan, receipt })
  }

  /** Ends it before anything was sent. */
  async refuse(error: AppError, detail: string): Promise<Result<never, AppError>> {
    this.note('apply', 'failed', detail)
    await this.store('failed', null)
    return err(error)
  }

  progress(now: Snapshot): Progress {
    return progressOf(now, this.wanted, this.plan.direction === 'forward' ? this.plan.held : [])
  }

  /** How far it has come, in words. */
  say(progress: Progress): string {
    return sayProgress(progress, DONE[this.plan.direction])
  }

  /** Sends the steps that are missing, and follows them to the receipt. */
  async send(missing: readonly RegistryStep[], seen: Snapshot): Promise<Result<FabricOutcome, AppError>> {
    const done = DONE[this.plan.direction]
    await this.store('applying', 'sent, no answer')
    const { fabric, row } = this.opened
    const answer = await this.give(missing, seen)
    if (answer.ok) {
      this.note(done, 'done', `fabric ${row.name} accepted it: ${answer.value.note}`)
      return this.finish()
    }
    const { error, isLost } = answer.error
    const now = await readVpc(fabric, row, this.plan.vpc)
    if (!now.ok) {
      this.note('apply', 'failed', `${reasonOf(error)}; and it cannot be read now`)
      return this.stop('sent, no answer', error)
    }
    const progress = this.progress(now.value)
    const isPartial = progress.applied.length > 0 && progress.missing.length > 0
    // It said no, and what it shows is none of ours or somebody else's: that is an end. A lost answer is not.
    if (!isLost && this.plan.direction === 'forward' && !isPartial) {
      this.note('apply', 'failed', reasonOf(error))
      await this.store('failed', null)
      return err(error)
    }
    if (progress.missing.length === 0) {
      this.note(done, 'done', `the registry shows it, though its answer was lost (${reasonOf(error)})`)
      return this.finish()
    }
    this.note('apply', 'failed', reasonOf(error))
    return this.stop(this.say(progress), error)
  }

  /** Hands steps over, to the fabric or to the registry that is kept here for it. `isLost`: it may have taken them. */
  private async give(
    steps: readonly RegistryStep[],
    seen: Snapshot,
  ): Promise<Result<{ readonly note: string }, { readonly error: AppError; readonly isLost: boolean }>> {
    const { fabric, row } = this.opened
    if (!fabric.capabilities.keepsRegistry) {
      const kept = await applyToKept({ vpcId: this.plan.vpcId, steps, seen }, fabric, row)
      return kept.ok ? kept : err({ error: kept.error, isLost: false })
    }
    const answer = await fabric.applySteps(steps, seen)
    return answer.ok
      ? answer
      : err({ error: toAppError(row.name, answer.error), isLost: answer.error.kind === 'unreachable' })
  }

  /** Reads back until the hosts show it, and writes the receipt. */
  async finish(): Promise<Result<FabricOutcome, AppError>> {
    const { plan } = this
    const stage = `${DONE[plan.direction]}, not read back`
    await this.store('applying', stage)
    const isRegistering = (plan.verb === 'register-address') === (plan.direction === 'forward')
    const read = await readUntilProgrammed(plan, this.wanted, isRegistering, this.actor, this.change.id)
    if (!read.ok) {
      this.note('read back', 'failed', `${reasonOf(read.error)}; it counts as ${DONE[plan.direction]}`)
      return this.stop(stage, read.error)
    }
    const { verified, traced, note, standing, hosts } = read.value
    this.note('read back', 'done', `flow tables of ${hosts} hosts`)
    this.note('re-traced', verified ? 'done' : 'failed', traced)
    await this.store(plan.direction === 'forward' ? 'done' : 'rolled-back', null, {
      who: this.actor.name,
      when: new Date().toISOString(),
      what: this.change.subject,
      verified,
      note: plan.direction === 'forward' ? note : `Rolled back. ${note}`,
      standing,
      rules: plan.diff.map(({ host, added, removed }) =>
        plan.direction === 'forward' ? { host, added, removed } : { host, added: removed, removed: added },
      ),
    })
    return ok({ changeId: this.change.id, verified, standing, note })
  }

  /** Leaves it in the middle, under a name; it can be carried on or rolled back. */
  async stop(stage: string, error: AppError): Promise<Result<never, AppError>> {
    await this.store('unfinished', stage)
    const more = `Change #${this.change.id} stopped in the middle (${stage}); carry on or roll back there.`
    return err('reason' in error ? { ...error, reason: `${reasonOf(error)}. ${more}` } : error)
  }
}

const reasonOf = (error: AppError): string => ('reason' in error ? error.reason.replace(/\.$/, '') : error.kind)
