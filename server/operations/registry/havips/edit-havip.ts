import { z } from 'zod'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { getHaVip, listConcerned, saveHaVip } from '../../../store/registry/havips'
import { createRegistration, endRegistration } from '../../../store/registry/registrations'
import { getSubnet } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, version, why } from '../edit-inputs'
import { editRegistry, judge, record, unchanged } from '../edit-registry'
import { checkHaVip, havipFields } from './create-havip'

export const editHaVipInput = z.object({ id, version, ...havipFields, why })

/** Renames or moves a HAVIP; members that were allowed the old address are allowed the new one. */
export async function editHaVip(
  input: z.output<typeof editHaVipInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getHaVip(edit.sql, input.id)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const havip = await getHaVip(edit.sql, input.id)
    if (!havip.ok) return havip
    const { vpcId, subnetId, name, address, members } = havip.value
    const same = unchanged(`HAVIP ${name}`, input.version, havip.value.version)
    if (!same.ok) return same
    if (subnetId !== input.subnetId && members.length > 0)
      return err({
        kind: 'invalid',
        field: 'subnetId',
        reason: `${members.length} members of ${name} are in its present subnet. Remove them first.`,
      })
    const target = await getSubnet(edit.sql, input.subnetId)
    if (!target.ok || target.value.vpcId !== vpcId)
      return err({ kind: 'invalid', field: 'subnetId', reason: 'Choose a subnet of the same VPC.' })
    const draft = await checkHaVip(edit.sql, input.subnetId, input.id, input)
    if (!draft.ok) return draft
    const concerned = await listConcerned(edit.sql, input.id)
    await saveHaVip(edit.sql, input.id, input.subnetId, draft.value)
    if (draft.value.address !== address) {
      for (const member of members) {
        if (member.registrationId === null) continue
        await endRegistration(edit.sql, member.registrationId, edit.now)
        await createRegistration(
          edit.sql,
          {
            vpcId,
            nicId: member.nicId,
            kind: 'havip',
            address: draft.value.address,
            mac: null,
            havipId: input.id,
            claimant: -input.id,
          },
          edit.now,
        )
      }
    }
    const changeId = await record(edit, {
      verb: 'edit-havip',
      subject: `HAVIP ${draft.value.name} (${draft.value.address})`,
      vpcId,
      address: draft.value.address,
      before: { name, address },
      after: draft.value,
      why: input.why,
    })
    await judge(edit, { nicIds: [...new Set([...concerned, ...(await listConcerned(edit.sql, input.id))])] }, changeId)
    return ok({ id: input.id })
  })
}
