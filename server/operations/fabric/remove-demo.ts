import { z } from 'zod'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { appendChange } from '../../store/changes'
import { transaction } from '../../store/database'
import { deleteDemo } from '../../store/fabrics'

export const removeDemoInput = z.object({})

/** Removes the demo with everything in it; the log of changes keeps what was done. */
export async function removeDemo(
  _input: z.output<typeof removeDemoInput>,
  actor: Actor,
): Promise<Result<{ removed: number }, AppError>> {
  return transaction(async (sql) => {
    const removed = await deleteDemo(sql)
    if (removed === 0) return err({ kind: 'not-found', what: 'The demo' })
    await appendChange(sql, { actor: actor.name, verb: 'remove-demo', subject: 'the founding incident' })
    return ok({ removed })
  })
}
