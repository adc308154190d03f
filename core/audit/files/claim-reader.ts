import type { Link } from '../../guest/capture'
import { INNER_LINK } from '../../guest/inner-link'
import { isJudged } from '../../guest/propose-bindings'
import type { AddressEvent } from '../../guest/transcript/parse-event'
import type { IpFamily } from '../../ip/ip'
import { isVrrpMac } from '../../ip/mac'
import type { EvidenceMachine, FileEvidence, Place } from './file-evidence'
import type { FileClaim, FileInterface } from './file-interface'
import type { InterfaceBook } from './interface-book'

type Capture = Extract<FileEvidence, { kind: 'capture' }>
type Machine = {
  readonly machine: EvidenceMachine
  readonly links: Map<string, FileInterface>
  readonly interfaces: Set<FileInterface>
}
/** What one file says of one interface, by link and address: within a file the later listing decides. */
type Draft = { readonly links: Map<string, Map<string, FileClaim>>; readonly listed: Record<IpFamily, boolean> }

/** An address on the loopback device, where it answers on the machine itself only. */
export type LoopbackClaim = { readonly machine: EvidenceMachine; readonly address: string; readonly place: Place }

/** Reads captures into claims on interfaces; files that disagree are kept side by side: none says when it was made. */
export class ClaimReader {
  readonly loopback: LoopbackClaim[] = []
  private readonly machines = new Map<string, Machine>()
  private readonly drafts = new Map<string, Map<FileInterface, Draft>>()

  constructor(private readonly book: InterfaceBook) {}

  readCapture({ source, machine, links }: Capture): void {
    const known = this.machineOf(machine)
    // Links whose MAC says where they belong come first: a virtual router's MAC belongs to the interface beside it.
    const inOrder = [...links].sort((a, b) => Number(this.isVirtual(a)) - Number(this.isVirtual(b)))
    for (const link of inOrder) {
      if (/^lo\d*$/.test(link.name)) this.readLoopback(source, machine, link)
      const one = INNER_LINK.test(link.name) ? null : this.bind(known, link)
      if (one) this.readLink(source, known, link, one)
    }
  }

  readEvent(source: string, machine: EvidenceMachine, event: AddressEvent, span: Place['span']): void {
    const known = this.machineOf(machine)
    const named = event.dev === null ? undefined : known.links.get(event.dev)
    const one = named ?? (known.interfaces.size === 1 ? [...known.interfaces][0] : undefined)
    if (!one || !isJudged(event.address)) return
    const draft = this.draftOf(source, one)
    const link = event.dev ?? one.link ?? ''
    if (event.kind === 'delete') claimsOf(draft, link).delete(event.address)
    else {
      const { label, prefixLength } = event
      claimsOf(draft, link).set(event.address, {
        link,
        label,
        mac: null,
        prefixLength,
        byHand: true,
        place: { source, span },
      })
    }
  }

  /** The interface of a machine's link, or its only one: what its configuration speaks of. */
  find(machine: EvidenceMachine, link: string | null): FileInterface | null {
    const known = this.machines.get(machine.key)
    const named = link === null ? undefined : known?.links.get(link)
    return named ?? (known?.interfaces.size === 1 ? ([...known.interfaces][0] ?? null) : null)
  }

  /** The interfaces on which links of a machine were seen. */
  interfacesOf = (machine: EvidenceMachine): readonly FileInterface[] => [
    ...(this.machines.get(machine.key)?.interfaces ?? []),
  ]

  /** Puts what the files say side by side: configured is what any of them shows. */
  settle(): void {
    for (const drafts of this.drafts.values())
      for (const [one, draft] of drafts) {
        for (const claims of draft.links.values())
          for (const [address, claim] of claims) one.claims.set(address, [...(one.claims.get(address) ?? []), claim])
        for (const family of ['ipv4', 'ipv6'] as const) one.listed[family] ||= draft.listed[family]
      }
  }

  private isVirtual = (link: Link): boolean => link.mac === null || (isVrrpMac(link.mac) && !this.book.ofMac(link.mac))

  private bind(known: Machine, link: Link): FileInterface | null {
    if (link.mac !== null && isVrrpMac(link.mac) && !this.book.ofMac(link.mac))
      return known.interfaces.size === 1 ? ([...known.interfaces][0] ?? null) : null
    if (link.mac !== null) {
      const one = this.book.ofMac(link.mac)
      if (one) return one
    }
    const earlier = known.links.get(link.name)
    if (earlier && (link.mac === null || earlier.mac === null)) return earlier
    for (const { address } of link.addresses) {
      const one = this.book.ofAddress(address)
      if (!one || (link.mac !== null && one.mac !== null)) continue
      if (link.mac !== null) this.book.nameMac(one, link.mac)
      return one
    }
    // Without a MAC and without an address that is known, nothing says that the link is on an interface.
    return link.mac === null ? null : this.book.open(link.mac)
  }

  private readLink(source: string, known: Machine, link: Link, one: FileInterface): void {
    known.links.set(link.name, one)
    known.interfaces.add(one)
    one.machine ??= known.machine
    one.link ??= link.name
    const draft = this.draftOf(source, one)
    const claims = claimsOf(draft, link.name)
    const shown = new Set(link.addresses.map((held) => held.address))
    for (const family of ['ipv4', 'ipv6'] as const) draft.listed[family] ||= link.complete[family] === true
    for (const address of claims.keys())
      if (link.complete[address.includes(':') ? 'ipv6' : 'ipv4'] === true && !shown.has(address)) claims.delete(address)
    for (const held of link.addresses) {
      if (!isJudged(held.address)) continue
      claims.set(held.address, {
        link: link.name,
        label: held.label,
        mac: link.mac,
        prefixLength: held.prefixLength,
        byHand: held.label !== null,
        place: { source, span: held.span },
      })
    }
  }

  private readLoopback(source: string, machine: EvidenceMachine, link: Link): void {
    for (const held of link.addresses)
      if (isJudged(held.address))
        this.loopback.push({ machine, address: held.address, place: { source, span: held.span } })
  }

  private machineOf(machine: EvidenceMachine): Machine {
    const known = this.machines.get(machine.key) ?? { machine, links: new Map(), interfaces: new Set() }
    this.machines.set(machine.key, known)
    return known
  }

  private draftOf(source: string, one: FileInterface): Draft {
    const drafts = this.drafts.get(source) ?? new Map<FileInterface, Draft>()
    this.drafts.set(source, drafts)
    const draft = drafts.get(one) ?? { links: new Map(), listed: { ipv4: false, ipv6: false } }
    drafts.set(one, draft)
    return draft
  }
}

function claimsOf(draft: Draft, link: string): Map<string, FileClaim> {
  const claims = draft.links.get(link) ?? new Map<string, FileClaim>()
  draft.links.set(link, claims)
  return claims
}
