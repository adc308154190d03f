import { z } from 'zod'

/** A row's number, as the screens and the API hand it over. */
export const id = z.coerce.number().int().positive()
/** What the row's state was when its editor saw it (xmin): an edit of an older state is refused. */
export const version = z.string().min(1).max(20)
/** Why it is done; kept in the log of changes. */
export const why = z.string().max(2000).default('')
export const name = z.string().max(200, 'A name has at most 200 characters.')
export const optionalText = z
  .string()
  .max(200)
  .nullish()
  .transform((text) => text?.trim() || null)
export const optionalNumber = z
  .union([z.literal('').transform(() => null), z.coerce.number().int()])
  .nullish()
  .transform((value) => value ?? null)

export const deleteInput = z.object({ id, version, why })
