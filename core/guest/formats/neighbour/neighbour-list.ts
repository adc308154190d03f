import { canonicalIp } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import { type Line, spanOfContent } from '../../../text/lines'
import type { Span } from '../../../text/span'
import { LineLog, type Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'

/** What a row of a neighbour table shows, as printed. */
export type NeighbourRow = {
  readonly address: string
  readonly mac: string | null
  readonly dev: string | null
  readonly state: string | null
  readonly hostname: string | null
}

/** Gathers the rows of a neighbour table; the span of an entry is its row, unless another is given. */
export class NeighbourList {
  private readonly neighbours: Neighbour[] = []

  constructor(readonly log: LineLog = new LineLog()) {}

  get all(): Neighbour[] {
    return this.neighbours
  }

  /** A name in the place of the address is a host name: then the listing does not say the address. */
  add(line: Line, row: NeighbourRow, span: Span | null = null): void {
    const address = canonicalIp(row.address)
    const mac = row.mac === null ? null : parseMac(row.mac)
    this.neighbours.push({
      address,
      family: address === null ? null : address.includes(':') ? 'ipv6' : 'ipv4',
      mac: row.state === 'failed' || row.state === 'incomplete' ? null : mac,
      dev: row.dev,
      state: row.state,
      hostname: row.hostname ?? (address === null ? row.address : null),
      span: span ?? spanOfContent(line),
    })
    this.log.fact(line, mac ? 'neighbour' : 'neighbour without MAC')
  }

  reading(): Reading<Neighbour[]> {
    return this.log.reading(this.neighbours)
  }
}
