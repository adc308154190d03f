import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { err, type Result } from '../core/result'
import { type Actor, type Deed, mayDo } from './actor'
import { type AppError, sentenceOf, statusOf } from './errors'
import { log } from './log'

/** What a person or a machine is told when something did not happen. */
export type ActionError = { readonly status: number; readonly sentence: string; readonly field: string | null }
export type Operation<I, O> = (input: I, actor: Actor) => Promise<Result<O, AppError>>

const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|57P0[123]|08\w{3}|53300)$/

/** Parses the input, checks who may, runs, and turns anything that goes wrong into a sentence. Both doors end here. */
export async function runOperation<I, O>(
  schema: z.ZodType<I>,
  deed: Deed,
  run: Operation<I, O>,
  input: unknown,
  actor: Actor,
): Promise<Result<O, ActionError>> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return err({
      status: 422,
      sentence: issue?.message ?? 'The input is not understood.',
      field: issue?.path.join('.') || null,
    })
  }
  const may = mayDo(actor, deed)
  if (may !== true) return err({ status: 403, sentence: may, field: null })
  try {
    const result = await run(parsed.data, actor)
    return result.ok ? result : err(tell(result.error))
  } catch (error) {
    return err(explained(error))
  }
}

function tell(error: AppError): ActionError {
  return { status: statusOf(error), sentence: sentenceOf(error), field: error.kind === 'invalid' ? error.field : null }
}

/** What is told of something unexpected. */
export const explained = (error: unknown): ActionError => tell(explain(error))

/** A database that is away is said; anything else is our mistake: logged under an id, and only the id is told. */
function explain(error: unknown): AppError {
  const code = (error as { code?: unknown })?.code
  const message = error instanceof Error ? error.message : String(error)
  if (
    (typeof code === 'string' && UNREACHABLE.test(code)) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(message)
  )
    return {
      kind: 'unavailable',
      reason: 'The database cannot be reached. Nothing was changed; try again when it is back.',
    }
  const id = randomUUID().slice(0, 8)
  log.error({ id, err: error }, 'operation failed')
  return {
    kind: 'conflict',
    reason: `Something went wrong on our side; the log has it under ${id}. Nothing was changed.`,
  }
}
