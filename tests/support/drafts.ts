import { LOCAL_OPERATOR } from '../../server/actor'
import {
  askInput,
  pasteImport,
  readImport,
  saveImport,
  uploadImport,
} from '../../server/operations/evidence/import/draft-import'
import { workImport } from '../../server/operations/evidence/import/work-import'
import { findImport, type ImportPage, type ImportPreview } from '../../server/queries/import'
import { must } from './registry-world'

/** A draft of files, some of them broken, in the order given. */
export async function draftOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<number> {
  let importId: number | null = null
  for (const [path, content] of Object.entries(files)) {
    const bytes = Buffer.from(content)
    importId = must(await uploadImport({ importId, path, bytes }, LOCAL_OPERATOR)).importId
  }
  return importId ?? 0
}

/** Has a draft read, or saved, with these choices, whoever does the work. */
export async function asked(
  importId: number,
  verb: 'read' | 'save' = 'read',
  choices: Record<string, unknown> = {},
): Promise<ImportPage> {
  const input = askInput.parse({ importId, choices })
  must(await (verb === 'read' ? readImport : saveImport)(input, LOCAL_OPERATOR))
  await workImport(importId)
  const page = await findImport(importId)
  if (!page) throw new Error(`there is no import ${importId}`)
  return page
}

/** What a pasted text would come to. */
export async function previewText(text: string, choices: Record<string, unknown>): Promise<ImportPreview> {
  const { importId } = must(await pasteImport({ text }, LOCAL_OPERATOR))
  const { preview, error } = await asked(importId, 'read', choices)
  if (!preview) throw new Error(error ?? 'it was not read')
  return preview
}
