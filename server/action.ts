import 'server-only'
import type { z } from 'zod'
import type { Result } from '../core/result'
import type { Deed } from './actor'
import { type ActionError, type Operation, runOperation } from './run-operation'
import { currentActor } from './session'

/** The door for our own screens: a server action around an operation. */
export function defineAction<I, O>(
  schema: z.ZodType<I>,
  deed: Deed,
  run: Operation<I, O>,
): (input: unknown) => Promise<Result<O, ActionError>> {
  return async (input) => runOperation(schema, deed, run, input, await currentActor())
}
