import { z } from 'zod'
import { validateHost } from '../../../../core/registry/validate-host'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { findHostIdByName, findPlaced, getOwnHost, saveHost } from '../../../store/registry/hosts'
import { id, version, why } from '../edit-inputs'
import { editRegistry, judge, record, unchanged } from '../edit-registry'
import { hostFields } from './create-host'

export const editHostInput = z.object({ id, version, ...hostFields, why })

/** Changes a host's name, address or ports; what its flow tables say is evaluated anew. */
export async function editHost(
  input: z.output<typeof editHostInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const host = await getOwnHost(edit.sql, input.id)
    if (!host.ok) return host
    const { id: _, fabric: __, version: stored, ...before } = host.value
    const same = unchanged(`host ${before.name}`, input.version, stored)
    if (!same.ok) return same
    const namesake = await findHostIdByName(edit.sql, input.name.trim())
    const draft = validateHost(input, { hasSameName: namesake !== null && namesake !== input.id })
    if (!draft.ok) return draft
    await saveHost(edit.sql, input.id, draft.value)
    const changeId = await record(edit, {
      verb: 'edit-host',
      subject: `Host ${draft.value.name}`,
      before,
      after: draft.value,
      why: input.why,
    })
    await judge(edit, { nicIds: (await findPlaced(edit.sql, input.id)).nicIds }, changeId)
    return ok({ id: input.id })
  })
}
