import { z } from 'zod'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { deleteMember, getHaVip, listConcerned } from '../../../store/registry/havips'
import { endRegistration } from '../../../store/registry/registrations'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, why } from '../edit-inputs'
import { editRegistry, judge, record } from '../edit-registry'

export const removeMemberInput = z.object({ havipId: id, nicId: id, why })

/** Takes an interface out of a HAVIP; what it was allowed ends. */
export async function removeMember(
  input: z.output<typeof removeMemberInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getHaVip(edit.sql, input.havipId)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const havip = await getHaVip(edit.sql, input.havipId)
    if (!havip.ok) return havip
    const { vpcId, name, address, members } = havip.value
    const member = members.find((one) => one.nicId === input.nicId)
    if (!member) return err({ kind: 'conflict', reason: `This interface is no member of ${name} any more.` })
    const concerned = await listConcerned(edit.sql, input.havipId)
    if (member.registrationId !== null) await endRegistration(edit.sql, member.registrationId, edit.now)
    await deleteMember(edit.sql, input.havipId, input.nicId)
    const before = { nic: member.nic, allowed: member.registrationId !== null }
    const changeId = await record(edit, {
      verb: 'remove-member',
      subject: `${member.nic} of HAVIP ${name} (${address})`,
      vpcId,
      address,
      before,
      after: null,
      why: input.why,
    })
    await judge(edit, { nicIds: concerned }, changeId)
    return ok({ id: input.havipId })
  })
}
