import { z } from 'zod'
import { canonicalIp } from '../../../../core/ip/ip'
import { formatPrefix, parsePrefix } from '../../../../core/ip/prefix'
import { validateSubnet } from '../../../../core/registry/validate-subnet'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { getSubnet, listNicIdsOnSubnet, listRivals, listStranded, saveSubnet } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, version, why } from '../edit-inputs'
import { editRegistry, judge, record, unchanged } from '../edit-registry'
import { subjectOf, subnetFields } from './create-subnet'

export const editSubnetInput = z.object({ id, version, ...subnetFields, why })

/** Reshapes a subnet. Errors: as when creating, and an address in use that would be outside or reserved (whose). */
export async function editSubnet(
  input: z.output<typeof editSubnetInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getSubnet(edit.sql, input.id)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const subnet = await getSubnet(edit.sql, input.id)
    if (!subnet.ok) return subnet
    const { id: _, vpcId, version: stored, ...before } = subnet.value
    const same = unchanged(`subnet ${before.name}`, input.version, stored)
    if (!same.ok) return same
    const prefix = parsePrefix(input.cidr.trim())
    const kept = [input.gateway ?? '', ...input.reserved].flatMap((text) => canonicalIp(text.trim()) ?? [])
    const others = prefix ? await listRivals(edit.sql, vpcId, formatPrefix(prefix), input.name.trim(), input.id) : []
    const inUse = prefix ? await listStranded(edit.sql, input.id, formatPrefix(prefix), kept) : []
    const draft = validateSubnet(input, { vpc: vpc.value.name, cidrs: vpc.value.cidrs, others, inUse })
    if (!draft.ok) return draft
    await saveSubnet(edit.sql, input.id, draft.value)
    const changeId = await record(edit, {
      verb: 'edit-subnet',
      subject: subjectOf(draft.value, vpc.value.name),
      vpcId,
      before,
      after: draft.value,
      why: input.why,
    })
    await judge(edit, { nicIds: await listNicIdsOnSubnet(edit.sql, input.id) }, changeId)
    return ok({ id: input.id })
  })
}
