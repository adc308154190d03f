import { JoinedLines } from '../../../../text/joined-lines'
import type { Line } from '../../../../text/lines'
import { LineLog, type Reading } from '../../../capture'
import type { Firewall } from '../../../packet-filter'
import { type NftChain, type NftTable, nftFilter, plainTables } from './nft-ruleset'
import { type NftToken, nftTokens } from './nft-tokens'
import { readNftRule } from './read-nft-rule'

/**
 * `nft list ruleset` prints tables with their chains, sets and maps in nft's own language:
 *
 *     table inet filter {
 *         chain input {
 *             type filter hook input priority filter; policy drop;
 *             iifname "eth0" ip saddr != 172.17.16.0/20 tcp dport { 22, 5432 } counter packets 8 bytes 528 accept
 */
export function parseNftRuleset(lines: readonly Line[]): Reading<Firewall> {
  const joined = new JoinedLines(lines)
  const log = new LineLog()
  const reader = new RulesetReader(nftTokens(joined.text), joined, log)
  reader.read()
  for (const line of lines) log.known(line, 'nft')
  return log.reading({ plain: plainTables(reader.tables), filter: nftFilter(reader.tables) })
}

class RulesetReader {
  readonly tables: NftTable[] = []
  private at = 0

  constructor(
    private readonly tokens: readonly NftToken[],
    private readonly joined: JoinedLines,
    private readonly log: LineLog,
  ) {}

  read(): void {
    while (this.at < this.tokens.length) {
      const statement = this.statement()
      const [first, second, third] = statement
      if (first?.text === 'table' && second && this.isOpen()) {
        const family = third ? second.text : 'ip'
        const table: NftTable = { family, table: (third ?? second).text, chains: [], rules: [] }
        this.tables.push(table)
        this.fact(first, `table ${family} ${table.table}`)
        this.table(table)
      } else {
        if (first && !/^(add|flush|delete|destroy|include|define|insert)$/.test(first.text))
          this.unread(first, 'no table')
        else if (first?.text === 'include') this.unread(first, 'includes a file that is not part of this text')
        if (this.isOpen()) this.skipBlock()
        else if (first === undefined) this.at++
      }
    }
  }

  private table(table: NftTable): void {
    this.at++
    const body = this.at
    const sets = this.readSets()
    this.at = body
    while (this.at < this.tokens.length && !this.isClose()) {
      const [first, second] = this.statement()
      if (first?.text === 'chain' && second && this.isOpen()) {
        this.fact(first, `chain ${second.text}`)
        this.chain(table, second.text, sets)
      } else if (this.isOpen()) this.skipBlock()
      else if (!first && !this.isClose()) this.at++
    }
    this.at++
  }

  /** The elements of the sets of a table, which rules may name before they stand there. */
  private readSets(): Map<string, string[]> {
    const sets = new Map<string, string[]>()
    while (this.at < this.tokens.length && !this.isClose()) {
      const [first, second] = this.statement()
      if (!this.isOpen()) {
        if (!first && !this.isClose()) this.at++
        continue
      }
      const from = this.at
      this.skipBlock()
      if (first?.text === 'set' && second) sets.set(second.text, elementsOf(this.tokens.slice(from + 1, this.at - 1)))
    }
    return sets
  }

  private chain(table: NftTable, name: string, sets: ReadonlyMap<string, readonly string[]>): void {
    this.at++
    const index = table.chains.length
    table.chains.push({ chain: name, type: null, hook: null, priority: null, device: null, policy: null })
    while (this.at < this.tokens.length && !this.isClose()) {
      const statement = this.statement(true)
      const [first] = statement
      const last = statement.at(-1)
      if (!first || !last) {
        if (!this.isClose()) this.at++
        continue
      }
      if (first.text === 'type' || first.text === 'policy')
        table.chains[index] = { ...(table.chains[index] as NftChain), ...baseOf(statement) }
      else if (!/^(comment|flags|devices?)$/.test(first.text)) {
        const span = { start: first.span.start, end: last.span.end }
        const rule = readNftRule(name, statement, sets, this.joined.text, span)
        table.rules.push({ ...rule, span: this.joined.spanOf(span.start, span.end) })
        this.fact(first, `rule of ${name}`)
      }
    }
    this.at++
  }

  /** The tokens up to a `;`, the end of the line, or a brace: one that opens a block, or (`inline`) closes it. */
  private statement(inline = false): NftToken[] {
    const taken: NftToken[] = []
    let depth = 0
    for (; this.at < this.tokens.length; this.at++) {
      const token = this.tokens[this.at]
      if (!token) break
      if (token.kind === 'mark') {
        if (token.text === '{') {
          if (!inline) break
          depth++
        } else if (token.text === '}') {
          if (depth === 0) break
          depth--
        } else if (depth === 0 && (token.text === ';' || token.text === '\n')) {
          this.at++
          if (taken.length > 0) break
          this.at--
          continue
        } else if (token.text === '\n') continue
      }
      taken.push(token)
    }
    return taken
  }

  private isOpen = (): boolean => this.isMark('{')
  private isClose = (): boolean => this.isMark('}')
  private isMark(text: string): boolean {
    const token = this.tokens[this.at]
    return token?.kind === 'mark' && token.text === text
  }

  private skipBlock(): void {
    let depth = 0
    do {
      if (this.isOpen()) depth++
      else if (this.isClose()) depth--
      this.at++
    } while (depth > 0 && this.at < this.tokens.length)
  }

  private fact(token: NftToken, note: string): void {
    const line = this.joined.lineAt(token.span.start)
    if (line) this.log.fact(line, note)
  }

  private unread(token: NftToken, reason: string): void {
    const line = this.joined.lineAt(token.span.start)
    if (line) this.log.unread(line, reason)
  }
}

/** `type filter hook input device "eth0" priority filter` and `policy drop` */
function baseOf(statement: readonly NftToken[]): Partial<NftChain> {
  const after = (word: string): string | null => {
    const at = statement.findIndex((token) => token.text === word)
    return at < 0 ? null : (statement[at + 1]?.text ?? null)
  }
  if (statement[0]?.text === 'policy') return { policy: statement[1]?.text ?? null }
  const at = statement.findIndex((token) => token.text === 'priority')
  const priority =
    at < 0
      ? null
      : statement
          .slice(at + 1)
          .map((token) => token.text)
          .join(' ')
  return { type: after('type'), hook: after('hook'), device: after('device'), priority }
}

/** `elements = { 10.0.0.1, 10.0.0.0/24 timeout 1h expires 5m, 10.0.1.1-10.0.1.9 }`: the first word of each. */
function elementsOf(tokens: readonly NftToken[]): string[] {
  const at = tokens.findIndex((token) => token.text === 'elements')
  const elements: string[] = []
  let isFirst = true
  for (const token of at < 0 ? [] : tokens.slice(at + 1)) {
    if (token.kind === 'mark') isFirst = token.text === ',' || token.text === '{' || (isFirst && token.text === '\n')
    else if (token.text !== '=') {
      if (isFirst) elements.push(token.text)
      isFirst = false
    }
  }
  return elements
}
