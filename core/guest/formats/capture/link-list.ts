import { formatIp, parseIp } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import type { Span } from '../../../text/span'
import type { Link, LinkAddress } from '../../capture'

type AddressFacts = Partial<Pick<LinkAddress, 'prefixLength' | 'label' | 'scope'>>

/** A link while its listing is read. */
export class LinkDraft {
  mac: string | null = null
  macSpan: Span | null = null
  up: boolean | null = null
  private readonly held: LinkAddress[] = []
  private readonly places = new Map<string, number>()

  constructor(readonly name: string) {}

  get addresses(): readonly LinkAddress[] {
    return this.held
  }

  /** The first stanza that shows the flag decides: an alias repeats or omits it. */
  markUp(up: boolean | null): void {
    if (this.up === null) this.up = up
  }

  /** Answers whether the text is a MAC. The first one stays: alias stanzas repeat it. */
  readMac(text: string, span: Span): boolean {
    const mac = parseMac(text)
    if (mac && this.mac === null) {
      this.mac = mac
      this.macSpan = span
    }
    return mac !== null
  }

  /** Adds an address (without prefix length); false when the text is none. */
  readAddress(text: string, span: Span, facts: AddressFacts = {}): boolean {
    const ip = parseIp(text)
    if (!ip) return false
    const address = formatIp(ip)
    this.places.set(`${address}/${facts.prefixLength ?? ''}`, this.held.length)
    this.held.push({
      family: ip.family,
      address,
      prefixLength: facts.prefixLength ?? null,
      label: facts.label ?? null,
      scope: facts.scope ?? null,
      span,
    })
    return true
  }

  /** As above, for sources that show one address twice, under the interface and under its label: it is one claim. */
  mergeAddress(text: string, span: Span, facts: AddressFacts = {}): boolean {
    const ip = parseIp(text)
    const at = ip ? this.places.get(`${formatIp(ip)}/${facts.prefixLength ?? ''}`) : undefined
    const known = at === undefined ? undefined : this.held[at]
    if (at === undefined || !known) return this.readAddress(text, span, facts)
    this.held[at] = { ...known, label: known.label ?? facts.label ?? null, scope: known.scope ?? facts.scope ?? null }
    return true
  }
}

/**
 * Gathers links as a listing names them. A group is what tells two links of one name apart: a network namespace, a
 * machine, a second listing in the same text.
 */
export class LinkList {
  private readonly drafts = new Map<string, LinkDraft>()

  open(name: string, group: string | number = ''): LinkDraft {
    const key = `${group}\n${name}`
    const known = this.drafts.get(key)
    if (known) return known
    const draft = new LinkDraft(name)
    this.drafts.set(key, draft)
    return draft
  }

  has(name: string, group: string | number = ''): boolean {
    return this.drafts.has(`${group}\n${name}`)
  }

  build(complete: Link['complete'] | ((draft: LinkDraft) => Link['complete'])): Link[] {
    return [...this.drafts.values()].map((draft) => ({
      name: draft.name,
      mac: draft.mac,
      addresses: draft.addresses,
      up: draft.up,
      macSpan: draft.macSpan,
      complete: typeof complete === 'function' ? complete(draft) : complete,
    }))
  }
}
