import type { z } from 'zod'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { listSubnetNames } from '../../../store/registry/subnets'
import { countContents, getOwnVpc, deleteVpc as removeVpc } from '../../../store/registry/vpcs'
import type { deleteInput } from '../edit-inputs'
import { editRegistry, record, unchanged } from '../edit-registry'

/** Deletes a VPC with its subnets. Refused while guests or HAVIPs are in it. */
export async function deleteVpc(
  input: z.output<typeof deleteInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const vpc = await getOwnVpc(edit.sql, input.id)
    if (!vpc.ok) return vpc
    const { fabric: _, version, ...before } = vpc.value
    const same = unchanged(`VPC ${before.name}`, input.version, version)
    if (!same.ok) return same
    const { guests, havips } = await countContents(edit.sql, input.id)
    if (guests + havips > 0)
      return err({
        kind: 'conflict',
        reason: `VPC ${before.name} still has ${count(guests, 'guest')} and ${count(havips, 'HAVIP')}. Delete them first.`,
      })
    const subnets = await listSubnetNames(edit.sql, input.id)
    await record(edit, {
      verb: 'delete-vpc',
      subject: `VPC ${before.name}`,
      vpcId: input.id,
      before: { ...before, subnets },
      why: input.why,
    })
    await removeVpc(edit.sql, input.id)
    return ok({ id: input.id })
  })
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`
