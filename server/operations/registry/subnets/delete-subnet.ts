import type { z } from 'zod'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { countOnSubnet, getSubnet, deleteSubnet as removeSubnet } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import type { deleteInput } from '../edit-inputs'
import { editRegistry, record, unchanged } from '../edit-registry'
import { subjectOf } from './create-subnet'

/** Deletes a subnet. Refused while interfaces or HAVIPs are in it. */
export async function deleteSubnet(
  input: z.output<typeof deleteInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const subnet = await getSubnet(edit.sql, input.id)
    if (!subnet.ok) return subnet
    const vpc = await getOwnVpc(edit.sql, subnet.value.vpcId)
    if (!vpc.ok) return vpc
    const { id: _, vpcId, version, ...before } = subnet.value
    const same = unchanged(`subnet ${before.name}`, input.version, version)
    if (!same.ok) return same
    const { nics, havips } = await countOnSubnet(edit.sql, input.id)
    if (nics + havips > 0)
      return err({
        kind: 'conflict',
        reason: `Subnet ${before.name} still has ${nics} ${nics === 1 ? 'interface' : 'interfaces'} and ${havips} ${havips === 1 ? 'HAVIP' : 'HAVIPs'}. Delete or move them first.`,
      })
    await record(edit, {
      verb: 'delete-subnet',
      subject: subjectOf(before, vpc.value.name),
      vpcId,
      before,
      why: input.why,
    })
    await removeSubnet(edit.sql, input.id)
    return ok({ id: input.id })
  })
}
