import { err, ok, type Result } from '@/core/result'
import type { DroppedFile } from './read-dropped'

/** Sends files one after the other, as they are, into a draft; the first opens one when there is none yet. */
export async function sendFiles(
  files: readonly DroppedFile[],
  draft: number | null,
  tell: (done: number, path: string) => void,
): Promise<Result<{ readonly importId: number }, { readonly sentence: string }>> {
  let importId = draft
  for (const [done, { path, file }] of files.entries()) {
    tell(done, path)
    const query = new URLSearchParams({ path, ...(importId !== null && { import: String(importId) }) })
    try {
      const response = await fetch(`/import/upload?${query}`, { method: 'POST', body: file })
      const answer = (await response.json()) as { importId?: number; sentence?: string }
      if (!response.ok || answer.importId === undefined)
        return err({ sentence: `${path}: ${answer.sentence ?? 'it could not be sent.'}` })
      importId = answer.importId
    } catch {
      return err({ sentence: `${path} could not be sent: the server did not answer, or the file cannot be read.` })
    }
  }
  return importId === null ? err({ sentence: 'There is no file in it.' }) : ok({ importId })
}
