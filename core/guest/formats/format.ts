import type { Line } from '../../text/lines'
import type { FirewallChain, GuestProbe, Link, Reading } from '../capture'
import type { Intent } from '../intent'
import type { Neighbour } from '../neighbour'

/** What a piece of evidence turned out to hold. The value of a firewall or an intent has its format's own shape. */
export type Content =
  | { readonly kind: 'capture'; readonly format: string; readonly reading: Reading<Link[]> }
  | { readonly kind: 'neigh'; readonly format: string; readonly reading: Reading<Neighbour[]> }
  | { readonly kind: 'probe'; readonly format: string; readonly reading: Reading<GuestProbe | null> }
  | { readonly kind: 'firewall'; readonly format: string; readonly reading: Reading<FirewallChain[]> }
  | { readonly kind: 'intent'; readonly format: string; readonly reading: Reading<Intent> }

/**
 * A format is recognised by what the text says, never by the name of its file: `opens` is tried on each line of a
 * terminal and must match only lines that can be the first of this format; `recognises` is tried on a whole document
 * (JSON, XML, YAML, a configuration file), which never stands between prompts.
 */
export type Format = {
  readonly name: string
  readonly kind: Content['kind']
  readonly opens?: RegExp
  readonly recognises?: (document: Document) => boolean
  /** Reads the lines; `command` is what the prompt shows above them, when it does. */
  readonly read: (lines: readonly Line[], command: string | null) => Content
}

/** A text seen as a whole; `json` is its value when it is a JSON document, else undefined. */
export type Document = { readonly text: string; readonly lines: readonly Line[]; readonly json: unknown }
