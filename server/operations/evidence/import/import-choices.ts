import { z } from 'zod'
import { homeFields } from '../intake'
import { exportChoices } from '../store-export'
import { transcriptChoices } from '../store-transcript'

const inputChoices = transcriptChoices.extend(exportChoices.shape).extend({
  isLeftOut: z.boolean().default(false),
  flows: z.object({ hostId: z.number().int(), bridge: z.string().trim().min(1).max(64) }).nullish(),
})

/** What a person chose about an import of many inputs, by their ordinal. */
export const importChoices = z.object({
  capturedAt: z.iso.datetime({ offset: true }).nullish(),
  ...homeFields,
  inputs: z.record(z.string(), inputChoices).default({}),
})
export type ImportChoices = z.output<typeof importChoices>
export type InputChoices = z.output<typeof inputChoices>

export const choicesOf = (choices: ImportChoices, ordinal: number): InputChoices =>
  choices.inputs[ordinal] ?? inputChoices.parse({})

/** Choices as they are stored; what an older version stored differently counts as not chosen. */
export function readChoices(stored: unknown): ImportChoices {
  const parsed = importChoices.safeParse(stored)
  return parsed.success ? parsed.data : importChoices.parse({})
}
