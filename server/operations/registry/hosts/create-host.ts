import { z } from 'zod'
import { validateHost } from '../../../../core/registry/validate-host'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { findHostIdByName, createHost as insertHost } from '../../../store/registry/hosts'
import { name, optionalText, why } from '../edit-inputs'
import { editRegistry, record } from '../edit-registry'

const LINE = 'Give each port a line: bridge, number, name, type, far end of a tunnel.'

/** A port as people write it, on one line; '-' is a port without a name. */
const port = z
  .string()
  .max(400)
  .transform((line, context) => {
    const [bridge = '', ofport, name = '', type = '', remote = null, ...more] = line.trim().split(/\s+/)
    if (ofport === undefined || !/^\d{1,9}$/.test(ofport) || more.length > 0) {
      context.addIssue({ code: 'custom', message: `“${line.trim()}” is no port. ${LINE}` })
      return z.NEVER
    }
    return { bridge, ofport: Number(ofport), name: name === '-' ? '' : name, type, remote }
  })
export const hostFields = {
  name,
  managementIp: optionalText,
  ports: z.array(port).max(4096, 'At most 4096 ports.').default([]),
}
export const createHostInput = z.object({ ...hostFields, why })

/** Creates a host that no fabric reports. Errors: name taken, unreadable address, a port number used twice. */
export async function createHost(
  input: z.output<typeof createHostInput>,
  actor: Actor,
): Promise<Result<{ id: number }, AppError>> {
  return editRegistry(actor, async (edit) => {
    const draft = validateHost(input, { hasSameName: (await findHostIdByName(edit.sql, input.name.trim())) !== null })
    if (!draft.ok) return draft
    const hostId = await insertHost(edit.sql, draft.value)
    await record(edit, { verb: 'create-host', subject: `Host ${draft.value.name}`, after: draft.value, why: input.why })
    return ok({ id: hostId })
  })
}
