import type { Line } from '../../../text/lines'
import type { Span } from '../../../text/span'
import { LineLog, type Reading } from '../../capture'
import type { Intended, Intent } from '../../intent'

/** What network configuration and announcers of addresses print, in the shape of the contract. */
export type PlainIntended = Pick<Intended, 'source' | 'link' | 'mac' | 'address' | 'prefixLength' | 'role'>

/** Collects what a configuration wants, and what of it was not understood. */
export class IntentList {
  readonly log = new LineLog()
  readonly addresses: Intended[] = []

  constructor(readonly source: string) {}

  add(line: Line | undefined, intended: Omit<Intended, 'source'>): void {
    this.addresses.push({ source: this.source, ...intended })
    if (line) this.log.fact(line, `${intended.address} is configured`)
  }

  /** Something that is written but is wrong; its line stays what it was. */
  report(span: Span, reason: string, text: string): void {
    this.log.problems.push({ span, reason, text })
  }

  /** The reading, `plain` being the addresses themselves unless the format has a shape of its own. */
  reading(plain: unknown = this.addresses.map(toPlain)): Reading<Intent> {
    return this.log.reading({ plain, addresses: this.addresses, vrrp: [] })
  }
}

const toPlain = ({ source, link, mac, address, prefixLength, role }: Intended): PlainIntended => ({
  source,
  link,
  mac,
  address,
  prefixLength,
  role,
})
