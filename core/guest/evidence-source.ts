import type { Content } from './formats/format'
import type { Witness } from './witness'

/** How far a piece of evidence is trusted: of two that are equally old the lower rank decides. */
export type SourceKind = 'agent' | 'paste' | Exclude<Witness, 'guest'> | 'export'
export type EvidenceSource = { readonly kind: SourceKind; readonly rank: number }

const RANKS: Readonly<Record<SourceKind, number>> = {
  agent: 1,
  paste: 2,
  inventory: 2, // what the machine's own ip or ifconfig told
  'guest-agent': 3,
  lease: 4,
  arp: 5,
  intent: 6,
  export: 7,
}

/** Who speaks in a piece of evidence; a definition of a guest is intent, whatever form it has. */
export function witnessIn(content: Content | null): Witness {
  if (content?.kind === 'intent') return 'intent'
  return content?.kind === 'capture' ? content.witness : 'guest'
}

/** What a machine says of itself is its agent's or a paste, as it was brought; what others saw stays theirs. */
export function evidenceSource(witness: Witness, isAgent: boolean): EvidenceSource {
  const kind = witness !== 'guest' ? witness : isAgent ? 'agent' : 'paste'
  return { kind, rank: RANKS[kind] }
}
