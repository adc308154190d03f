import type { JsonNode } from '../../text/json-tree'
import type { Line } from '../../text/lines'
import { readJson } from '../../text/read-json'
import type { GuestProbe, Link, Reading } from '../capture'
import type { Intent } from '../intent'
import type { Neighbour } from '../neighbour'
import type { Firewall } from '../packet-filter'
import type { Witness } from '../witness'
import { readJsonDocuments } from './json-evidence'

/** What a piece of evidence turned out to hold. The value of a firewall or an intent has its format's own shape. */
export type Content =
  | {
      readonly kind: 'capture'
      readonly format: string
      readonly witness: Witness
      readonly reading: Reading<Link[]>
    }
  | { readonly kind: 'neigh'; readonly format: string; readonly reading: Reading<Neighbour[]> }
  | { readonly kind: 'probe'; readonly format: string; readonly reading: Reading<GuestProbe | null> }
  | { readonly kind: 'firewall'; readonly format: string; readonly reading: Reading<Firewall> }
  | { readonly kind: 'intent'; readonly format: string; readonly reading: Reading<Intent> }

/**
 * A format is recognised by what the text says, never by the name of its file: `opens` is tried on each line of a
 * terminal and must match only lines that can be the first of this format; `recognises` is tried on a whole document
 * (JSON, XML, YAML, a configuration file) or on all that one command printed.
 */
export type Format = {
  readonly name: string
  readonly kind: Content['kind']
  readonly opens?: { readonly test: (text: string) => boolean }
  /** Formats of one family open alike: a line that opens one does not end another. By default the name. */
  readonly family?: string
  /** Asked of all the lines once one of them opens the format; the last of a family leaves it out. */
  readonly accepts?: (lines: readonly Line[]) => boolean
  readonly recognises?: (document: Document) => boolean
  /** Its lines are in the language of the machine, so that no script makes them prose. */
  readonly isLocalised?: boolean
  /** Reads the lines; `command` is what the prompt shows above them, when it does. */
  readonly read: (lines: readonly Line[], command: string | null) => Content
}

export const familyOf = (format: Format): string => format.family ?? format.name

/** A text seen as a whole; what it is as JSON is worked out when somebody asks. */
export class Document {
  private tree: readonly JsonNode[] | undefined
  private value: { readonly json: unknown } | undefined

  constructor(
    readonly text: string,
    readonly lines: readonly Line[],
  ) {}

  /** Its value when it is one well-formed JSON document, else undefined. */
  get json(): unknown {
    this.value ??= { json: readJson(this.text) }
    return this.value.json
  }

  /** The JSON documents in it, as far as they are well formed, with their places. */
  get values(): readonly JsonNode[] {
    this.tree ??= readJsonDocuments(this.text).values
    return this.tree
  }
}
