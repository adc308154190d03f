import { matchRule, type Truth } from './match-filter-rule'
import type {
  FilterChain,
  FilterFamily,
  FilterHook,
  FilterQuestion,
  FilterRule,
  FilterTable,
  PacketFilter,
} from './packet-filter'

/** `rule` is the one that drops, or may drop; null when a policy does, or nothing. */
export type FilterAnswer = {
  readonly drops: 'yes' | 'no' | 'unknown'
  readonly chain: string | null
  readonly rule: FilterRule | null
  readonly reason: string
}

type Ends = { accept: boolean; unknown: FilterRule | null; drop: { chain: string; rule: FilterRule | null } | null }

const HOOKS: Record<FilterQuestion['direction'], readonly FilterHook[]> = {
  in: ['ingress', 'prerouting', 'input'],
  out: ['output', 'postrouting'],
}

/**
 * Whether the filter drops such a packet. `yes` and `no` are certain; what depends on more than the question says (a port,
 * a mark, a peer) is `unknown`, with the rule it depends on. Each chain is walked once, so it is linear in the rules.
 */
export function evaluatePacketFilter(filter: PacketFilter, question: FilterQuestion): FilterAnswer {
  const tables = filter.tables.filter((table) => table.families.includes(question.family))
  let doubt: FilterAnswer | null = null
  for (const table of tables)
    for (const chain of table.chains) {
      if (chain.hook === null || !HOOKS[question.direction].includes(chain.hook)) continue
      const ends = new Walk(table, question).end(chain)
      const answer = answerOf(ends, chain)
      if (answer.drops === 'yes') return answer
      if (answer.drops === 'unknown') doubt ??= answer
    }
  if (doubt) return doubt
  if (tables.length === 0 && !filter.covers.includes(question.family))
    return {
      drops: 'unknown',
      chain: null,
      rule: null,
      reason: `this listing says nothing about ${NAMES[question.family]}`,
    }
  return { drops: 'no', chain: null, rule: null, reason: 'no rule and no policy drops it' }
}

const NAMES: Record<FilterFamily, string> = { ipv4: 'IPv4', ipv6: 'IPv6', arp: 'ARP' }

function answerOf({ accept, unknown, drop }: Ends, chain: FilterChain): FilterAnswer {
  const by = drop?.rule ? `"${drop.rule.text}"` : 'its policy'
  if (drop && !accept && !unknown)
    return { drops: 'yes', chain: drop.chain, rule: drop.rule, reason: `${drop.chain} drops it by ${by}` }
  if (drop)
    return {
      drops: 'unknown',
      chain: drop.chain,
      rule: drop.rule,
      reason: `${drop.chain} may drop it by ${by}: that depends on more than its addresses`,
    }
  if (unknown)
    return {
      drops: 'unknown',
      chain: chain.name,
      rule: unknown,
      reason: `what "${unknown.text}" does with it is not known`,
    }
  return { drops: 'no', chain: null, rule: null, reason: 'no rule and no policy drops it' }
}

/** Follows one packet through the chains of a table, both ways wherever a rule may match or not. */
class Walk {
  private readonly ends: Ends = { accept: false, unknown: null, drop: null }
  private readonly chains = new Map<string, FilterChain>()
  private readonly returns = new Map<string, boolean>() // whether a packet may come back from a chain

  constructor(
    table: FilterTable,
    private readonly question: FilterQuestion,
  ) {
    for (const chain of table.chains) if (!this.chains.has(chain.name)) this.chains.set(chain.name, chain)
  }

  end(chain: FilterChain): Ends {
    if (this.through(chain, 0)) {
      if (chain.policy === 'drop') this.ends.drop ??= { chain: chain.name, rule: null }
      else this.ends.accept = true
    }
    return this.ends
  }

  /** Walks a chain; answers whether the packet may come out at its end. */
  private through(chain: FilterChain, depth: number): boolean {
    const known = this.returns.get(chain.name)
    if (known !== undefined) return known
    this.returns.set(chain.name, true) // a chain that reaches itself is refused by the kernel
    const comesBack = depth < 64 ? this.walk(chain, depth) : true
    this.returns.set(chain.name, comesBack)
    return comesBack
  }

  private walk(chain: FilterChain, depth: number): boolean {
    let mayReturn = false
    for (const rule of chain.rules) {
      const matches: Truth = matchRule(rule, this.question)
      if (matches === 'no' || rule.verdict.kind === 'continue') continue
      const goesOn = this.apply(rule, chain, depth)
      if (goesOn === 'returns') mayReturn = true
      if (matches === 'yes' && goesOn !== 'stays') return mayReturn
    }
    return true
  }

  /** `ends`: the packet goes no further; `returns`: it may leave the chain; `stays`: the next rule may see it. */
  private apply(rule: FilterRule, chain: FilterChain, depth: number): 'ends' | 'returns' | 'stays' {
    const { verdict } = rule
    if (verdict.kind === 'accept') {
      this.ends.accept = true
      return 'ends'
    }
    if (verdict.kind === 'drop') {
      this.ends.drop ??= { chain: chain.name, rule }
      return 'ends'
    }
    if (verdict.kind === 'return') return 'returns'
    const target = verdict.kind === 'jump' || verdict.kind === 'goto' ? this.chains.get(verdict.chain) : undefined
    if (!target) {
      this.ends.unknown ??= rule
      return 'stays'
    }
    const comesBack = this.through(target, depth + 1)
    if (verdict.kind === 'goto') return comesBack ? 'returns' : 'ends'
    return comesBack ? 'stays' : 'ends'
  }
}
