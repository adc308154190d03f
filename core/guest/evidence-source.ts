/** How far a piece of evidence is trusted: of two that are equally old the lower rank decides. */
export type SourceKind = 'agent' | 'paste' | 'guest-agent' | 'lease' | 'arp' | 'intent' | 'export'
export type EvidenceSource = { readonly kind: SourceKind; readonly rank: number }

const RANKS: Readonly<Record<SourceKind, number>> = {
  agent: 1,
  paste: 2,
  'guest-agent': 3,
  lease: 4,
  arp: 5,
  intent: 6,
  export: 7,
}

/** Formats in which a hypervisor passes on what an agent inside the guest told it. */
const GUEST_AGENT = /^(qemu-ga|vmware-guest-info|virsh-domifaddr-agent)/

/**
 * Who really speaks in a piece of evidence. `virsh domifaddr` asks the DHCP server's leases unless told otherwise
 * (virsh(1): "--source lease" is the default), and prints no word of where it looked: the command says it.
 */
export function evidenceSource(
  kind: 'capture' | 'event' | 'neigh' | 'firewall' | 'probe' | 'intent',
  format: string,
  command: string | null,
  isAgent: boolean,
): EvidenceSource {
  return sourceOf(named(kind, format, command, isAgent))
}

function named(kind: string, format: string, command: string | null, isAgent: boolean): SourceKind {
  if (kind === 'intent') return 'intent'
  if (GUEST_AGENT.test(format)) return 'guest-agent'
  if (format.startsWith('virsh-domifaddr')) {
    const asked = /--source[ =]?(lease|agent|arp)\b/.exec(command ?? '')?.[1] ?? /-(lease|arp)$/.exec(format)?.[1]
    return asked === 'agent' ? 'guest-agent' : asked === 'arp' ? 'arp' : 'lease'
  }
  return isAgent ? 'agent' : 'paste'
}

const sourceOf = (kind: SourceKind): EvidenceSource => ({ kind, rank: RANKS[kind] })
