import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { auditTouched } from '../../store/audit/audit'
import { appendChange, type ChangeStep, updateChange } from '../../store/changes'
import { pool, transaction } from '../../store/database'
import { insertHaVip, insertRegistration } from '../../store/registrations'
import { translated } from '../../store/translate-error'
import { evaluateProbes } from '../fabric/evaluate-probes'
import { openStoredFabric, syncFabric, toAppError } from '../fabric/sync-fabric'
import { type Planned, prepareRegistration, type RegistrationInput } from './plan-registration'

export type RegistrationOutcome = {
  readonly changeId: number
  readonly verified: boolean
  readonly standing: string | null
  readonly note: string
}

/** Registers an address as planned: apply, read back, re-trace, re-audit, and a receipt. */
export async function registerAddress(
  input: RegistrationInput,
  actor: Actor,
): Promise<Result<RegistrationOutcome, AppError>> {
  const prepared = await prepareRegistration(input)
  if (!prepared.ok) return prepared
  const { context, plan } = prepared.value
  if (context.registered && input.kind === 'secondary')
    return err({ kind: 'taken', what: input.address, by: `this very interface (${context.guest} ${context.nic})` })
  const choice = plan.choices.find((one) => one.kind === input.kind)
  if (choice && !choice.fits) return err({ kind: 'invalid', field: 'address', reason: choice.reason })
  return context.fabricId === null
    ? registerOwn(input, actor, prepared.value)
    : registerInFabric(input, actor, prepared.value, context.fabricId)
}

const subjectOf = (input: RegistrationInput, { context, members }: Planned): string =>
  input.kind === 'havip'
    ? `${input.address} as HAVIP of ${members.map((member) => member.guest).join(' and ')}`
    : `${input.address} on ${context.guest} ${context.nic}`

async function registerOwn(
  input: RegistrationInput,
  actor: Actor,
  planned: Planned,
): Promise<Result<RegistrationOutcome, AppError>> {
  const { context, members } = planned
  return translated(() =>
    transaction(async (sql) => {
      const now = new Date()
      if (input.kind === 'secondary')
        await insertRegistration(sql, {
          vpcId: context.vpcId,
          nicId: input.nicId,
          kind: 'secondary',
          address: input.address,
          claimant: context.guestId,
          havipId: null,
          now,
        })
      else
        await insertHaVip(sql, {
          vpcId: context.vpcId,
          subnetId: context.subnetId,
          name: input.name || `vip-${input.address}`,
          address: input.address,
          memberNicIds: members.map((member) => member.nicId),
          now,
        })
      const nicIds = members.map((member) => member.nicId)
      const changeId = await appendChange(sql, {
        actor: actor.name,
        verb: 'register-address',
        subject: subjectOf(input, planned),
        vpcId: context.vpcId,
        address: input.address,
        findingId: input.findingId ?? null,
        before: { registered: context.registered },
        after: { kind: input.kind, members: members.map((member) => member.guest) },
        why: input.why,
        state: 'applying',
      })
      await evaluateProbes(sql, nicIds, now)
      await auditTouched(sql, { nicIds }, { now, actor: actor.name, changeId })
      const { rows } = await sql.query<{ standing: string; programmed: string }>(
        'SELECT standing, programmed FROM standing WHERE nic_id = $1 AND address = $2::inet',
        [input.nicId, input.address],
      )
      const verified = rows[0]?.programmed === 'yes'
      const note = verified
        ? 'The host passes it by its latest flow table.'
        : rows[0]?.programmed === 'no'
          ? 'The host still drops it by its latest flow table; import a newer one when the rules have changed.'
          : 'The host is not verified: there is no fresh flow table of it.'
      const steps: ChangeStep[] = [
        { name: 'registered', state: 'done', at: now.toISOString(), detail: "written to Rollcall's own registry" },
      ]
      await updateChange(sql, changeId, 'done', steps, {
        who: actor.name,
        when: now.toISOString(),
        what: subjectOf(input, planned),
        verified,
        note,
        standing: rows[0]?.standing ?? null,
      })
      return ok({ changeId, verified, standing: rows[0]?.standing ?? null, note })
    }),
  )
}

async function registerInFabric(
  input: RegistrationInput,
  actor: Actor,
  planned: Planned,
  fabricId: number,
): Promise<Result<RegistrationOutcome, AppError>> {
  const { context, before, steps: wanted, plan } = planned
  const opened = await openStoredFabric(pool(), fabricId)
  if (!opened.ok) return opened
  const { fabric, row } = opened.value
  const changeId = await appendChange(pool(), {
    actor: actor.name,
    verb: 'register-address',
    subject: subjectOf(input, planned),
    vpcId: context.vpcId,
    address: input.address,
    findingId: input.findingId ?? null,
    before: { revision: before?.revision, registered: context.registered },
    after: { kind: input.kind, steps: wanted },
    why: input.why,
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
  if (input.revision !== undefined && input.revision !== null && input.revision !== before?.revision)
    return fail(
      {
        kind: 'conflict',
        reason: `Fabric ${row.name} was changed by somebody else since the plan was shown. Look at the new plan before you apply.`,
      },
      'apply',
      `planned on revision ${input.revision}, the fabric is at ${before?.revision}`,
    )
  const applied = await fabric.applySteps(wanted, before?.revision ?? -1)
  if (!applied.ok) {
    const told = toAppError(row.name, applied.error)
    return fail(told, 'apply', applied.error.kind)
  }
  step('applied', 'done', `fabric ${row.name} accepted it as revision ${applied.value.revision}`)
  await updateChange(pool(), changeId, 'applying', steps)
  const synced = await syncFabric({ fabricId }, actor, changeId)
  if (!synced.ok)
    return fail(
      synced.error,
      'read back',
      'the fabric took the change, but could not be read afterwards; it counts as applied and will be read again',
    )
  step('read back', 'done', `revision ${synced.value.revision}, flow tables of ${synced.value.hosts} hosts`)
  const { rows } = await pool().query<{ standing: string; registered: string; programmed: string }>(
    'SELECT standing, registered, programmed FROM standing WHERE nic_id = $1 AND address = $2::inet',
    [input.nicId, input.address],
  )
  const verified = rows[0]?.programmed === 'yes'
  step(
    're-traced',
    verified ? 'done' : 'failed',
    verified ? 'all four probes pass on the host' : 'the registry has it, the host still drops it',
  )
  const note = verified
    ? 'The host passes it: its flow table was read back and evaluated.'
    : 'The registry has it, but the host still drops it.'
  await updateChange(pool(), changeId, 'done', steps, {
    who: actor.name,
    when: new Date().toISOString(),
    what: subjectOf(input, planned),
    verified,
    note,
    standing: rows[0]?.standing ?? null,
    rules: plan.diff.map(({ host, added, removed }) => ({ host, added, removed })),
  })
  return ok({ changeId, verified, standing: rows[0]?.standing ?? null, note })
}
