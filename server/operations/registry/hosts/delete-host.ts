import type { z } from 'zod'
import { err, ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { findPlaced, getOwnHost, deleteHost as removeHost } from '../../../store/registry/hosts'
import type { deleteInput } from '../edit-inputs'
import { editRegistry, record, unchanged } from '../edit-registry'

/** Deletes a host with its flow tables. Refused while guests are placed on it. */
export async function deleteHost(
  input: z.output<typeof deleteInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const host = await getOwnHost(edit.sql, input.id)
    if (!host.ok) return host
    const { id: _, fabric: __, version, ...before } = host.value
    const same = unchanged(`host ${before.name}`, input.version, version)
    if (!same.ok) return same
    const { guests, names } = await findPlaced(edit.sql, input.id)
    if (guests > 0) {
      const more = guests > names.length ? ` and ${guests - names.length} more` : ''
      return err({
        kind: 'conflict',
        reason: `${names.join(', ')}${more} ${guests === 1 ? 'is' : 'are'} still placed on host ${before.name}. Move or delete ${guests === 1 ? 'it' : 'them'} first.`,
      })
    }
    await record(edit, { verb: 'delete-host', subject: `Host ${before.name}`, before, why: input.why })
    await removeHost(edit.sql, input.id)
    return ok({ id: input.id })
  })
}
