import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Result } from '../../../core/result'
import { err, ok } from '../../../core/result'
import type { FabricError } from '../../fabric'

export type Outgoing = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown // sent as JSON
}
export type Limits = {
  readonly msMax: number // until the answer is there as a whole
  readonly bytesMax: number
  readonly authority: string | null // the certificate in PEM that signed the server's; null: those that Node trusts
}
export type Incoming = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/**
 * One request on a connection of its own, and its answer whatever its status. An error says nothing of whether the
 * server carried it out. Redirects are not followed: what is secret would go along.
 */
export function sendRequest(
  { method, url, headers, body }: Outgoing,
  limits: Limits,
): Promise<Result<Incoming, FabricError>> {
  const place = `${url.origin}${url.pathname}`
  const payload = body === undefined ? null : JSON.stringify(body)
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve(err({ kind: 'unreachable', reason: `${method} ${place}: ${reason}` }))
    const options = {
      method,
      agent: false,
      signal: AbortSignal.timeout(limits.msMax),
      ...(limits.authority !== null && { ca: limits.authority }),
      headers: {
        accept: 'application/json',
        ...headers,
        ...(payload !== null && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
      },
    }
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (incoming) => {
      const chunks: Buffer[] = []
      let bytes = 0
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= limits.bytesMax) return void chunks.push(chunk)
        fail(`it answered more than ${limits.bytesMax} bytes`)
        incoming.destroy()
      })
      incoming.on('error', (error) => fail(reasonOf(error, limits)))
      incoming.on('end', () =>
        resolve(
          ok({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        ),
      )
    })
    outgoing.on('error', (error) => fail(reasonOf(error, limits)))
    outgoing.end(payload ?? undefined)
  })
}

function reasonOf(error: Error & { code?: string }, { msMax }: Limits): string {
  if (error.code === 'ABORT_ERR') return `it did not answer within ${msMax / 1000} s`
  if (error.code === 'ECONNRESET') return 'the connection broke before it answered'
  return error.message || error.code || 'the connection failed'
}
