import { z } from 'zod'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { endRegistration as closeRegistration, getRegistration } from '../../../store/registry/registrations'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, why } from '../edit-inputs'
import { editRegistry, judge, record } from '../edit-registry'

export const endRegistrationInput = z.object({ id, why })

/** Ends a registration from now on; that it was, stays. Errors: ended already, belongs to a fabric. */
export async function endRegistration(
  input: z.output<typeof endRegistrationInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getRegistration(edit.sql, input.id)
    if (!found.ok) return found
    const { vpcId, nicId, nic, kind, address, mac, owned, source } = found.value
    const vpc = await getOwnVpc(edit.sql, vpcId)
    if (!vpc.ok) return vpc
    if (!owned) return err({ kind: 'refused', reason: `${address} on ${nic} was read from ${source}; it ends there.` })
    if (!(await closeRegistration(edit.sql, input.id, edit.now)))
      return err({ kind: 'conflict', reason: `The registration of ${address} on ${nic} has ended already.` })
    const changeId = await record(edit, {
      verb: 'end-registration',
      subject: `${address} on ${nic}`,
      vpcId,
      address,
      before: { kind, address, mac, nic },
      after: null,
      why: input.why,
    })
    await judge(edit, { nicIds: [nicId] }, changeId)
    return ok({ id: input.id })
  })
}
