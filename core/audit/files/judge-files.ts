import { isJudged } from '../../guest/propose-bindings'
import { canonicalIp } from '../../ip/ip'
import { admittedHosts, ownAddresses } from '../../registry/exports/admits-address'
import type { FindingDraft } from '../facts'
import { HAVIP_RULES, PAIR_RULES } from '../rules/all'
import { havipSeveralHolders } from '../rules/havip-several-holders'
import { judgeUnknownInterface } from '../rules/unknown-interface'
import { ClaimReader } from './claim-reader'
import type { AuditedPair, FileEvidence, FileFinding, Place } from './file-evidence'
import { type LooseFinding, toFinding } from './file-finding'
import { type FileInterface, guestOf, nameOfInterface, speakingPorts } from './file-interface'
import { InterfaceBook } from './interface-book'
import { judgeFirewalls } from './judge-firewall'
import { haVipFactsOf, judgeHolder } from './judge-havip'
import { judgeIntent } from './judge-intent'
import { judgeLoopback, judgePort } from './judge-port'
import { judgeVrrps } from './judge-vrrp'
import { judgePair, Neighbourhood } from './pair-facts'
import { ProgrammedPairs } from './programmed/programmed-pairs'

/**
 * Audits what files say: captures give `configured`, exports of fabrics give `registered`, configuration of HA software
 * is intent, and flow tables give `programmed`. Rows come in the order of the interfaces, then of the addresses.
 */
export function auditFiles(
  evidence: readonly FileEvidence[],
  programmed: ProgrammedPairs = new ProgrammedPairs([], evidence),
): AuditedPair[] {
  const book = new InterfaceBook()
  for (const one of evidence)
    if (one.kind === 'registry') for (const port of one.exported.ports) book.addPort(one.source, port)
  for (const one of evidence)
    if (one.kind === 'registry') for (const havip of one.exported.haVips) book.addHaVip(one.source, havip)
  const claims = new ClaimReader(book)
  for (const one of evidence) {
    if (one.kind === 'capture') claims.readCapture(one)
    else if (one.kind === 'event') claims.readEvent(one.source, one.machine, one.event, one.span)
  }
  claims.settle()
  programmed.setInterfaces(book.interfaces)
  const beside = new Neighbourhood(book.interfaces)
  const intent = judgeIntent(evidence, book, claims)
  const loose = [
    ...intent.findings,
    ...judgeFirewalls(evidence, claims),
    ...judgeVrrps(evidence, book),
    ...book.haVips.flatMap((held) => {
      const facts = haVipFactsOf(held, beside)
      // Files do not say when they were made: holders before and after a failover look like two at once.
      const rules = HAVIP_RULES.filter((rule) => rule !== havipSeveralHolders)
      return [
        ...rules.flatMap((rule) => rule.judge(facts)).map((draft) => toLoose(draft, book, [placeOfHaVip(held)])),
        ...judgeHolder(held, facts).map((draft) => toLoose(draft, book, [placeOfHaVip(held)])),
      ]
    }),
    ...judgeLoopback(claims.loopback, book, intent.addresses),
  ]
  const hasRegistry = book.interfaces.some((one) => one.ports.length > 0)
  return rowsOf(book, beside, programmed, loose, intent.pairs, hasRegistry)
}

const placeOfHaVip = ({ source, havip }: InterfaceBook['haVips'][number]): Place => ({ source, span: havip.span })

const toLoose = (draft: FindingDraft, book: InterfaceBook, places: readonly Place[]): LooseFinding => ({
  one: draft.nicId === null ? null : (book.interfaces[draft.nicId] ?? null),
  address: draft.address,
  finding: toFinding(draft, places),
})

function rowsOf(
  book: InterfaceBook,
  beside: Neighbourhood,
  programmed: ProgrammedPairs,
  loose: readonly LooseFinding[],
  intended: ReadonlyMap<FileInterface, ReadonlySet<string>>,
  hasRegistry: boolean,
): AuditedPair[] {
  const waiting = new Map<FileInterface | null, Map<string | null, FileFinding[]>>()
  for (const { one, address, finding } of loose) {
    const own = waiting.get(one) ?? new Map<string | null, FileFinding[]>()
    waiting.set(one, own)
    const held = own.get(address) ?? []
    own.set(address, held)
    held.push(finding)
  }
  const rows: AuditedPair[] = []
  for (const one of book.interfaces) {
    const own = waiting.get(one) ?? new Map<string | null, FileFinding[]>()
    const wanted = new Set([...(intended.get(one) ?? []), ...[...own.keys()].flatMap((address) => address ?? [])])
    let aboutPort: FileFinding[] = [...judgePort(one), ...(own.get(null) ?? [])]
    for (const address of addressesOf(one, [...wanted, ...programmed.addressesFor(one)])) {
      const pair = judgePair(one, address, beside, (asked, about) => programmed.of(asked, about))
      const findings = [
        ...(pair.facts ? PAIR_RULES.flatMap((rule) => (pair.facts ? (rule.judge(pair.facts) ?? []) : [])) : []).map(
          (draft) => toFinding(draft, [...placesOf(one, address), ...pair.rules]),
        ),
        ...unknownInterface(one, address, hasRegistry),
        ...(own.get(address) ?? []),
      ]
      const isMember = one.haVips.has(address)
      // A member that holds nothing and is not allowed has a row all the same.
      const standing = pair.standing ?? (isMember ? 'standby' : null)
      if (standing === null && findings.length === 0 && !wanted.has(address)) continue
      const { configured, registered } = pair
      const truths = { configured, registered, programmed: pair.programmed, standing }
      rows.push({ nic: nameOfInterface(one), mac: one.mac, address, ...truths, findings: [...findings, ...aboutPort] })
      aboutPort = []
    }
    if (aboutPort.length > 0) rows.push(bareRow(nameOfInterface(one), one.mac, null, aboutPort))
  }
  const denied = new Set(loose.flatMap((held) => (held.registered === 'no' ? (held.address ?? []) : [])))
  for (const [address, findings] of waiting.get(null) ?? [])
    rows.push({ ...bareRow(null, null, address, findings), registered: denied.has(address ?? '') ? 'no' : 'unknown' })
  return rows
}

/** A row of findings that no pair stands for: about a whole interface, or about an address that nobody may hold. */
const bareRow = (
  nic: string | null,
  mac: string | null,
  address: string | null,
  findings: readonly FileFinding[],
): AuditedPair => ({
  nic,
  mac,
  address,
  configured: 'unknown',
  registered: 'unknown',
  programmed: 'unknown',
  standing: null,
  findings,
})

/** The addresses of an interface that may have a row: claimed, registered one by one, floating to it, wanted, or in a rule. */
function addressesOf(one: FileInterface, more: readonly string[]): Set<string> {
  const registered = speakingPorts(one).flatMap(({ port }) => [
    ...(port.sourceCheck === 'off' ? port.addresses.map((held) => held.address) : []),
    ...admittedHosts(port),
  ])
  return new Set(
    [...registered, ...one.haVips.keys(), ...one.claims.keys(), ...more].filter(
      (text) => isJudged(text) && canonicalIp(text) === text,
    ),
  )
}

function placesOf(one: FileInterface, address: string): Place[] {
  const said = speakingPorts(one).map(({ source, port }) => ({
    source,
    span: ownAddresses(port).get(address)?.span ?? port.span,
  }))
  return [...(one.claims.get(address) ?? []).map((claim) => claim.place), ...said]
}

/** A claim on an interface that no export names, while there are exports. */
function unknownInterface(one: FileInterface, address: string, hasRegistry: boolean): FileFinding[] {
  const [claim] = one.claims.get(address) ?? []
  if (!claim || !hasRegistry || one.ports.length > 0) return []
  const draft = judgeUnknownInterface({
    vpcId: 0,
    guestId: one.index,
    guest: guestOf(one),
    link: claim.link,
    mac: one.mac,
    address,
  })
  return draft ? [toFinding(draft, [claim.place])] : []
}
