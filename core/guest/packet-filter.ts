import type { Span } from '../text/span'

/**
 * A packet filter is a set of tables, each with chains of rules; chains that hang on a hook are walked by packets. This is
 * what iptables and nftables have in common, as far as it decides whether a packet is dropped.
 */
export type FilterFamily = 'ipv4' | 'ipv6' | 'arp'
export type FilterHook = 'ingress' | 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting'

/** `unknown` stands for anything that a packet's addresses, link, protocol and connection do not decide. */
export type FilterCondition =
  | {
      readonly kind: 'address'
      readonly side: 'source' | 'destination'
      readonly blocks: readonly string[] // `10.0.0.0/8`, `10.0.0.1-10.0.0.9`
      readonly negated: boolean
    }
  | { readonly kind: 'link'; readonly side: 'in' | 'out'; readonly names: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'protocol'; readonly names: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'state'; readonly states: readonly string[]; readonly negated: boolean }
  | { readonly kind: 'family'; readonly families: readonly FilterFamily[]; readonly negated: boolean }
  | { readonly kind: 'unknown'; readonly text: string }

export type FilterVerdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' | 'unknown' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }

export type FilterRule = {
  readonly text: string // as printed
  readonly conditions: readonly FilterCondition[]
  readonly verdict: FilterVerdict
  readonly span: Span
}
export type FilterChain = {
  readonly name: string
  readonly hook: FilterHook | null // null: packets come here by a jump only
  readonly policy: 'accept' | 'drop' | null
  readonly rules: readonly FilterRule[]
}
export type FilterTable = {
  readonly name: string | null
  readonly families: readonly FilterFamily[]
  readonly chains: readonly FilterChain[]
}
export type PacketFilter = {
  readonly tables: readonly FilterTable[]
  readonly covers: readonly FilterFamily[] // families of which the listing shows every table
}

/** `plain` is the listing in its format's own shape, `filter` the same as what decides. */
export type Firewall = { readonly plain: unknown; readonly filter: PacketFilter }

/** The first packet of a conversation with an address: to it (`in`), or from it (`out`). */
export type FilterQuestion = {
  readonly address: string
  readonly family: FilterFamily
  readonly direction: 'in' | 'out'
  readonly link: string | null
}
