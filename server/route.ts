import 'server-only'
import type { z } from 'zod'
import { err, ok, type Result } from '../core/result'
import type { Actor, Deed } from './actor'
import { type ActionError, explained, type Operation, runOperation } from './run-operation'
import { requestActor } from './session'

const BODY_BYTES_MAX = 16 * 1024 * 1024

/** The door for machines: GET takes its input from the query, others from a JSON or plain text body (`text`). */
export function defineRoute<I, O>(
  schema: z.ZodType<I>,
  deed: Deed,
  run: Operation<I, O>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const actor = await findActor(request)
    if (!actor.ok) return tell(actor.error)
    const query = Object.fromEntries([...new URL(request.url).searchParams].filter(([, value]) => value !== ''))
    const body = request.method === 'GET' ? {} : await readBody(request)
    if (body === null) return tell({ status: 413, sentence: 'The input is larger than 16 MiB.', field: null })
    const result = await runOperation(schema, deed, run, { ...query, ...body }, actor.value)
    return result.ok ? Response.json(result.value) : tell(result.error)
  }
}

const tell = (error: ActionError): Response => Response.json(error, { status: error.status })

async function findActor(request: Request): Promise<Result<Actor, ActionError>> {
  try {
    const actor = await requestActor(request)
    return actor
      ? ok(actor)
      : err({ status: 401, sentence: 'This token is not known here, or it was revoked.', field: null })
  } catch (error) {
    return err(explained(error))
  }
}

async function readBody(request: Request): Promise<Record<string, unknown> | null> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES_MAX) return null
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > BODY_BYTES_MAX) return null
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  if (!request.headers.get('content-type')?.includes('application/json')) return { text }
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    return {}
  }
}
