import type { Span } from '../../../../text/span'
import type { FilterCondition, FilterFamily, FilterHook, FilterVerdict, PacketFilter } from '../../../packet-filter'

/** What one rule of nft says, from either of its notations. `raw` is as printed. */
export type NftRule = {
  readonly chain: string
  readonly target: string | null
  readonly source: string | null
  readonly destination: string | null
  readonly protocol: string | null
  readonly in: string | null
  readonly out: string | null
  readonly negated: readonly string[]
  readonly packets: number | null
  readonly bytes: number | null
  readonly raw: string
  readonly decides: readonly { readonly conditions: readonly FilterCondition[]; readonly verdict: FilterVerdict }[]
  readonly span: Span
}
export type NftChain = {
  readonly chain: string
  readonly type: string | null
  readonly hook: string | null
  readonly priority: string | null
  readonly device: string | null
  readonly policy: string | null
}
export type NftTable = {
  readonly family: string
  readonly table: string
  readonly chains: NftChain[]
  readonly rules: NftRule[]
}

/** What packets a family's tables see (nft(8), ADDRESS FAMILIES). */
const FAMILIES: ReadonlyMap<string, readonly FilterFamily[]> = new Map([
  ['ip', ['ipv4']],
  ['ip6', ['ipv6']],
  ['inet', ['ipv4', 'ipv6']],
  ['arp', ['arp']],
  ['bridge', ['ipv4', 'ipv6', 'arp']],
  ['netdev', ['ipv4', 'ipv6', 'arp']],
])
const HOOK = /^(ingress|prerouting|input|forward|output|postrouting)$/

/** The tables as the contract shows them. */
export const plainTables = (tables: readonly NftTable[]) => ({
  tables: tables.map(({ family, table, chains, rules }) => ({
    family,
    table,
    chains,
    rules: rules.map(({ decides: _decides, span: _span, ...rule }) => rule),
  })),
})

/** The tables as what decides. A whole ruleset covers every family; nat chains see the first packet only and drop none. */
export function nftFilter(tables: readonly NftTable[]): PacketFilter {
  return {
    covers: ['ipv4', 'ipv6', 'arp'],
    tables: tables.map(({ family, table, chains, rules }) => {
      const listed = new Map<string, NftRule[]>()
      for (const rule of rules) {
        const own = listed.get(rule.chain)
        if (own) own.push(rule)
        else listed.set(rule.chain, [rule])
      }
      return {
        name: `${family} ${table}`,
        families: FAMILIES.get(family) ?? [],
        chains: chains.map(({ chain: name, hook, policy }) => ({
          name,
          hook: hook !== null && HOOK.test(hook) ? (hook as FilterHook) : null,
          policy: policy === 'drop' ? ('drop' as const) : policy === 'accept' ? ('accept' as const) : null,
          rules: (listed.get(name) ?? []).flatMap(({ raw, span, decides }) =>
            decides.map((one) => ({ text: raw, span, ...one })),
          ),
        })),
      }
    }),
  }
}
