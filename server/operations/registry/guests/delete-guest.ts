import type { z } from 'zod'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { getGuest, deleteGuest as removeGuest } from '../../../store/registry/guests'
import { deleteNics, listHistory, listNeighbours } from '../../../store/registry/nics'
import { getOwnVpc } from '../../../store/registry/vpcs'
import type { deleteInput } from '../edit-inputs'
import { editRegistry, judge, record, unchanged } from '../edit-registry'

/** Deletes a guest with its interfaces and registrations. The log keeps what it was allowed; its captures stay. */
export async function deleteGuest(
  input: z.output<typeof deleteInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getGuest(edit.sql, input.id)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const guest = await getGuest(edit.sql, input.id)
    if (!guest.ok) return guest
    const { name, hostname, host, nicIds, version, vpcId } = guest.value
    const same = unchanged(`guest ${name}`, input.version, version)
    if (!same.ok) return same
    const neighbours = await listNeighbours(edit.sql, nicIds)
    const before = { name, hostname, host, registrations: await listHistory(edit.sql, nicIds) }
    const changeId = await record(edit, {
      verb: 'delete-guest',
      subject: `Guest ${name}`,
      vpcId,
      before,
      why: input.why,
    })
    const context = { now: edit.now, actor: edit.actor, changeId }
    await deleteNics(edit.sql, nicIds, context)
    await removeGuest(edit.sql, input.id, context)
    await judge(edit, { nicIds: neighbours }, changeId)
    return ok({ id: input.id })
  })
}
