import type { Line } from '../../text/lines'
import type { Problem } from '../../text/span'

/** A file that a fabric or an inventory wrote about itself. `json` is undefined when the text is no JSON. */
export type ExportDocument = { readonly text: string; readonly lines: readonly Line[]; readonly json: unknown }

/** One format of export, recognised by content. `value` has the shape that contracts of this format name. */
export type ExportFormat = {
  readonly name: string
  readonly recognises: (document: ExportDocument) => boolean
  readonly read: (document: ExportDocument) => { readonly value: unknown; readonly problems: readonly Problem[] }
}
