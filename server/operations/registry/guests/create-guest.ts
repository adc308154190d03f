import { z } from 'zod'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import type { Sql } from '../../../store/database'
import {
  findGuestIdByName,
  findHostName,
  type GuestDraft,
  createGuest as insertGuest,
} from '../../../store/registry/guests'
import { getOwnVpc } from '../../../store/registry/vpcs'
import { id, name, optionalNumber, optionalText, why } from '../edit-inputs'
import { editRegistry, record } from '../edit-registry'

export const guestFields = { name, hostname: optionalText, hostId: optionalNumber }
export const createGuestInput = z.object({ vpcId: id, ...guestFields, why })

/** Creates a guest of a VPC. Errors: name taken in this VPC, unknown host. */
export async function createGuest(
  input: z.output<typeof createGuestInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const vpc = await getOwnVpc(edit.sql, input.vpcId)
    if (!vpc.ok) return vpc
    const draft = await checkGuest(edit.sql, input.vpcId, vpc.value.name, 0, input)
    if (!draft.ok) return draft
    const { host, ...guest } = draft.value
    const guestId = await insertGuest(edit.sql, input.vpcId, guest)
    await record(edit, {
      verb: 'create-guest',
      subject: `Guest ${guest.name}`,
      vpcId: input.vpcId,
      after: { name: guest.name, hostname: guest.hostname, host },
      why: input.why,
    })
    return ok({ id: guestId })
  })
}

/** The guest as it may be stored, with its host's name. */
export async function checkGuest(
  sql: Sql,
  vpcId: number,
  vpc: string,
  exceptId: number,
  draft: GuestDraft,
): Promise<Result<GuestDraft & { host: string | null }, AppError>> {
  const called = draft.name.trim()
  if (called === '') return err({ kind: 'invalid', field: 'name', reason: 'Give the guest a name.' })
  const namesake = await findGuestIdByName(sql, vpcId, called)
  if (namesake !== null && namesake !== exceptId)
    return err({ kind: 'invalid', field: 'name', reason: `VPC ${vpc} has a guest ${called} already.` })
  const host = draft.hostId === null ? null : await findHostName(sql, draft.hostId)
  if (draft.hostId !== null && host === null)
    return err({ kind: 'invalid', field: 'hostId', reason: 'This host does not exist any more.' })
  return ok({ name: called, hostname: draft.hostname, hostId: draft.hostId, host })
}
