import type { FirewallChain, FirewallRule } from './capture'

/** A listing by tables, as iptables-save and nft print it: each rule names its chain. */
type Tables = {
  readonly tables: readonly {
    readonly table: string
    readonly chains: readonly { readonly chain: string; readonly policy: string | null }[]
    readonly rules: readonly (Partial<FirewallRule> & { readonly chain: string; readonly raw?: string })[]
  }[]
}

/** The chains of a firewall listing, whatever shape its format has; null when it shows none that are understood. */
export function firewallChains(value: unknown): FirewallChain[] | null {
  if (Array.isArray(value)) return value as FirewallChain[]
  if (typeof value !== 'object' || value === null || !('tables' in value) || !Array.isArray(value.tables)) return null
  return (value as Tables).tables.flatMap(({ table, chains, rules }) =>
    chains.map(({ chain, policy }) => ({
      chain: table === 'filter' ? chain : `${table} ${chain}`,
      policy,
      rules: rules.flatMap((rule) => (rule.chain === chain ? [toRule(rule)] : [])),
    })),
  )
}

const toRule = (rule: Partial<FirewallRule> & { readonly raw?: string }): FirewallRule => ({
  target: rule.target ?? null,
  protocol: rule.protocol ?? 'all',
  in: rule.in ?? null,
  out: rule.out ?? null,
  source: rule.source ?? '0.0.0.0/0',
  destination: rule.destination ?? '0.0.0.0/0',
  options: rule.options ?? rule.raw ?? null,
  packets: rule.packets ?? null,
  bytes: rule.bytes ?? null,
})
