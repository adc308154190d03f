import { randomUUID } from 'node:crypto'
import { ok, type Result } from '../../../../core/result'
import type { Actor } from '../../../actor'
import { type AppError, sentenceOf } from '../../../errors'
import { log } from '../../../log'
import { pool, transaction } from '../../../store/database'
import type { ImportOutcome } from '../../../store/import-preview'
import { answerImport, claimImport, type ImportRow, listInputs, noteProgress } from '../../../store/imports'
import { readChoices } from './import-choices'
import { previewImport } from './preview-import'
import { type Progress, takeImport } from './take-import'

const PROGRESS_MS = 400

/** Thrown out of work whose question was changed meanwhile: its answer is not wanted any more. */
class Superseded extends Error {}

/** Works on an import that waits to be read or saved: this one, or any. Answers whether there was one. */
export async function workImport(id: number | null): Promise<boolean> {
  const claimed = await claimImport(pool(), randomUUID(), id)
  if (!claimed) return false
  const isSaving = claimed.state === 'saving'
  try {
    const result = await (isSaving ? save(claimed) : read(claimed))
    if (!result.ok)
      await answerImport(pool(), claimed.id, claimed.turn, { error: sentenceOf(result.error), state: 'read' })
    else if (!isSaving) await answerImport(pool(), claimed.id, claimed.turn, { preview: result.value })
  } catch (error) {
    if (error instanceof Superseded) return true
    log.error({ import: claimed.id, err: error }, 'import failed')
    await answerImport(pool(), claimed.id, claimed.turn, {
      error: 'Something went wrong on our side; the log has it. Nothing was stored.',
      state: 'read',
    })
  }
  return true
}

const actorOf = (claimed: ImportRow): Actor => ({ name: claimed.createdBy, kind: 'operator' })

async function read(claimed: ImportRow): Promise<Result<unknown, AppError>> {
  const inputs = await listInputs(pool(), claimed.id)
  return previewImport(inputs, readChoices(claimed.choices), actorOf(claimed), progressOf(claimed))
}

/** Stores everything in one transaction, together with the word that it is saved. */
async function save(claimed: ImportRow): Promise<Result<unknown, AppError>> {
  const inputs = await listInputs(pool(), claimed.id)
  const progress = progressOf(claimed)
  return transaction(async (sql) => {
    const taken = await takeImport(sql, inputs, readChoices(claimed.choices), actorOf(claimed), progress)
    if (!taken.ok) return taken
    const { captures, changeId, audit } = taken.value
    const sum = (of: 'known' | 'skipped' | 'guestsCreated') =>
      taken.value.inputs.reduce((all, one) => all + (one.taken?.[of] ?? 0), 0)
    const outcome: ImportOutcome = {
      captures,
      known: sum('known'),
      skipped: sum('skipped'),
      guestsCreated: sum('guestsCreated'),
      changeId,
      opened: audit.opened + audit.reopened,
      resolved: audit.resolved,
      refused: taken.value.inputs.flatMap(({ ordinal, refusal }) =>
        refusal === null ? [] : [{ ordinal, reason: refusal }],
      ),
    }
    await answerImport(sql, claimed.id, claimed.turn, { outcome })
    return ok(outcome)
  })
}

/** Tells how far the work is, beside its transaction, and stops it when it is not wanted any more. */
function progressOf({ id, turn }: ImportRow): Progress {
  let told = 0
  return async (progress) => {
    const now = Date.now()
    if (now - told < PROGRESS_MS) return
    told = now
    if (!(await noteProgress(pool(), id, turn, progress))) throw new Superseded()
  }
}
