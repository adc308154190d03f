'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { err, ok } from '@/core/result'
import { defineAction } from '@/server/action'
import {
  askInput,
  discardImport,
  importInput,
  pasteImport,
  pasteInput,
  readImport,
  removeImportInput,
  removeInputInput,
  saveImport,
} from '@/server/operations/evidence/import/draft-import'
import { importFlows, importFlowsInput } from '@/server/operations/fabric/import-flows'
import { findImportState } from '@/server/queries/import'

const paste = defineAction(pasteInput, 'ingest-capture', pasteImport)
const read = defineAction(askInput, 'ingest-capture', readImport)
const save = defineAction(askInput, 'ingest-capture', saveImport)
const remove = defineAction(removeInputInput, 'ingest-capture', removeImportInput)
const discard = defineAction(importInput, 'ingest-capture', discardImport)
const flows = defineAction(importFlowsInput, 'import-flows', importFlows)
const state = defineAction(z.object({ importId: z.number().int() }), 'read', async ({ importId }) => {
  const found = await findImportState(importId)
  return found ? ok(found) : err({ kind: 'not-found' as const, what: 'This import' })
})

export async function pasteImportAction(input: unknown) {
  return paste(input)
}

export async function readImportAction(input: unknown) {
  return read(input)
}

export async function importStateAction(input: unknown) {
  return state(input)
}

export async function removeImportInputAction(input: unknown) {
  return remove(input)
}

export async function discardImportAction(input: unknown) {
  return discard(input)
}

export async function saveImportAction(input: unknown) {
  const result = await save(input)
  if (result.ok) revalidatePath('/', 'layout')
  return result
}

export async function importFlowsAction(input: unknown) {
  const result = await flows(input)
  if (result.ok) revalidatePath('/', 'layout')
  return result
}
