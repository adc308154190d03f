import { z } from 'zod'
import { validateVpc } from '../../../../core/registry/validate-vpc'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { listSubnetNames } from '../../../store/registry/subnets'
import { findVpcIdByName, getOwnVpc, saveVpc } from '../../../store/registry/vpcs'
import { id, version, why } from '../edit-inputs'
import { editRegistry, record, unchanged } from '../edit-registry'
import { vpcFields } from './create-vpc'

export const editVpcInput = z.object({ id, version, ...vpcFields, why })

/** Changes a VPC's name, CIDRs, note or limit. Errors: a subnet would be left outside, name taken, changed meanwhile. */
export async function editVpc(
  input: z.output<typeof editVpcInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const vpc = await getOwnVpc(edit.sql, input.id)
    if (!vpc.ok) return vpc
    const { fabric: _, version: stored, ...before } = vpc.value
    const same = unchanged(`VPC ${before.name}`, input.version, stored)
    if (!same.ok) return same
    const draft = validateVpc(input, { subnets: await listSubnetNames(edit.sql, input.id) })
    if (!draft.ok) return draft
    const namesake = await findVpcIdByName(edit.sql, draft.value.name)
    if (namesake !== null && namesake !== input.id)
      return err({ kind: 'invalid', field: 'name', reason: `There is a VPC ${draft.value.name} already.` })
    const { name, cidrs, note, addressesMax } = draft.value
    await saveVpc(edit.sql, input.id, draft.value)
    await record(edit, {
      verb: 'edit-vpc',
      subject: `VPC ${name}`,
      vpcId: input.id,
      before,
      after: { name, cidrs, note, addressesMax },
      why: input.why,
    })
    return ok({ id: input.id })
  })
}
