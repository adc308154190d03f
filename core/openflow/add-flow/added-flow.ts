import type { Action } from '../actions/action'
import type { Match } from '../match/match'

export type FlowCommand = 'ADD' | 'MOD' | 'MOD_STRICT' | 'DEL' | 'DEL_STRICT'

/** A rule as somebody typed it for ovs-ofctl, read but not yet put in the words of a protocol. */
export type TypedFlow = {
  readonly command: FlowCommand
  readonly table: number | string | null
  readonly priority: number | null
  readonly cookie: bigint | null
  readonly timeouts: Readonly<Record<'idle_timeout' | 'hard_timeout' | 'importance', number>>
  readonly flags: readonly string[]
  readonly outPort: string | null
  readonly match: Match
  readonly actions: readonly Action[] | null // null where none were given, as for deletions
  readonly line: number
}

/** A rule as Open vSwitch prints the message that carries it; `raw` is that text. */
export type AddedFlow = {
  readonly command: FlowCommand
  readonly table: number | string
  readonly priority: number
  readonly cookie: string
  readonly match: string // tokens sorted by code point, joined with ","
  readonly actions: string
  readonly extra: Readonly<Record<string, number | readonly string[]>>
  readonly raw: string
  readonly line: number
}
