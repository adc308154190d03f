import type { Line } from '../../../text/lines'
import { type FirewallChain, type FirewallRule, LineLog, type Reading } from '../../capture'

const FACTOR: Record<string, number> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/**
 * `iptables -L -v -n` prints chains with their policy and under each its rules:
 *
 *     Chain INPUT (policy ACCEPT 8 packets, 528 bytes)
 *      pkts bytes target     prot opt in     out     source               destination
 *         0     0 DROP       all  --  *      *       172.17.20.39         0.0.0.0/0
 */
export function parseIptablesList(lines: readonly Line[]): Reading<FirewallChain[]> {
  const log = new LineLog()
  const chains: { chain: string; policy: string | null; rules: FirewallRule[]; verbose: boolean }[] = []
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const header = /^Chain (\S+) \((?:policy (\S+)[^)]*|\d+ references?)\)/.exec(text)
    const chain = chains.at(-1)
    if (header?.[1]) {
      chains.push({ chain: header[1], policy: header[2] ?? null, rules: [], verbose: false })
      log.fact(line, header[2] ? `firewall, policy ${header[2]}` : 'firewall chain')
    } else if (/^(num\s+)?(pkts\s+bytes\s+)?target\s+prot/.test(text)) {
      if (chain) chain.verbose = text.includes('pkts')
      log.known(line, 'column heads')
    } else if (text.startsWith('#')) log.known(line, 'comment')
    else {
      const rule = chain ? readRule(line.text, chain.verbose) : null
      if (rule && chain) {
        chain.rules.push(rule)
        log.fact(line, `rule of ${chain.chain}`)
      } else log.unread(line)
    }
  }
  return log.reading(chains.map(({ verbose: _, ...chain }) => chain))
}

function readRule(text: string, verbose: boolean): FirewallRule | null {
  const words = text.trim().split(/\s+/)
  let packets: number | null = null
  let bytes: number | null = null
  if (verbose) {
    packets = counter(words.shift())
    bytes = counter(words.shift())
    if (packets === null || bytes === null) return null
  }
  // A rule without a target leaves its column blank: then the protocol comes first and `opt` (--) second.
  const target = words[1] === '--' || words[1] === '-f' || words[1] === '!f' ? null : (words.shift() ?? null)
  const protocol = words.shift()
  const opt = words.shift()
  const [from = '*', to = '*'] = verbose ? words.splice(0, 2) : []
  const source = words.shift()
  const destination = words.shift()
  if (!protocol || !opt || !source || !destination) return null
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
