import type { Span } from '../../text/span'

/** A flow rule as a switch prints it; `match` and `actions` keep the switch's own words. */
export type FlowRule = {
  readonly table: number | string
  readonly priority: number
  readonly cookie: string // "0x…", 64 bits
  readonly nPackets: number | null
  readonly nBytes: number | null
  readonly match: string // tokens sorted by code point, joined with ","
  readonly actions: string
  readonly extra: Readonly<Record<string, string | number | readonly string[]>>
  readonly line: number
  readonly span: Span
}
