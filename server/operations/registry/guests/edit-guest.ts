import { z } from 'zod'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { getGuest, saveGuest } from '../../../store/registry/guests'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, version, why } from '../edit-inputs'
import { editRegistry, judge, record, unchanged } from '../edit-registry'
import { checkGuest, guestFields } from './create-guest'

export const editGuestInput = z.object({ id, version, ...guestFields, why })

/** Renames a guest or places it on another host, whose flow tables then judge it. */
export async function editGuest(
  input: z.output<typeof editGuestInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getGuest(edit.sql, input.id)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const guest = await getGuest(edit.sql, input.id)
    if (!guest.ok) return guest
    const before = { name: guest.value.name, hostname: guest.value.hostname, host: guest.value.host }
    const same = unchanged(`guest ${before.name}`, input.version, guest.value.version)
    if (!same.ok) return same
    const draft = await checkGuest(edit.sql, guest.value.vpcId, vpc.value.name, input.id, input)
    if (!draft.ok) return draft
    const { host, ...fresh } = draft.value
    await saveGuest(edit.sql, input.id, fresh)
    const changeId = await record(edit, {
      verb: 'edit-guest',
      subject: `Guest ${fresh.name}`,
      vpcId: guest.value.vpcId,
      before,
      after: { name: fresh.name, hostname: fresh.hostname, host },
      why: input.why,
    })
    await judge(edit, { nicIds: guest.value.nicIds, guestIds: [input.id] }, changeId)
    return ok({ id: input.id })
  })
}
