import { canonicalIp } from '../../../ip/ip'
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
  private places: Map<string, number> | null = null // of the first `placed` addresses; made when somebody merges
  private placed = 0

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
    const address = canonicalIp(text)
    if (address === null) return false
    this.held.push({
      family: address.includes(':') ? 'ipv6' : 'ipv4',
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
    const address = canonicalIp(text)
    if (address === null) return false
    const at = this.placeOf(`${address}/${facts.prefixLength ?? ''}`)
    const known = this.held[at]
    if (!known) return this.readAddress(text, span, facts)
    this.held[at] = { ...known, label: known.label ?? facts.label ?? null, scope: known.scope ?? facts.scope ?? null }
    return true
  }

  /** Where the last address of this text and prefix length stands; -1 when there is none. */
  private placeOf(key: string): number {
    this.places ??= new Map()
    for (; this.placed < this.held.length; this.placed++) {
      const held = this.held[this.placed]
      this.places.set(`${held?.address}/${held?.prefixLength ?? ''}`, this.placed)
    }
    return this.places.get(key) ?? -1
  }
}

/**
 * Gathers links as a listing names them. A group is what tells two links of one name apart: a network namespace, a
 * machine, a second listing in the same text.
 */
export class LinkList {
  private readonly drafts: LinkDraft[] = []
  private readonly groups = new Map<string | number, Map<string, LinkDraft>>()

  open(name: string, group: string | number = ''): LinkDraft {
    let named = this.groups.get(group)
    if (!named) {
      named = new Map()
      this.groups.set(group, named)
    }
    const known = named.get(name)
    if (known) return known
    const draft = new LinkDraft(name)
    named.set(name, draft)
    this.drafts.push(draft)
    return draft
  }

  has(name: string, group: string | number = ''): boolean {
    return this.groups.get(group)?.has(name) ?? false
  }

  build(complete: Link['complete'] | ((draft: LinkDraft) => Link['complete'])): Link[] {
    return this.drafts.map((draft) => ({
      name: draft.name,
      mac: draft.mac,
      addresses: draft.addresses,
      up: draft.up,
      macSpan: draft.macSpan,
      complete: typeof complete === 'function' ? complete(draft) : complete,
    }))
  }
}
