import type { z } from 'zod'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { deleteNics, getNic, listHistory, listNeighbours } from '../../../store/registry/nics'
import { getOwnVpc } from '../../../store/registry/vpcs'
import type { deleteInput } from '../edit-inputs'
import { editRegistry, judge, record, unchanged } from '../edit-registry'

/** Deletes an interface with its registrations and memberships. The log keeps what it was allowed. */
export async function deleteNic(
  input: z.output<typeof deleteInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getNic(edit.sql, input.id)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const nic = await getNic(edit.sql, input.id)
    if (!nic.ok) return nic
    const { vpcId, guestId, guest, name, mac, subnet, version } = nic.value
    const same = unchanged(`interface ${guest} ${name}`, input.version, version)
    if (!same.ok) return same
    const neighbours = await listNeighbours(edit.sql, [input.id])
    const before = { name, mac, subnet: subnet.name, registrations: await listHistory(edit.sql, [input.id]) }
    const changeId = await record(edit, {
      verb: 'delete-nic',
      subject: `Interface ${guest} ${name}`,
      vpcId,
      before,
      why: input.why,
    })
    await deleteNics(edit.sql, [input.id], { now: edit.now, actor: edit.actor, changeId })
    await judge(edit, { nicIds: neighbours, guestIds: [guestId] }, changeId)
    return ok({ id: input.id })
  })
}
