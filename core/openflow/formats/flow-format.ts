import { type JsonText, readJsonTree } from '../../text/json-tree'
import type { Line } from '../../text/lines'
import type { Parsed } from '../../text/span'
import type { ProtocolSet } from '../add-flow/protocols'

/** A text that a switch, a host or somebody for one wrote. */
export type FlowDocument = { readonly text: string; readonly lines: readonly Line[]; readonly json: JsonText }
/** `protocols`: by which versions of OpenFlow typed rules may be sent; any when it is left out. */
export type ReadOptions = { readonly isTyped?: boolean; readonly protocols?: ProtocolSet }

/** One format of what a host's data path says, recognised by content. `value` has the shape that the contract of the format names. */
export type FlowFormat = {
  readonly name: string
  readonly recognises: (document: FlowDocument) => boolean
  readonly read: (document: FlowDocument, options: ReadOptions) => Parsed<unknown>
}

export const readFlowDocument = (text: string, lines: readonly Line[]): FlowDocument => ({
  text,
  lines,
  json: readJsonTree(text),
})

/** The first lines of a text that say something; formats show themselves there. */
export const leadingLines = ({ lines }: FlowDocument, count = 50): string[] => {
  const found: string[] = []
  for (const { text } of lines) {
    if (text.trim() === '') continue
    found.push(text)
    if (found.length === count) break
  }
  return found
}
