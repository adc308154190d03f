import { z } from 'zod'
import { parsePrefix } from '../../../../core/ip/prefix'
import { type SubnetDraft, validateSubnet } from '../../../../core/registry/validate-subnet'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { createSubnet as insertSubnet, listRivals } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, name, optionalText, why } from '../edit-inputs'
import { editRegistry, record } from '../edit-registry'

export const subnetFields = {
  name: name.default(''),
  cidr: z.string().max(60),
  gateway: optionalText,
  reserved: z.array(z.string().max(60)).max(64, 'At most 64 reserved addresses.').default([]),
}
export const createSubnetInput = z.object({ vpcId: id, ...subnetFields, why })

/** Creates a subnet. Errors: outside the VPC, overlap (with which), gateway or reserved address outside. */
export async function createSubnet(
  input: z.output<typeof createSubnetInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const vpc = await getOwnVpc(edit.sql, input.vpcId)
    if (!vpc.ok) return vpc
    const others = parsePrefix(input.cidr.trim())
      ? await listRivals(edit.sql, input.vpcId, input.cidr.trim(), input.name.trim(), 0)
      : []
    const draft = validateSubnet(input, { vpc: vpc.value.name, cidrs: vpc.value.cidrs, others, inUse: [] })
    if (!draft.ok) return draft
    const subnetId = await insertSubnet(edit.sql, input.vpcId, draft.value)
    await record(edit, {
      verb: 'create-subnet',
      subject: subjectOf(draft.value, vpc.value.name),
      vpcId: input.vpcId,
      after: draft.value,
      why: input.why,
    })
    return ok({ id: subnetId })
  })
}

export const subjectOf = (subnet: SubnetDraft, vpc: string): string =>
  `Subnet ${subnet.name === subnet.cidr ? subnet.cidr : `${subnet.name} (${subnet.cidr})`} of ${vpc}`
