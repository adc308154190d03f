import { z } from 'zod'
import { canonicalIp } from '../../../../core/ip/ip'
import { type HaVipDraft, validateHaVip } from '../../../../core/registry/validate-havip'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import type { Sql } from '../../../store/database'
import { findHaVipAt, createHaVip as insertHaVip } from '../../../store/registry/havips'
import { listHolders } from '../../../store/registry/registrations'
import { getSubnet, listHomes } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, name, why } from '../edit-inputs'
import { editRegistry, record } from '../edit-registry'

export const havipFields = { subnetId: id, name: name.default(''), address: z.string().max(60) }
export const createHaVipInput = z.object({ ...havipFields, why })

/** Creates a HAVIP in a subnet, without members. Errors: outside, reserved, wrong family, taken (by whom). */
export async function createHaVip(
  input: z.output<typeof createHaVipInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const subnet = await getSubnet(edit.sql, input.subnetId)
    if (!subnet.ok) return err({ kind: 'invalid', field: 'subnetId', reason: 'Choose a subnet.' })
    const vpc = await getOwnVpc(edit.sql, subnet.value.vpcId)
    if (!vpc.ok) return vpc
    const draft = await checkHaVip(edit.sql, input.subnetId, 0, input)
    if (!draft.ok) return draft
    const vpcId = vpc.value.id
    const havipId = await insertHaVip(edit.sql, { vpcId, subnetId: input.subnetId }, draft.value)
    await record(edit, {
      verb: 'create-havip',
      subject: `HAVIP ${draft.value.name} (${draft.value.address})`,
      vpcId,
      address: draft.value.address,
      before: null,
      after: { ...draft.value, subnet: subnet.value.name },
      why: input.why,
    })
    return ok({ id: havipId })
  })
}

/** The HAVIP as it may be stored. */
export async function checkHaVip(
  sql: Sql,
  subnetId: number,
  exceptId: number,
  draft: HaVipDraft,
): Promise<Result<HaVipDraft, AppError>> {
  const subnet = await getSubnet(sql, subnetId)
  if (!subnet.ok) return subnet
  const address = canonicalIp(draft.address.trim())
  const { vpcId } = subnet.value
  return validateHaVip(draft, {
    subnet: subnet.value,
    siblings: address ? await listHomes(sql, vpcId, address) : [],
    sameAddress: address ? await findHaVipAt(sql, vpcId, address, exceptId) : null,
    holders: address ? await listHolders(sql, vpcId, address) : [],
  })
}
