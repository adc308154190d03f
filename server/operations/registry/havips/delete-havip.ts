import type { z } from 'zod'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { getHaVip, listConcerned, deleteHaVip as removeHaVip } from '../../../store/registry/havips'
import { endRegistration } from '../../../store/registry/registrations'
import { getOwnVpc } from '../../../store/registry/vpcs'
import type { deleteInput } from '../edit-inputs'
import { editRegistry, judge, record, unchanged } from '../edit-registry'

/** Deletes a HAVIP; its members' registrations end. */
export async function deleteHaVip(
  input: z.output<typeof deleteInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getHaVip(edit.sql, input.id)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const havip = await getHaVip(edit.sql, input.id)
    if (!havip.ok) return havip
    const { vpcId, name, address, members } = havip.value
    const same = unchanged(`HAVIP ${name}`, input.version, havip.value.version)
    if (!same.ok) return same
    const concerned = await listConcerned(edit.sql, input.id)
    for (const member of members)
      if (member.registrationId !== null) await endRegistration(edit.sql, member.registrationId, edit.now)
    const before = {
      name,
      address,
      members: members.map((member) => ({ nic: member.nic, allowed: member.registrationId !== null })),
    }
    const changeId = await record(edit, {
      verb: 'delete-havip',
      subject: `HAVIP ${name} (${address})`,
      vpcId,
      address,
      before,
      after: null,
      why: input.why,
    })
    await removeHaVip(edit.sql, input.id, { now: edit.now, actor: edit.actor, changeId })
    await judge(edit, { nicIds: concerned }, changeId)
    return ok({ id: input.id })
  })
}
