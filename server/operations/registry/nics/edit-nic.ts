import { z } from 'zod'
import { parseIp } from '../../../../core/ip/ip'
import { parsePrefix, prefixContains } from '../../../../core/ip/prefix'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { getNic, saveNic } from '../../../store/registry/nics'
import { listCurrent } from '../../../store/registry/registrations'
import { getSubnet } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, version, why } from '../edit-inputs'
import { editRegistry, judge, record, unchanged } from '../edit-registry'
import { checkNic, nicFields } from './create-nic'

export const editNicInput = z.object({ id, version, ...nicFields, why })

/** Changes an interface. It moves to another subnet only when none of its addresses would be left outside. */
export async function editNic(
  input: z.output<typeof editNicInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const found = await getNic(edit.sql, input.id)
    if (!found.ok) return found
    const vpc = await getOwnVpc(edit.sql, found.value.vpcId)
    if (!vpc.ok) return vpc
    const nic = await getNic(edit.sql, input.id)
    if (!nic.ok) return nic
    const { vpcId, guestId, guest, hostId, subnet } = nic.value
    const called = `${guest} ${nic.value.name}`
    const same = unchanged(`interface ${called}`, input.version, nic.value.version)
    if (!same.ok) return same
    const draft = await checkNic(
      edit.sql,
      { vpcId, guestId, guest, hostId, subnetId: input.subnetId, exceptId: input.id },
      input,
    )
    if (!draft.ok) return draft
    if (input.subnetId !== subnet.id) {
      const target = await getSubnet(edit.sql, input.subnetId)
      const prefix = target.ok ? parsePrefix(target.value.cidr) : null
      const stranded = (await listCurrent(edit.sql, input.id)).find((held) => {
        const ip = parseIp(held.address)
        return held.kind !== 'allowed-pair' && ip !== null && prefix !== null && !prefixContains(prefix, ip)
      })
      if (stranded)
        return err({
          kind: 'invalid',
          field: 'subnetId',
          reason: `${stranded.address} of ${called} lies outside ${draft.value.subnet}. End its registration first.`,
        })
    }
    const { subnet: subnetName, ...fresh } = draft.value
    await saveNic(edit.sql, input.id, input.subnetId, fresh)
    const before = {
      name: nic.value.name,
      mac: nic.value.mac,
      bridge: nic.value.bridge,
      ofport: nic.value.ofport,
      subnet: subnet.name,
    }
    const changeId = await record(edit, {
      verb: 'edit-nic',
      subject: `Interface ${guest} ${fresh.name}`,
      vpcId,
      before,
      after: { ...fresh, subnet: subnetName },
      why: input.why,
    })
    await judge(edit, { nicIds: [input.id], guestIds: [guestId] }, changeId)
    return ok({ id: input.id })
  })
}
