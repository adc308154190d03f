import { err, ok, type Result } from '../../../core/result'
import { type Actor, mayDo } from '../../actor'
import type { AppError } from '../../errors'
import { auditTouched } from '../../store/audit/audit'
import type { Touched } from '../../store/audit/scope'
import { appendChange, type ChangeDraft } from '../../store/changes'
import { type Sql, transaction } from '../../store/database'
import { translated } from '../../store/translate-error'
import { evaluateProbes } from '../fabric/evaluate-probes'

/** One edit of a registry: its transaction, who makes it, and the moment from which it holds. */
export type Edit = { readonly sql: Sql; readonly actor: string; readonly now: Date }

/** Carries a refusal out of the transaction, so that nothing of a refused edit is kept. */
class Refused extends Error {
  constructor(readonly error: AppError) {
    super('refused')
  }
}

const ATTEMPTS_MAX = 3

/**
 * Runs one edit whole or not at all. When a constraint of the database stops it, another operator was quicker: the edit
 * is tried again and now sees what the other one made, so that its own validation can name who has the address.
 */
export async function editRegistry<T>(
  actor: Actor,
  work: (edit: Edit) => Promise<Result<T, AppError>>,
): Promise<Result<T, AppError>> {
  const may = mayDo(actor, 'edit-registry')
  if (may !== true) return err({ kind: 'refused', reason: may })
  const attempt = () =>
    transaction(async (sql) => {
      const result = await work({ sql, actor: actor.name, now: new Date() })
      if (!result.ok) throw new Refused(result.error)
      return result
    })
  for (let tried = 1; ; tried++) {
    try {
      return await (tried < ATTEMPTS_MAX ? attempt() : translated(attempt))
    } catch (error) {
      if (error instanceof Refused) return err(error.error)
      if (tried < ATTEMPTS_MAX && /^23/.test((error as { code?: string }).code ?? '')) continue
      throw error
    }
  }
}

/** Appends the edit to the log of changes; answers its number. */
export async function record(edit: Edit, change: Omit<ChangeDraft, 'actor'>): Promise<number> {
  return appendChange(edit.sql, { ...change, actor: edit.actor })
}

/** Judges what the edit touched, in its transaction. */
export async function judge(edit: Edit, touched: Touched, changeId: number): Promise<void> {
  await evaluateProbes(edit.sql, touched.nicIds ?? [], edit.now)
  await auditTouched(edit.sql, touched, { now: edit.now, actor: edit.actor, changeId })
}

/** Refuses an edit that was made on the sight of an older state than the one stored. */
export function unchanged(what: string, seen: string, stored: string): Result<null, AppError> {
  return seen === stored
    ? ok(null)
    : err({
        kind: 'conflict',
        reason: `Somebody changed ${what} since you opened it. Look at it again; nothing of yours was stored.`,
      })
}
