import 'server-only'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { z } from 'zod'
import { err, ok, type Result } from '../core/result'
import { decodeText } from '../intake/decode-text'
import type { Actor, Deed } from './actor'
import { type ActionError, explained, type Operation, runOperation } from './run-operation'
import { requestActor } from './session'

const BODY_BYTES_MAX = 16 * 1024 * 1024
const TOO_LARGE: ActionError = { status: 413, sentence: 'The input is larger than 16 MiB.', field: null }
const DAMAGED: ActionError = { status: 400, sentence: 'The body is damaged: it cannot be unpacked.', field: null }
const NO_TEXT: ActionError = {
  status: 415,
  sentence:
    'The body is no text: it is neither UTF-8, UTF-16 nor GBK. Files of other kinds go in on the import screen.',
  field: null,
}

/**
 * The door for machines: GET takes its input from the query, others from their body. Where the body is evidence (`text`),
 * a JSON object with a member `text` names fields, and any other body, of whatever type it says it is, is the text
 * itself; where it is not (`fields`), a JSON object names fields.
 */
export function defineRoute<I, O>(
  schema: z.ZodType<I>,
  deed: Deed,
  run: Operation<I, O>,
  bodyIs: 'text' | 'fields' = 'text',
): (request: Request) => Promise<Response> {
  return async (request) => {
    const actor = await findActor(request)
    if (!actor.ok) return tell(actor.error)
    const body = request.method === 'GET' ? ok({}) : await readFields(request, bodyIs)
    if (!body.ok) return tell(body.error)
    const result = await runOperation(schema, deed, run, { ...queryOf(request), ...body.value }, actor.value)
    return result.ok ? Response.json(result.value) : tell(result.error)
  }
}

/**
 * The door for work that takes long: each line of what the operation yields is sent as JSON as soon as it is there. When
 * the other side goes away, the operation is told to end.
 */
export function defineStream<I, L>(
  schema: z.ZodType<I>,
  deed: Deed,
  run: (input: I, actor: Actor, signal: AbortSignal) => AsyncIterable<L>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const actor = await findActor(request)
    if (!actor.ok) return tell(actor.error)
    const body = await readFields(request, 'fields')
    if (!body.ok) return tell(body.error)
    const gone = new AbortController()
    request.signal.addEventListener('abort', () => gone.abort())
    const begin: Operation<I, AsyncIterable<L>> = async (input, who) => ok(run(input, who, gone.signal))
    const lines = await runOperation(schema, deed, begin, body.value, actor.value)
    if (!lines.ok) return tell(lines.error)
    return new Response(Readable.toWeb(Readable.from(asText(lines.value))) as ReadableStream<Uint8Array>, {
      headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
    })
  }
}

async function* asText(lines: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  try {
    for await (const line of lines) yield encoder.encode(`${JSON.stringify(line)}\n`)
  } catch (error) {
    yield encoder.encode(`${JSON.stringify({ kind: 'error', ...explained(error) })}\n`)
  }
}

/** The door for files that leave: what the operation answers is sent as it comes, under a name, and kept by no cache. */
export function defineDownload<I>(
  schema: z.ZodType<I>,
  deed: Deed,
  run: Operation<I, { readonly name: string; readonly type: string; readonly content: Readable }>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const actor = await findActor(request)
    if (!actor.ok) return tell(actor.error)
    const result = await runOperation(schema, deed, run, queryOf(request), actor.value)
    if (!result.ok) return tell(result.error)
    const { name, type, content } = result.value
    return new Response(Readable.toWeb(content) as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': type,
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
      },
    })
  }
}

/** The door for files from our own screens: the body is the file as it is; null when it is larger than it may be. */
export function defineUpload<I, O>(
  schema: z.ZodType<I>,
  deed: Deed,
  run: Operation<I, O>,
  bytesMax: number,
  toInput: (query: Readonly<Record<string, string>>, bytes: Uint8Array | null) => unknown,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const actor = await findActor(request)
    if (!actor.ok) return tell(actor.error)
    const bytes = await readBytes(request, bytesMax)
    if (bytes === 'damaged') return tell(DAMAGED)
    const input = toInput(queryOf(request), bytes === 'too-large' ? null : bytes)
    const result = await runOperation(schema, deed, run, input, actor.value)
    return result.ok ? Response.json(result.value) : tell(result.error)
  }
}

const tell = (error: ActionError): Response => Response.json(error, { status: error.status })

const queryOf = (request: Request): Record<string, string> =>
  Object.fromEntries([...new URL(request.url).searchParams].filter(([, value]) => value !== ''))

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

async function readFields(
  request: Request,
  bodyIs: 'text' | 'fields',
): Promise<Result<Record<string, unknown>, ActionError>> {
  const bytes = await readBytes(request, BODY_BYTES_MAX)
  if (bytes === 'too-large') return err(TOO_LARGE)
  if (bytes === 'damaged') return err(DAMAGED)
  const text = decodeText(bytes)
  if (text === null) return err(NO_TEXT)
  if (request.headers.get('content-type')?.includes('application/json')) {
    try {
      const parsed: unknown = JSON.parse(text)
      const isObject = typeof parsed === 'object' && parsed !== null
      if (isObject && (bodyIs === 'fields' || ('text' in parsed && typeof parsed.text === 'string')))
        return ok({ ...parsed })
    } catch {
      // no JSON after all: then it is the text itself
    }
  }
  return ok({ text })
}

/**
 * The body, unpacked where Content-Encoding says gzip, read as it comes and given up as soon as it is too much: what the
 * sender announces counts before the first byte is read.
 */
async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array | 'too-large' | 'damaged'> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return 'too-large'
  if (!request.body) return new Uint8Array()
  const isPacked = /\bgzip\b/i.test(request.headers.get('content-encoding') ?? '')
  const body = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
  const source = isPacked ? body.pipe(createGunzip()) : body
  body.on('error', (error) => source.destroy(error))
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      if (bytes > bytesMax) {
        body.destroy()
        return 'too-large'
      }
      chunks.push(chunk)
    }
  } catch {
    return 'damaged'
  }
  return Buffer.concat(chunks)
}
