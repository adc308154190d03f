import type { BulkLine } from '@/core/registry/bulk'

export type RowLine = Extract<BulkLine, { kind: 'row' }>

/**
 * Has the server work through the rows and tells of each as soon as it is known. Aborting has it stop after the row that
 * is under way. Answers what went wrong with the run as a whole; null: nothing.
 */
export async function runBulk(
  input: unknown,
  signal: AbortSignal,
  tell: (line: RowLine) => void,
): Promise<string | null> {
  try {
    const answer = await fetch('/api/v1/registrations/bulk', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal,
    })
    if (!answer.ok || !answer.body)
      return (
        ((await answer.json().catch(() => null)) as { sentence?: string } | null)?.sentence ??
        `The server answered ${answer.status}.`
      )
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return null
      const parts = (rest + value).split('\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const line = JSON.parse(part) as BulkLine | { readonly kind: 'error'; readonly sentence: string }
        if (line.kind === 'error') return line.sentence
        if (line.kind === 'row') tell(line)
      }
    }
  } catch (error) {
    if (signal.aborted) return 'Stopped. The row that was under way is finished; the log of changes has it.'
    return error instanceof Error ? error.message : String(error)
  }
}
