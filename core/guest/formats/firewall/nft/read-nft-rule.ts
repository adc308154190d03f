import type { Span } from '../../../../text/span'
import type { NftRule } from './nft-ruleset'
import type { NftToken } from './nft-tokens'
import { NftRuleBuilder } from './rule-builder'

/** The elements of the sets and maps of a table, by name, as far as they are plain values. */
export type NftSets = ReadonlyMap<string, readonly string[]>

/** Words that begin an expression of two words (`ip saddr`, `ct state`). */
const PAIRS =
  /^(ip|ip6|tcp|udp|udplite|sctp|dccp|icmp|icmpv6|igmp|ether|vlan|ct|meta|th|ah|esp|comp|mh|rt|fib|socket|osf|ipsec|numgen|jhash|exthdr|hbh|frag|dst|srh)$/
const SINGLE =
  /^(iif|oif|iifname|oifname|iiftype|oiftype|l4proto|nfproto|protocol|mark|skuid|skgid|pkttype|length|priority|cpu|iifgroup|oifgroup|cgroup|day|hour|time|rtclassid)$/
const VERDICT = /^(accept|drop|reject|return|continue|queue|masquerade|snat|dnat|redirect|tproxy)$/
/** Statements that neither narrow a rule nor decide, with the words that belong to them. */
const STATEMENT = /^(counter|log|limit|quota|comment|notrack|flow|dup|fwd|synproxy|tcpmss|ruleset|last|secmark)$/

/** Reads the tokens of one rule. `text` is the whole input, of which `raw` is a part. */
export function readNftRule(
  chain: string,
  tokens: readonly NftToken[],
  sets: NftSets,
  text: string,
  span: Span,
): NftRule {
  const builder = new NftRuleBuilder()
  const reader = new RuleReader(tokens, sets, builder, text)
  reader.read()
  const of = (field: 'source' | 'destination' | 'protocol' | 'in' | 'out') => builder.fields.get(field) ?? null
  return {
    chain,
    target: builder.target,
    source: of('source'),
    destination: of('destination'),
    protocol: of('protocol'),
    in: of('in'),
    out: of('out'),
    negated: builder.negated,
    packets: builder.packets,
    bytes: builder.bytes,
    raw: text.slice(span.start, span.end).replace(/\s*\n\s*/g, ' '),
    decides: builder.decides(),
    span,
  }
}

class RuleReader {
  private at = 0

  constructor(
    private readonly tokens: readonly NftToken[],
    private readonly sets: NftSets,
    private readonly builder: NftRuleBuilder,
    private readonly text: string,
  ) {}

  read(): void {
    while (this.at < this.tokens.length) this.expression()
  }

  private word = (offset = 0): string => this.tokens[this.at + offset]?.text ?? ''

  private expression(): void {
    const word = this.word()
    const start = this.at++
    if (word === 'jump' || word === 'goto') this.builder.verdict(word, this.take())
    else if (VERDICT.test(word)) {
      this.builder.verdict(word, null)
      this.at = this.tokens.length // what follows says how: `reject with icmp type …`, `dnat to …`
      this.trailing(start + 1)
    } else if (word === 'counter') this.counter()
    else if (word === 'limit') {
      this.skipStatement()
      this.builder.unknown('limit')
    } else if (word === 'xt') {
      // A match or target of iptables that nft cannot say in its own words.
      const kind = this.take()
      const name = this.take()
      if (kind === 'target') this.xtTarget(name)
      else this.builder.unknown(`xt ${kind} ${name}`)
    } else if (STATEMENT.test(word)) this.skipStatement()
    else if (word === 'vmap') this.verdictMap('packet')
    else this.match(word, start)
  }

  /** Counters and comments may stand behind a verdict (`accept comment "…"`). */
  private trailing(from: number): void {
    const counter = this.tokens.findIndex((token, i) => i >= from && token.kind === 'word' && token.text === 'counter')
    if (counter < 0) return
    this.at = counter + 1
    this.counter()
    this.at = this.tokens.length
  }

  private counter(): void {
    if (this.word() === 'packets') {
      this.builder.packets = numberOf(this.word(1))
      this.builder.bytes = numberOf(this.word(3))
      this.at += 4
    } else if (this.word() === 'name') this.at += 2
  }

  private xtTarget(name: string): void {
    if (/^(DROP|REJECT)$/.test(name)) this.builder.verdict('drop', null)
    else if (!/^(LOG|NFLOG|MARK|CONNMARK|CT|TCPMSS|CHECKSUM|TRACE|AUDIT|CLASSIFY)$/.test(name))
      this.builder.verdict(name, null)
  }

  private match(word: string, start: number): void {
    let key = word
    if (word === 'arp') key = this.arpKey()
    else if (word === 'meta' || PAIRS.test(word)) key = `${word} ${this.take()}`
    else if (!SINGLE.test(word)) {
      this.skipStatement()
      return this.builder.unknown(this.printed(start))
    }
    if (/^ct (mark|zone|helper) set$|^(meta|ct|ip|ip6|tcp|udp|ether) \S+$/.test(key) && this.word() === 'set') {
      this.skipStatement()
      return
    }
    while (
      /^(original|reply|saddr|daddr|ip|ip6|option|&|and|\.)$/.test(this.word()) &&
      !/^(ip|ip6) [sd]addr$/.test(key)
    )
      key += ` ${this.take()}`
    if (this.word() === '.') {
      this.skipStatement()
      return this.builder.unknown(this.printed(start))
    }
    if (this.word() === 'vmap') {
      this.at++
      return this.verdictMap(key)
    }
    const isNegated = this.word() === '!='
    if (isNegated || this.word() === '==') this.at++
    else if (/^[<>]=?$|^(&|\||\^|and|or|<<|>>)$/.test(this.word())) {
      this.skipStatement()
      return this.builder.unknown(this.printed(start))
    }
    const from = this.at
    const values = this.values()
    this.builder.match(key, values, isNegated, this.printed(from).replaceAll('"', ''))
  }

  private arpKey(): string {
    const field = this.take()
    return /^[sd]addr$/.test(field) ? `arp ${field} ${this.take()}` : `arp ${field}`
  }

  /** A value, a list `a,b`, a set `{ a, b }` or the name of a set `@blocked`. */
  private values(): string[] {
    const word = this.word()
    if (word === '{') return this.braced().map((item) => item.join(' '))
    const values = [this.take()]
    while (this.word() === ',') {
      this.at++
      values.push(this.take())
    }
    return values.flatMap((value) => (value.startsWith('@') ? elementsOr(this.sets, value) : [value]))
  }

  /** The items between braces, each its words. */
  private braced(): string[][] {
    const items: string[][] = [[]]
    let depth = 0
    do {
      const token = this.tokens[this.at++]
      if (!token) break
      const isMark = token.kind === 'mark'
      if (isMark && token.text === '{') depth++
      else if (isMark && token.text === '}') depth--
      else if (isMark && token.text === ',') items.push([])
      else if (!isMark) items.at(-1)?.push(token.text)
    } while (depth > 0)
    return items.filter((item) => item.length > 0)
  }

  private verdictMap(key: string): void {
    if (this.word() !== '{') {
      this.skipStatement()
      return this.builder.verdict('vmap', null)
    }
    for (const item of this.braced()) {
      const colon = item.indexOf(':')
      const value = item.slice(0, colon).join(' ')
      const [word = '', chain = null] = item.slice(colon + 1)
      if (colon > 0) this.builder.mapped(key, value === '*' ? '0.0.0.0/0' : value, word, chain)
    }
  }

  /** Skips to what can begin the next expression. */
  private skipStatement(): void {
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at]
      if (!token) return
      if (token.text === '{' && token.kind === 'mark') {
        this.braced()
        continue
      }
      if (
        token.kind === 'word' &&
        (VERDICT.test(token.text) || STATEMENT.test(token.text) || token.text === 'jump' || token.text === 'goto')
      )
        return
      this.at++
    }
  }

  private take(): string {
    return this.tokens[this.at++]?.text ?? ''
  }

  private printed(from: number): string {
    const first = this.tokens[from]
    const last = this.tokens[Math.min(this.at, this.tokens.length) - 1]
    return first && last ? this.text.slice(first.span.start, last.span.end).replace(/\s*\n\s*/g, ' ') : ''
  }
}

const numberOf = (digits: string): number | null => (/^\d+$/.test(digits) ? Number(digits) : null)

/** The elements of a named set; its name when it shows none: packets fill some sets, and a terse listing leaves all out. */
export function elementsOr(sets: NftSets, name: string): readonly string[] {
  const elements = sets.get(name.slice(1)) ?? []
  return elements.length > 0 ? elements : [name]
}
