import type { Span } from '../text/span'

/** An entry of a neighbour table: who answered for an address. Incomplete and FAILED entries have no MAC. */
export type Neighbour = {
  readonly address: string | null // null when the listing shows a name in its place
  readonly family: 'ipv4' | 'ipv6' | null
  readonly mac: string | null
  readonly dev: string | null
  readonly state: string | null // as printed, in lower case
  readonly hostname: string | null
  readonly span: Span
}
