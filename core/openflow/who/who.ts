import type { AnswerRule } from '../trace-packet'

/** The sets of addresses of one kind, as the fewest prefixes. */
export type SenderPrefixes = {
  readonly ipv4: readonly string[]
  readonly ipv6: readonly string[]
  readonly arp: readonly string[] // senders of ARP replies, by which an address is announced
  readonly arpRequests: readonly string[]
  readonly nd: readonly string[] // targets of neighbour advertisements, sent from the same address
  readonly ndSolicitations: readonly string[]
}

/** `mac`: one address, `any`, or an address and a mask. `any` stands for those that are not named beside it. */
export type MacSenders = SenderPrefixes & { readonly mac: string }

/** What the prefixes alone do not say: a hole in a wide prefix, or addresses of which it cannot be known. */
export type WhoException = {
  readonly direction: 'out' | 'in'
  readonly kind: keyof SenderPrefixes
  readonly what: 'carved-out' | 'unknown'
  readonly prefixes: readonly string[]
  readonly of: string | null // the prefix they are carved out of
  readonly reason: string | null
  readonly rule: AnswerRule | null
}

/** Who may speak as whom at one port: the sources that leave the host's switch, and the addresses that reach the port. */
export type PortAnswer = {
  readonly bridge: string
  readonly port: string
  readonly ofport: number | 'LOCAL'
  readonly out: SenderPrefixes
  readonly in: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] }
  readonly macs: readonly MacSenders[]
  readonly exceptions: readonly WhoException[]
}

export type WhoAnswer = { readonly ports: readonly PortAnswer[]; readonly assumptions: readonly string[] }
