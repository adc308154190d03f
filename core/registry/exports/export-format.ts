import type { Mark } from '../../guest/capture'
import type { JsonNode } from '../../text/json-tree'
import type { Line } from '../../text/lines'
import type { Problem } from '../../text/span'
import type { Exported } from './exported-port'

/** A file that a fabric or an inventory wrote about itself. `json` holds its JSON documents: none when the text is no JSON. */
export type ExportDocument = {
  readonly text: string
  readonly lines: readonly Line[]
  readonly json: readonly JsonNode[]
  readonly jsonProblems: readonly Problem[]
}

/** `value` has the shape that contracts of the format name; `exported` is the same, one shape for all formats. */
export type ExportReading = {
  readonly value: unknown
  readonly exported: Exported
  readonly problems: readonly Problem[]
  /** What each line turned out to be, where the format is one of lines. */
  readonly marks: readonly Mark[]
}

/** One format of export, recognised by content, never by the name of its file. */
export type ExportFormat = {
  readonly name: string
  readonly recognises: (document: ExportDocument) => boolean
  readonly read: (document: ExportDocument) => ExportReading
}
