import { err, ok, type Result } from '../../core/result'
import type { FabricAddress, FabricError } from '../fabric'

const TIMEOUT_MS = 10_000

/** One request; retries are the caller's choice, since a change must not be sent twice. */
export async function ask(
  address: FabricAddress,
  method: string,
  path: string,
  body?: unknown,
): Promise<Result<unknown, FabricError>> {
  let response: Response
  try {
    response = await fetch(`${address.endpoint}/fabrics/${encodeURIComponent(address.name)}${path}`, {
      method,
      headers: { authorization: `Bearer ${address.secret}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch (error) {
    return err({ kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) })
  }
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return ok(answer)
  const facts = (answer ?? {}) as { error?: string }
  if (response.status === 409) return err({ kind: 'conflict', reason: facts.error ?? 'it was changed meanwhile' })
  if (response.status === 403) return err({ kind: 'refused', reason: facts.error ?? 'refused' })
  if (response.status >= 500)
    return err({ kind: 'unreachable', reason: facts.error ?? `it answered ${response.status}` })
  return err({ kind: 'invalid', reason: facts.error ?? `it answered ${response.status}` })
}
