import 'server-only'
import type { z } from 'zod'
import type { Deed } from './actor'
import { type Operation, runOperation } from './run-operation'
import { currentActor } from './session'

const BODY_BYTES_MAX = 16 * 1024 * 1024

/** The door for machines: GET takes its input from the query, others from a JSON or plain text body (`text`). */
export function defineRoute<I, O>(
  schema: z.ZodType<I>,
  deed: Deed,
  run: Operation<I, O>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const query = Object.fromEntries([...new URL(request.url).searchParams].filter(([, value]) => value !== ''))
    const body = request.method === 'GET' ? {} : await readBody(request)
    if (body === null)
      return Response.json({ status: 413, sentence: 'The input is larger than 16 MiB.', field: null }, { status: 413 })
    const result = await runOperation(schema, deed, run, { ...query, ...body }, await currentActor())
    return result.ok ? Response.json(result.value) : Response.json(result.error, { status: result.error.status })
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
