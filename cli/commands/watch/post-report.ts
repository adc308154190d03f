/** What became of a report. `again`: the server may take it later; `refused`: it will not. */
export type Posted =
  | { readonly kind: 'taken' }
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs: number | null }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }

export type Destination = { readonly url: string; readonly token: string }

const TIMEOUT_MS = 30_000
const REASON_MAX = 300

/** Sends a report to a server's /api/v1/captures. The token goes nowhere else: redirections are not followed. */
export async function postReport({ url, token }: Destination, text: string, signal: AbortSignal): Promise<Posted> {
  try {
    const response = await fetch(`${url}/api/v1/captures`, {
      method: 'POST',
      body: text,
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain; charset=utf-8' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    const said = sentenceIn((await response.text()).slice(0, 10_000))
    if (response.ok) return { kind: 'taken' }
    const reason = `${response.status}${said === '' ? '' : `: ${said}`}`
    const isLater = response.status === 408 || response.status === 429 || response.status >= 500
    if (!isLater) return { kind: 'refused', status: response.status, reason }
    const after = Number(response.headers.get('retry-after') ?? Number.NaN)
    return { kind: 'again', reason, afterMs: Number.isFinite(after) ? Math.min(after, 600) * 1000 : null }
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { message?: string; code?: string } }
    return { kind: 'again', reason: cause?.message || cause?.code || message, afterMs: null }
  }
}

function sentenceIn(body: string): string {
  try {
    const { sentence } = JSON.parse(body) as { sentence?: unknown }
    if (typeof sentence === 'string') return sentence.slice(0, REASON_MAX)
  } catch {
    // Not the server's own answer, a proxy's page perhaps: its first words say enough.
  }
  return body
    .replace(/<[^>]{0,200}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, REASON_MAX)
}
