import { z } from 'zod'
import { validateVpc } from '../../../../core/registry/validate-vpc'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { findVpcIdByName, createVpc as insertVpc } from '../../../store/registry/vpcs'
import { name, why } from '../edit-inputs'
import { editRegistry, record } from '../edit-registry'

export const ADDRESSES_MAX_DEFAULT = 10

export const vpcFields = {
  name,
  cidrs: z.array(z.string().max(60)).max(64, 'A VPC has at most 64 CIDRs.'),
  note: z.string().max(2000).default(''),
  addressesMax: z.coerce
    .number({ error: 'Enter a number.' })
    .int('Enter a whole number.')
    .min(1, 'At least 1.')
    .max(1000, 'At most 1000.')
    .default(ADDRESSES_MAX_DEFAULT),
}
export const createVpcInput = z.object({ ...vpcFields, why })

/** Creates a VPC with Rollcall's own registry. Errors: invalid name or CIDRs, name taken. */
export async function createVpc(
  input: z.output<typeof createVpcInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const draft = validateVpc(input, { subnets: [] })
    if (!draft.ok) return draft
    if ((await findVpcIdByName(edit.sql, draft.value.name)) !== null)
      return err({ kind: 'invalid', field: 'name', reason: `There is a VPC ${draft.value.name} already.` })
    const vpcId = await insertVpc(edit.sql, draft.value)
    await record(edit, {
      verb: 'create-vpc',
      subject: `VPC ${draft.value.name}`,
      vpcId,
      after: {
        name: draft.value.name,
        cidrs: draft.value.cidrs,
        note: draft.value.note,
        addressesMax: draft.value.addressesMax,
      },
      why: input.why,
    })
    return ok({ id: vpcId })
  })
}
