import type { ReadOptions } from '../../../core/openflow/formats/flow-format'
import type { Line } from '../../../core/text/lines'
import type { Problem } from '../../../core/text/span'

/** What one file turned out to be. */
export type Answer = { readonly format: string; readonly value: unknown; readonly problems: readonly Problem[] }

/** Reads a text as one kind of evidence; `forced` is the format that --format names. */
export type Reader = (text: string, lines: readonly Line[], forced: string | null, options: ReadOptions) => Answer

/** The answer when nothing of the kind asked for is in the text. */
export const unrecognised = (kind: string, text: string, format = 'unknown'): Answer => ({
  format,
  value: kind === 'probe' ? null : [],
  problems: [
    { span: { start: 0, end: text.length }, reason: `no ${kind} was recognised in this text`, text: text.slice(0, 80) },
  ],
})
