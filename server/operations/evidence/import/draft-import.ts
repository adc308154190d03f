import { z } from 'zod'
import { UNPACK_LIMITS } from '../../../../core/intake/unpack'
import { err, ok, type Result } from '../../../../core/result'
import { unpackFile } from '../../../../intake/open-packed'
import type { Actor } from '../../../actor'
import type { AppError } from '../../../errors'
import { type Sql, transaction } from '../../../store/database'
import {
  addInputs,
  askImport,
  countInputs,
  createImport,
  deleteImports,
  type ImportRow,
  lockImport,
  removeInput,
} from '../../../store/imports'
import { importChoices } from './import-choices'
import { workImport } from './work-import'

export const UPLOAD_BYTES_MAX = UNPACK_LIMITS.bytesMax
const INLINE_BYTES_MAX = 512 * 1024 // what is small is read at once; the rest is left to the worker
const INLINE_INPUTS_MAX = 12

const id = z.number().int()
export const pasteInput = z.object({
  text: z.string().trim().min(1, 'There is nothing to read: paste something or choose files.'),
})
export const uploadInput = z.object({
  importId: id.nullable(),
  path: z.string().max(1000),
  bytes: z.instanceof(Uint8Array).nullable(), // null: they were more than may be sent
})
export const askInput = z.object({ importId: id, choices: importChoices })
export const importInput = z.object({ importId: id })
export const removeInputInput = z.object({ importId: id, ordinal: id })

/** Opens a draft with what was pasted. */
export async function pasteImport(
  input: z.output<typeof pasteInput>,
  actor: Actor,
): Promise<Result<{ importId: number }, AppError>> {
  return uploadImport({ importId: null, path: 'pasted', bytes: Buffer.from(input.text) }, actor)
}

/** Takes a file apart and adds what is in it to a draft, or to a new one. What cannot be read is added with the reason. */
export async function uploadImport(
  { importId, path, bytes }: z.output<typeof uploadInput>,
  actor: Actor,
): Promise<Result<{ importId: number }, AppError>> {
  const { inputs, refused } =
    bytes === null ? { inputs: [], refused: [{ path, reason: TOO_LARGE }] } : unpackFile(path, bytes)
  return transaction(async (sql) => {
    const draft = importId === null ? await createImport(sql, actor.name) : (await findDraft(sql, importId))?.id
    if (draft === undefined) return err({ kind: 'not-found', what: 'This import, or it was saved before,' })
    const held = await countInputs(sql, draft)
    const more = inputs.reduce((sum, input) => sum + Buffer.byteLength(input.text), 0)
    const isTooMuch =
      held.bytes + more > UNPACK_LIMITS.bytesMax || held.count + inputs.length > UNPACK_LIMITS.entriesMax
    const reason = `together with the files before it, it is more than ${UNPACK_LIMITS.entriesMax} files or 64 MiB; import it by itself`
    await addInputs(sql, draft, isTooMuch ? [{ path, reason }] : [...inputs, ...refused])
    return ok({ importId: draft })
  })
}

/** Has a draft read with these choices: at once when it is small, else by the worker, which tells how far it is. */
export async function readImport(
  { importId, choices }: z.output<typeof askInput>,
  _actor: Actor,
): Promise<Result<{ turn: number }, AppError>> {
  return ask(importId, 'reading', choices)
}

/** Saves what was confirmed. */
export async function saveImport(
  { importId, choices }: z.output<typeof askInput>,
  _actor: Actor,
): Promise<Result<{ turn: number }, AppError>> {
  return ask(importId, 'saving', choices)
}

async function ask(
  importId: number,
  state: 'reading' | 'saving',
  choices: unknown,
): Promise<Result<{ turn: number }, AppError>> {
  const asked = await transaction(async (sql) => {
    const draft = await findDraft(sql, importId)
    if (!draft) return null
    if (draft.state === 'saving') return { turn: draft.turn, isSmall: false }
    const { count, bytes } = await countInputs(sql, importId)
    const turn = await askImport(sql, importId, state, choices)
    return { turn, isSmall: bytes <= INLINE_BYTES_MAX && count <= INLINE_INPUTS_MAX }
  })
  if (!asked) return err({ kind: 'not-found', what: 'This import, or it was saved before,' })
  if (asked.isSmall) await workImport(importId)
  return ok({ turn: asked.turn })
}

export async function removeImportInput(
  { importId, ordinal }: z.output<typeof removeInputInput>,
  _actor: Actor,
): Promise<Result<null, AppError>> {
  return transaction(async (sql) => {
    if (!(await findDraft(sql, importId)))
      return err({ kind: 'not-found', what: 'This import, or it was saved before,' })
    await removeInput(sql, importId, ordinal)
    return ok(null)
  })
}

export async function discardImport(
  { importId }: z.output<typeof importInput>,
  _actor: Actor,
): Promise<Result<null, AppError>> {
  return transaction(async (sql) => {
    if (!(await findDraft(sql, importId)))
      return err({ kind: 'not-found', what: 'This import, or it was saved before,' })
    await deleteImports(sql, importId)
    return ok(null)
  })
}

const TOO_LARGE = 'larger than 64 MiB; send it in parts'

/** An import that is not saved yet, locked. */
async function findDraft(sql: Sql, importId: number): Promise<ImportRow | null> {
  const draft = await lockImport(sql, importId)
  return draft && draft.state !== 'saved' ? draft : null
}
