import type { Intended } from '../../guest/intent'
import { isJudged } from '../../guest/propose-bindings'
import { admitsNetworks, admittedHosts } from '../../registry/exports/admits-address'
import type { ClaimReader } from './claim-reader'
import type { FileEvidence, Place } from './file-evidence'
import { type LooseFinding, toFinding } from './file-finding'
import { type FileInterface, guestOf, speakingPorts } from './file-interface'
import type { InterfaceBook } from './interface-book'
import { configuredOn, registeredOn } from './judge-truths'

type Intent = Extract<FileEvidence, { kind: 'intent' }>
export type JudgedIntent = {
  readonly findings: readonly LooseFinding[]
  /** Pairs that configuration speaks of: they have a row. */
  readonly pairs: ReadonlyMap<FileInterface, ReadonlySet<string>>
  /** Virtual IPs, and where they are written. */
  readonly addresses: ReadonlyMap<string, readonly Place[]>
}

// Fabrics on which each machine's own port must allow a virtual IP. Elsewhere the agent moves the registration with it.
const ALLOWED_EACH = new Set(['neutron', 'ovn'])

/**
 * Judges what configuration says that machines should hold. Where a file says which machine it is of (by a MAC, in a
 * transcript, or by an address that only one interface has) the interface is judged; otherwise it is counted: more
 * files that want a virtual IP than interfaces that may hold it means that one of them may not.
 */
export function judgeIntent(evidence: readonly FileEvidence[], book: InterfaceBook, claims: ClaimReader): JudgedIntent {
  const findings: LooseFinding[] = []
  const pairs = new Map<FileInterface, Set<string>>()
  const addresses = new Map<string, Place[]>()
  const unbound = new Map<string, Place[]>()
  for (const intent of evidence) {
    if (intent.kind !== 'intent') continue
    const own = new Map<string | null, FileInterface>() // links that the file itself tells, by their static addresses
    for (const { link, address, role } of intent.addresses) {
      const one = role === 'static' ? book.ofAddress(address) : undefined
      if (one && !own.has(link)) own.set(link, one)
    }
    const seen = new Set<string>()
    for (const intended of intent.addresses) {
      // Of a pool some address will be taken, nobody knows which.
      if (intended.isPool || !isJudged(intended.address)) continue
      const place = { source: intent.source, span: intended.span }
      if (intended.role === 'vip') listUnder(addresses, intended.address).push(place)
      const one = interfaceOf(intent, intended, own, book, claims)
      if (one) {
        const held = pairs.get(one) ?? new Set<string>()
        pairs.set(one, held.add(intended.address))
        // What the guest already has configured is judged by its standing.
        if (configuredOn(one, intended.address) !== 'yes' && registeredOn(one, intended.address) === 'no')
          findings.push(denied(one, intended, place))
      } else if (intended.role === 'vip' && !seen.has(intended.address)) {
        seen.add(intended.address)
        listUnder(unbound, intended.address).push(place)
      }
    }
  }
  const allowances = new Allowances(book)
  for (const [address, places] of unbound) findings.push(...count(address, places, allowances))
  return { findings, pairs, addresses }
}

function interfaceOf(
  intent: Intent,
  { mac, link }: Intended,
  own: ReadonlyMap<string | null, FileInterface>,
  book: InterfaceBook,
  claims: ClaimReader,
): FileInterface | null {
  const named = mac === null ? undefined : book.ofMac(mac)
  return named ?? own.get(link) ?? (intent.machine ? claims.find(intent.machine, link) : null)
}

function denied(one: FileInterface, { address, role }: Intended, place: Place): LooseFinding {
  const guest = guestOf(one)
  const rule = role === 'vip' ? 'havip-member-not-allowed' : 'intended-unregistered'
  const data = { address, guest, havip: address }
  return { one, address, finding: toFinding({ rule, severity: 3, data }, [place]) }
}

/** Interfaces by the single addresses they may use, and those of which that does not say everything. */
class Allowances {
  readonly isEmpty: boolean
  private readonly byHost = new Map<string, FileInterface[]>()
  private readonly wide: FileInterface[] = []

  constructor(book: InterfaceBook) {
    const registered = book.interfaces.filter((one) => one.ports.length > 0)
    this.isEmpty = registered.length === 0
    for (const one of registered) {
      if (speakingPorts(one).some(({ port }) => port.sourceCheck !== 'on' || admitsNetworks(port))) this.wide.push(one)
      else for (const address of hostsOf(one)) listUnder(this.byHost, address).push(one)
    }
  }

  of = (address: string): readonly FileInterface[] => [...(this.byHost.get(address) ?? []), ...this.wide]
}

const hostsOf = (one: FileInterface): Set<string> =>
  new Set([...speakingPorts(one).flatMap(({ port }) => admittedHosts(port)), ...one.haVips.keys()])

function count(address: string, places: readonly Place[], allowances: Allowances): LooseFinding[] {
  if (allowances.isEmpty) return []
  let allowed = 0
  let isEach = true
  for (const one of allowances.of(address)) {
    const answer = registeredOn(one, address)
    if (answer === 'unknown') return []
    if (answer === 'yes') allowed++
    if (answer === 'yes') isEach &&= one.ports.every(({ port }) => ALLOWED_EACH.has(port.fabric))
    if (allowed >= places.length) return []
  }
  if (allowed > 0 && !isEach) return []
  const sources = [...new Set(places.map((place) => place.source))]
  const data = { address, sources, allowed, wanted: places.length }
  const registered = allowed === 0 ? 'no' : 'unknown'
  const finding = toFinding({ rule: 'intended-not-allowed', severity: 3, data }, places)
  return [{ one: null, address, registered, finding }]
}

function listUnder<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}
