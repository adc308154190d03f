import { formatIp, parseIp } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import type { Line } from '../../../text/lines'
import type { Span } from '../../../text/span'
import type { Link, LinkAddress } from '../../capture'

/** Gathers links as a listing names them; alias stanzas are folded into the interface they belong to. */
export class LinkBuilder {
  private readonly links = new Map<
    string,
    { mac: string | null; macSpan: Span | null; up: boolean | null; addresses: LinkAddress[] }
  >()

  open(name: string, up: boolean | null): void {
    const link = this.links.get(name)
    if (!link) this.links.set(name, { mac: null, macSpan: null, up, addresses: [] })
    else if (link.up === null) link.up = up
  }

  /** Answers whether the text is a MAC. The same MAC repeated by an alias stanza changes nothing. */
  mac(name: string, text: string, line: Line): boolean {
    const mac = parseMac(text)
    const link = this.links.get(name)
    if (!mac || !link) return false
    if (link.mac === null) {
      const column = line.text.indexOf(text)
      link.mac = mac
      link.macSpan = { start: line.start + column, end: line.start + column + text.length }
    }
    return true
  }

  /** Adds an address written as `text` (without prefix) at its first place in the line; false when it is none. */
  address(
    name: string,
    text: string,
    line: Line,
    more: Partial<Pick<LinkAddress, 'prefixLength' | 'label' | 'scope'>>,
    shown = text,
  ): boolean {
    const ip = parseIp(text)
    const link = this.links.get(name)
    if (!ip || !link) return false
    const column = Math.max(0, line.text.indexOf(shown))
    link.addresses.push({
      family: ip.family,
      address: formatIp(ip),
      prefixLength: more.prefixLength ?? null,
      label: more.label ?? null,
      scope: more.scope ?? null,
      span: { start: line.start + column, end: line.start + column + shown.length },
    })
    return true
  }

  build(complete: (name: string) => Link['complete']): Link[] {
    return [...this.links].map(([name, link]) => ({ name, ...link, complete: complete(name) }))
  }
}
