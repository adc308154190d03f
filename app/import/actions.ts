'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { err, ok, type Result } from '@/core/result'
import { defineAction } from '@/server/action'
import { decodeText } from '@/server/decode-text'
import { ingestInput, ingestTranscript } from '@/server/operations/evidence/ingest-transcript'
import { type Preview, previewTranscript } from '@/server/operations/evidence/preview-transcript'
import { importFlows, importFlowsInput } from '@/server/operations/fabric/import-flows'

const preview = defineAction(ingestInput, 'read', previewTranscript)
const ingest = defineAction(ingestInput, 'ingest-capture', ingestTranscript)
const flows = defineAction(importFlowsInput, 'import-flows', importFlows)
const read = defineAction(z.object({ bytes: z.instanceof(Uint8Array) }), 'read', async ({ bytes }) => {
  const text = decodeText(bytes)
  return text === null
    ? err({
        kind: 'invalid' as const,
        field: 'file',
        reason: 'This file is no text: it is neither UTF-8, UTF-16 nor GBK.',
      })
    : ok(text)
})

export async function previewAction(input: unknown): Promise<Result<Preview, { sentence: string }>> {
  return preview(input)
}

/** The text of an uploaded file, whatever it is encoded in. */
export async function readFileAction(form: FormData) {
  const file = form.get('file')
  if (!(file instanceof File)) return err({ status: 422, sentence: 'Choose a file.', field: 'file' })
  return read({ bytes: new Uint8Array(await file.arrayBuffer()) })
}

export async function ingestAction(input: unknown) {
  const result = await ingest(input)
  if (result.ok) revalidatePath('/', 'layout')
  return result
}

export async function importFlowsAction(input: unknown) {
  const result = await flows(input)
  if (result.ok) revalidatePath('/', 'layout')
  return result
}
