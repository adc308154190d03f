import { z } from 'zod'
import { err, ok, type Result } from '../../../core/result'
import type { Actor } from '../../actor'
import type { AppError } from '../../errors'
import { appendChange } from '../../store/changes'
import { transaction } from '../../store/database'
import { acknowledge } from '../../store/findings'

export const acknowledgeInput = z.object({
  findingIds: z.array(z.number().int()).min(1, 'Choose at least one finding.').max(10_000),
  why: z.string().trim().min(3, 'Say why, so that the next person understands.').max(500),
  until: z.iso.datetime({ offset: true }).nullish(),
})

/** Sets findings aside with a reason, until a time or for good. They stay visible as acknowledged. */
export async function acknowledgeFindings(
  input: z.output<typeof acknowledgeInput>,
  actor: Actor,
): Promise<Result<{ acknowledged: number }, AppError>> {
  const now = new Date()
  const until = input.until ? new Date(input.until) : null
  if (until && until <= now)
    return err({ kind: 'invalid', field: 'until', reason: 'The end of the pause lies in the past.' })
  return transaction(async (sql) => {
    const ids = await acknowledge(sql, input.findingIds, actor.name, input.why, until, now)
    if (ids.length === 0) return err({ kind: 'conflict', reason: 'None of these findings is open any more.' })
    await appendChange(sql, {
      actor: actor.name,
      verb: 'acknowledge-finding',
      subject: `${ids.length} ${ids.length === 1 ? 'finding' : 'findings'}`,
      findingId: ids.length === 1 ? (ids[0] ?? null) : null,
      after: { findingIds: ids, until },
      why: input.why,
    })
    return ok({ acknowledged: ids.length })
  })
}
