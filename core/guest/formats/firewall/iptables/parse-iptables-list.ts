import { type Line, spanOf } from '../../../../text/lines'
import { type FirewallChain, type FirewallRule, LineLog, type Reading } from '../../../capture'
import type { FilterChain, FilterFamily, FilterTable, Firewall } from '../../../packet-filter'
import { hookOf, policyOf } from './iptables-target'
import { listedRule } from './listed-rule'

const FACTOR: Record<string, number> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 }
/** Protocols by name or number: a rule without a target begins with one. */
const PROTOCOL =
  /^!?(all|tcp|udp|udplite|udpl|icmp|icmpv6|ipv6-icmp|icmp6|esp|ah|sctp|mh|dccp|gre|igmp|ipv6|ipip|ipencap|ospf|ospfigp|vrrp|pim|l2tp|\d{1,3})$/
const OPTION = /^(--|-f|!f|-!|!)$/

/** `open`: which columns the heads of this chain name. */
type OpenChain = {
  readonly chain: string
  readonly policy: string | null
  readonly rules: FirewallRule[]
  readonly listed: { readonly rule: FirewallRule; readonly line: Line }[]
  isVerbose: boolean
  isNumbered: boolean
}

/**
 * `iptables -L` prints chains with their policy and under each its rules; -v adds counters and links, --line-numbers a
 * number before; ip6tables leaves `opt` blank:
 *
 *     Chain INPUT (policy ACCEPT 8 packets, 528 bytes)
 *     num   pkts bytes target     prot opt in     out     source               destination
 *     1       12  1K   DROP       all  --  *      *       172.17.20.39         0.0.0.0/0            ctstate NEW
 */
export function parseIptablesList(lines: readonly Line[], command: string | null = null): Reading<Firewall> {
  const log = new LineLog()
  const chains: OpenChain[] = []
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const header = /^Chain (\S+) \((?:policy (\S+?)(?:\s[^)]*)?|\d+ references?[^)]*)\)/.exec(text)
    const chain = chains.at(-1)
    if (header?.[1]) {
      chains.push({
        chain: header[1],
        policy: header[2] ?? null,
        rules: [],
        listed: [],
        isVerbose: false,
        isNumbered: false,
      })
      log.fact(line, header[2] ? `firewall, policy ${header[2]}` : 'firewall chain')
    } else if (/^(num\s+)?(pkts\s+bytes\s+)?target\s+prot/.test(text)) {
      if (chain) chain.isVerbose = text.includes('pkts')
      if (chain) chain.isNumbered = text.startsWith('num')
      log.known(line, 'column heads')
    } else if (text.startsWith('#') || /^Table: \w+$/.test(text)) log.known(line, 'comment')
    else {
      const rule = chain ? readRule(line.text, chain) : null
      if (rule && chain) {
        chain.rules.push(rule)
        chain.listed.push({ rule, line })
        log.fact(line, `rule of ${chain.chain}`)
      } else log.unread(line)
    }
  }
  const plain: FirewallChain[] = chains.map(({ chain, policy, rules }) => ({ chain, policy, rules }))
  const family = familyOf(chains, command)
  return log.reading({ plain, filter: { tables: tablesOf(chains, family), covers: [family] } })
}

function readRule(text: string, { isVerbose, isNumbered }: OpenChain): FirewallRule | null {
  const words = text.trim().split(/\s+/)
  let packets: number | null = null
  let bytes: number | null = null
  if (isNumbered && !/^\d+$/.test(words.shift() ?? '')) return null
  if (isVerbose) {
    packets = counter(words.shift())
    bytes = counter(words.shift())
    if (packets === null || bytes === null) return null
  }
  // A rule without a target leaves its column blank: then the protocol comes first.
  const [first = '', second = ''] = words
  const isBare = PROTOCOL.test(first) && !PROTOCOL.test(second)
  const target = isBare || OPTION.test(second) ? null : (words.shift() ?? null)
  const protocol = words.shift()
  if (OPTION.test(words[0] ?? '')) words.shift()
  const [from = '*', to = '*'] = isVerbose ? words.splice(0, 2) : []
  const source = words.shift()
  const destination = words.shift()
  if (!protocol || !source || !destination) return null
  const wildcard = (name: string) => (name === '*' ? null : name)
  return {
    target,
    protocol,
    in: wildcard(from),
    out: wildcard(to),
    source,
    destination,
    options: optionsOf(text, words),
    packets,
    bytes,
  }
}

function counter(word: string | undefined): number | null {
  const parts = /^(\d+)([KMGT]?)$/.exec(word ?? '')
  return parts ? Number(parts[1]) * (FACTOR[parts[2] ?? ''] ?? 1) : null
}

/** What stands behind the destination, as printed: the text from the first word that is left. */
function optionsOf(text: string, rest: readonly string[]): string | null {
  let at = text.trimEnd().length
  for (let i = rest.length - 1; i >= 0; i--) at = text.lastIndexOf(rest[i] ?? '', at - 1)
  return rest.length === 0 ? null : text.slice(at)
}

/** The command says it, or else the addresses do. */
function familyOf(chains: readonly OpenChain[], command: string | null): FilterFamily {
  if (/\bip6tables\b/.test(command ?? '')) return 'ipv6'
  return chains.some(({ rules }) => rules.some((rule) => `${rule.source}${rule.destination}`.includes(':')))
    ? 'ipv6'
    : 'ipv4'
}

/** A chain whose name comes again begins another table; which one it is the listing does not say. */
function tablesOf(chains: readonly OpenChain[], family: FilterFamily): FilterTable[] {
  const tables: { chains: FilterChain[]; names: Set<string> }[] = []
  for (const { chain: name, policy, listed, isVerbose } of chains) {
    let table = tables.at(-1)
    if (!table || table.names.has(name)) {
      table = { chains: [], names: new Set() }
      tables.push(table)
    }
    table.names.add(name)
    const rules = listed.map(({ rule, line }) =>
      listedRule(rule, line.text.trim().replace(/\s+/g, ' '), spanOf(line), isVerbose),
    )
    table.chains.push({ name, hook: policy === null ? null : hookOf(name), policy: policyOf(policy), rules })
  }
  return tables.map((table) => ({ name: null, families: [family], chains: table.chains }))
}
