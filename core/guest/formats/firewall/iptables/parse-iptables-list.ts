import { type Line, spanOf } from '../../../../text/lines'
import { isDigits, splitWords } from '../../../../text/words'
import { type FirewallChain, type FirewallRule, LineLog, type Reading } from '../../../capture'
import type { FilterChain, FilterFamily, FilterRule, FilterTable, Firewall } from '../../../packet-filter'
import { hookOf, policyOf } from './iptables-target'
import { listedRule } from './listed-rule'

const FACTOR: Record<string, number> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 }
/** Protocols by name: a rule without a target begins with one, or with its number. */
const PROTOCOLS: ReadonlySet<string> = new Set(
  'all tcp udp udplite udpl icmp icmpv6 ipv6-icmp icmp6 esp ah sctp mh dccp gre igmp ipv6 ipip ipencap ospf ospfigp vrrp pim l2tp'.split(
    ' ',
  ),
)
const OPTIONS: ReadonlySet<string> = new Set(['--', '-f', '!f', '-!', '!'])
const CHAIN = /^\s*Chain (\S+) \((?:policy (\S+?)(?:\s[^)]*)?|\d+ references?[^)]*)\)/
const HEADS = /^\s*(num\s+)?(pkts\s+bytes\s+)?target\s+prot/

/** `isVerbose`, `isNumbered`: which columns the heads of this chain name. */
type OpenChain = {
  readonly chain: string
  readonly policy: string | null
  readonly rules: FirewallRule[]
  readonly listed: FilterRule[]
  readonly note: string
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
    const words = splitWords(line.text)
    const [first] = words
    if (first === undefined) continue
    const header = first === 'Chain' ? CHAIN.exec(line.text) : null
    const chain = chains.at(-1)
    if (header?.[1]) {
      chains.push(openChain(header[1], header[2] ?? null))
      log.fact(line, header[2] ? `firewall, policy ${header[2]}` : 'firewall chain')
    } else if ((first === 'target' || first === 'pkts' || first === 'num') && HEADS.test(line.text)) {
      if (chain) chain.isVerbose = words.includes('pkts')
      if (chain) chain.isNumbered = first === 'num'
      log.known(line, 'column heads')
    } else if (first.startsWith('#') || (first === 'Table:' && words.length === 2)) log.known(line, 'comment')
    else {
      const rule = chain ? readRule(line.text, words, chain) : null
      if (rule && chain) {
        chain.rules.push(rule)
        chain.listed.push(listedRule(rule, words.join(' '), spanOf(line), chain.isVerbose))
        log.fact(line, chain.note)
      } else log.unread(line)
    }
  }
  const plain: FirewallChain[] = chains.map(({ chain, policy, rules }) => ({ chain, policy, rules }))
  const family = familyOf(chains, command)
  return log.reading({ plain, filter: { tables: tablesOf(chains, family), covers: [family] } })
}

const openChain = (chain: string, policy: string | null): OpenChain => ({
  chain,
  policy,
  rules: [],
  listed: [],
  note: `rule of ${chain}`,
  isVerbose: false,
  isNumbered: false,
})

function readRule(text: string, words: readonly string[], columns: OpenChain): FirewallRule | null {
  let packets: number | null = null
  let bytes: number | null = null
  let at = 0
  if (columns.isNumbered && !isDigits(words[at++] ?? '')) return null
  if (columns.isVerbose) {
    packets = counter(words[at++])
    bytes = counter(words[at++])
    if (packets === null || bytes === null) return null
  }
  // A rule without a target leaves its column blank: then the protocol comes first.
  const [first = '', second = ''] = [words[at], words[at + 1]]
  const isBare = isProtocol(first) && !isProtocol(second)
  const target = isBare || OPTIONS.has(second) ? null : (words[at++] ?? null)
  const protocol = words[at++]
  if (OPTIONS.has(words[at] ?? '')) at++
  const from = columns.isVerbose ? words[at++] : undefined
  const to = columns.isVerbose ? words[at++] : undefined
  const source = words[at++]
  const destination = words[at++]
  if (!protocol || !source || !destination) return null
  return {
    target,
    protocol,
    in: from === '*' ? null : (from ?? null),
    out: to === '*' ? null : (to ?? null),
    source,
    destination,
    options: at < words.length ? optionsOf(text, words, at) : null,
    packets,
    bytes,
  }
}

function isProtocol(word: string): boolean {
  const name = word.startsWith('!') ? word.slice(1) : word
  return PROTOCOLS.has(name) || isDigits(name, 3)
}

function counter(word = ''): number | null {
  if (isDigits(word)) return Number(word)
  const parts = /^(\d+)([KMGT])$/.exec(word)
  return parts ? Number(parts[1]) * (FACTOR[parts[2] ?? ''] ?? 1) : null
}

/** What stands behind the destination, as printed: the text from the first word that is left. */
function optionsOf(text: string, words: readonly string[], from: number): string {
  let at = text.trimEnd().length
  for (let i = words.length - 1; i >= from; i--) at = text.lastIndexOf(words[i] ?? '', at - 1)
  return text.slice(at)
}

/** The command says it, or else the addresses do. */
function familyOf(chains: readonly OpenChain[], command: string | null): FilterFamily {
  if (/\bip6tables\b/.test(command ?? '')) return 'ipv6'
  return chains.some(({ rules }) => rules.some((rule) => rule.source.includes(':') || rule.destination.includes(':')))
    ? 'ipv6'
    : 'ipv4'
}

/** A chain whose name comes again begins another table; which one it is the listing does not say. */
function tablesOf(chains: readonly OpenChain[], family: FilterFamily): FilterTable[] {
  const tables: { chains: FilterChain[]; names: Set<string> }[] = []
  for (const { chain: name, policy, listed } of chains) {
    let table = tables.at(-1)
    if (!table || table.names.has(name)) {
      table = { chains: [], names: new Set() }
      tables.push(table)
    }
    table.names.add(name)
    table.chains.push({ name, hook: policy === null ? null : hookOf(name), policy: policyOf(policy), rules: listed })
  }
  return tables.map((table) => ({ name: null, families: [family], chains: table.chains }))
}
