import { z } from 'zod'
import { parseMac } from '../../../../core/ip/mac'
import { type NicDraft, validateNic } from '../../../../core/registry/validate-nic'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import type { Sql } from '../../../store/database'
import { getGuest } from '../../../store/registry/guests'
import { findNicRivals, createNic as insertNic } from '../../../store/registry/nics'
import { getSubnet } from '../../../store/registry/subnets'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, name, optionalNumber, optionalText, why } from '../edit-inputs'
import { editRegistry, judge, record } from '../edit-registry'

export const nicFields = { name, mac: z.string().max(40), subnetId: id, bridge: optionalText, ofport: optionalNumber }
export const createNicInput = z.object({ guestId: id, ...nicFields, why })

/** Gives a guest an interface on a subnet of its VPC. Errors: duplicate MAC (whose), name or port in use. */
export async function createNic(
  input: z.output<typeof createNicInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const guest = await getGuest(edit.sql, input.guestId)
    if (!guest.ok) return guest
    const { vpcId, name: guestName, hostId } = guest.value
    const vpc = await getOwnVpc(edit.sql, vpcId)
    if (!vpc.ok) return vpc
    const draft = await checkNic(
      edit.sql,
      { vpcId, guestId: input.guestId, guest: guestName, hostId, subnetId: input.subnetId, exceptId: 0 },
      input,
    )
    if (!draft.ok) return draft
    const { subnet, ...nic } = draft.value
    const nicId = await insertNic(edit.sql, { vpcId, guestId: input.guestId, subnetId: input.subnetId }, nic)
    const changeId = await record(edit, {
      verb: 'create-nic',
      subject: `Interface ${guestName} ${nic.name}`,
      vpcId,
      after: { ...nic, subnet },
      why: input.why,
    })
    await judge(edit, { nicIds: [nicId], guestIds: [input.guestId] }, changeId)
    return ok({ id: nicId })
  })
}

export type NicPlace = {
  readonly vpcId: number
  readonly guestId: number
  readonly guest: string
  readonly hostId: number | null
  readonly subnetId: number
  readonly exceptId: number
}

/** The interface as it may be stored, with its subnet's name. */
export async function checkNic(
  sql: Sql,
  place: NicPlace,
  draft: NicDraft,
): Promise<Result<NicDraft & { subnet: string }, AppError>> {
  const subnet = await getSubnet(sql, place.subnetId)
  if (!subnet.ok || subnet.value.vpcId !== place.vpcId)
    return err({ kind: 'invalid', field: 'subnetId', reason: `Choose a subnet of the VPC that ${place.guest} is in.` })
  const asked = {
    ...draft,
    mac: parseMac(draft.mac.trim()) ?? '',
    name: draft.name.trim(),
    bridge: draft.bridge?.trim() || null,
  }
  const checked = validateNic(draft, { guest: place.guest, ...(await findNicRivals(sql, place, asked)) })
  return checked.ok ? ok({ ...checked.value, subnet: subnet.value.name }) : checked
}
