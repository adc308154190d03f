import { z } from 'zod'
import { validateMember, validateRoom } from '../../../../core/registry/validate-havip'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { createMember, getHaVip } from '../../../store/registry/havips'
import { getNic } from '../../../store/registry/nics'
import { createRegistration, endRegistration, listHolders } from '../../../store/registry/registrations'
import { getSubnet } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, why } from '../edit-inputs'
import { editRegistry, judge, record } from '../edit-registry'

export const saveMemberInput = z.object({ havipId: id, nicId: id, allowed: z.boolean(), why })

/**
 * Makes an interface a member of a HAVIP, allowed to send its address or not, or changes that of a member. Errors: member
 * of another subnet, over the limit of addresses, the address is somebody's own.
 */
export async function saveMember(
  input: z.output<typeof saveMemberInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getHaVip(edit.sql, input.havipId)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const havip = await getHaVip(edit.sql, input.havipId)
    if (!havip.ok) return havip
    const nic = await getNic(edit.sql, input.nicId)
    if (!nic.ok) return err({ kind: 'invalid', field: 'nicId', reason: 'Choose an interface.' })
    const { vpcId, subnetId, name, address, members } = havip.value
    const called = `${nic.value.guest} ${nic.value.name}`
    const member = members.find((one) => one.nicId === input.nicId)
    const wasAllowed = member ? member.registrationId !== null : false
    if (!member) {
      const home = await getSubnet(edit.sql, subnetId)
      const fits = validateMember({
        nic: called,
        havip: name,
        nicSubnet: nic.value.subnet,
        nicVpcId: nic.value.vpcId,
        havipVpcId: vpcId,
        isMember: false,
        havipSubnet: { id: subnetId, name: home.ok ? home.value.name : '' },
      })
      if (!fits.ok) return fits
      await createMember(edit.sql, input.havipId, input.nicId)
    } else if (wasAllowed === input.allowed) return ok({ id: input.havipId })
    if (input.allowed) {
      const room = validateRoom(called, nic.value.used, vpc.value.addressesMax)
      if (!room.ok) return room
      const holder = (await listHolders(edit.sql, vpcId, address)).find(
        (one) => one.claimant !== -input.havipId && (one.kind !== 'allowed-pair' || one.nicId === input.nicId),
      )
      if (holder) return err({ kind: 'taken', what: address, by: holder.by })
      await createRegistration(
        edit.sql,
        {
          vpcId,
          nicId: input.nicId,
          kind: 'havip',
          address,
          mac: null,
          havipId: input.havipId,
          claimant: -input.havipId,
        },
        edit.now,
      )
    } else if (member && member.registrationId !== null)
      await endRegistration(edit.sql, member.registrationId, edit.now)
    const changeId = await record(edit, {
      verb: member ? (input.allowed ? 'allow-member' : 'disallow-member') : 'add-member',
      subject: `${called} of HAVIP ${name} (${address})`,
      vpcId,
      address,
      before: member ? { nic: called, allowed: wasAllowed } : null,
      after: { nic: called, allowed: input.allowed },
      why: input.why,
    })
    await judge(edit, { nicIds: [...members.map((one) => one.nicId), input.nicId] }, changeId)
    return ok({ id: input.havipId })
  })
}
