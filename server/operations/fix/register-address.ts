import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { auditTouched } from '../../store/audit/audit'
import { appendChange, type ChangeStep, updateChange } from '../../store/changes'
import { transaction } from '../../store/database'
import { insertHaVip, insertRegistration } from '../../store/registrations'
import { translated } from '../../store/translate-error'
import { evaluateProbes } from '../fabric/evaluate-probes'
import { applyInFabric } from './apply-in-fabric'
import type { FabricOutcome } from './change-run'
import { type Planned, prepareRegistration, type RegistrationInput } from './plan-registration'

/**
 * Registers an address as planned: apply, read back, re-trace, re-audit, and a receipt. `ours` is what the same run
 * writes besides, by key.
 */
export async function registerAddress(
  input: RegistrationInput,
  actor: Actor,
  ours?: ReadonlySet<string>,
): Promise<Result<FabricOutcome, AppError>> {
  const prepared = await prepareRegistration(input)
  if (!prepared.ok) return prepared
  const { context, plan, steps, before } = prepared.value
  if (context.registered && input.kind === 'secondary')
    return err({ kind: 'taken', what: input.address, by: `this very interface (${context.guest} ${context.nic})` })
  const choice = plan.choices.find((one) => one.kind === input.kind)
  if (choice && !choice.fits) return err({ kind: 'invalid', field: 'address', reason: choice.reason })
  return context.fabricId === null || before === null
    ? registerOwn(input, actor, prepared.value)
    : applyInFabric(
        {
          fabricId: context.fabricId,
          verb: 'register-address',
          subject: subjectOf(input, prepared.value),
          vpcId: context.vpcId,
          vpc: context.vpc,
          nicId: input.nicId,
          address: input.address,
          steps,
          seen: before,
          shownBasis: input.basis ?? null,
          ...(ours && { ours }),
          diff: plan.diff,
          before: { revision: before.revision, registered: context.registered },
          after: { kind: input.kind, steps },
          findingId: input.findingId ?? null,
          why: input.why,
        },
        actor,
      )
}

const subjectOf = (input: RegistrationInput, { context, members }: Planned): string =>
  input.kind === 'havip'
    ? `${input.address} as HAVIP of ${members.map((member) => member.guest).join(' and ')}`
    : `${input.address} on ${context.guest} ${context.nic}`

async function registerOwn(
  input: RegistrationInput,
  actor: Actor,
  planned: Planned,
): Promise<Result<FabricOutcome, AppError>> {
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
      await updateChange(sql, changeId, {
        state: 'done',
        steps,
        receipt: {
          who: actor.name,
          when: now.toISOString(),
          what: subjectOf(input, planned),
          verified,
          note,
          standing: rows[0]?.standing ?? null,
        },
      })
      return ok({ changeId, verified, standing: rows[0]?.standing ?? null, note })
    }),
  )
}
