import { type Line, spanOf } from '../../../../text/lines'
import { LineLog, type Reading } from '../../../capture'
import type { FilterChain, FilterFamily, FilterRule, Firewall } from '../../../packet-filter'
import { hookOf, policyOf } from './iptables-target'
import { readAppended, type SavedRule } from './saved-rule'

type SavedChain = {
  readonly chain: string
  readonly policy: string | null
  readonly packets: number | null
  readonly bytes: number | null
}
type SavedTable = {
  readonly table: string | null
  readonly chains: SavedChain[]
  readonly rules: SavedRule[]
  readonly listed: Map<string, FilterRule[]>
  readonly tool: string // what the comment before the table says that made it
}

/**
 * `iptables-save` prints a table after the other, its chains with policy and counters, then the commands that would make
 * its rules; `iptables -S` prints the commands of one table, without its name:
 *
 *     *filter
 *     :INPUT ACCEPT [0:0]
 *     [8:528] -A INPUT ! -s 172.17.16.0/20 -i eth0 -p tcp -m tcp --dport 5432 -j DROP
 *     COMMIT
 *
 * What is not written is null: a rule without -s has no source.
 */
export function parseIptablesSave(lines: readonly Line[], command: string | null = null): Reading<Firewall> {
  const log = new LineLog()
  const tables: SavedTable[] = []
  let tool = command ?? ''
  const open = (table: string | null): SavedTable => {
    const made: SavedTable = { table, chains: [], rules: [], listed: new Map(), tool }
    tables.push(made)
    return made
  }
  let table: SavedTable | null = null
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const chain = /^:(\S+)\s+(\S+)(?:\s+\[(\d+):(\d+)\])?$/.exec(text)
    const policy = /^-P\s+(\S+)\s+(\S+)(?:\s+-c\s+(\d+)\s+(\d+))?$/.exec(text)
    const made = /^-N\s+(\S+)$/.exec(text)
    if (text.startsWith('#')) {
      if (/tables/.test(text)) tool = text
      log.known(line, 'comment')
    } else if (/^\*\S+$/.test(text)) {
      table = open(text.slice(1))
      log.fact(line, `table ${text.slice(1)}`)
    } else if (text === 'COMMIT') {
      table = null
      log.known(line, 'end of the table')
    } else if (chain ?? policy ?? made) {
      const [, name = '', kind = '-', packets, bytes] = chain ?? policy ?? made ?? []
      table ??= open(null)
      table.chains.push({
        chain: name,
        policy: kind === '-' ? null : kind,
        packets: numberOf(packets),
        bytes: numberOf(bytes),
      })
      log.fact(line, `chain ${name}`)
    } else {
      const read = readAppended(line.text)
      if (read) {
        table ??= open(null)
        table.rules.push(read.rule)
        const listed = table.listed.get(read.rule.chain) ?? []
        table.listed.set(read.rule.chain, listed)
        const rule = { text, conditions: read.conditions, verdict: read.verdict, span: spanOf(line) }
        if (read.isInserted) listed.unshift(rule)
        else listed.push(rule)
        log.fact(line, `rule of ${read.rule.chain}`)
      } else log.unread(line, 'no table, chain or rule')
    }
  }
  const plain = { tables: tables.map(({ table: name, chains, rules }) => ({ table: name, chains, rules })) }
  const filtered = tables.map((one) => ({ name: one.table, families: [familyOf(one)], chains: chainsOf(one) }))
  return log.reading({ plain, filter: { tables: filtered, covers: filtered.flatMap((one) => one.families) } })
}

const numberOf = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits))

function chainsOf({ chains, listed }: SavedTable): FilterChain[] {
  const names = new Set([...chains.map((one) => one.chain), ...listed.keys()])
  const policies = new Map(chains.map((one) => [one.chain, one.policy]))
  return [...names].map((name) => {
    const policy = policies.get(name) ?? null
    const isOwn = policies.has(name) && policy === null
    return { name, hook: isOwn ? null : hookOf(name), policy: policyOf(policy), rules: listed.get(name) ?? [] }
  })
}

/** Of the tools only ip6tables and arptables name their family; else the addresses show it. */
function familyOf({ tool, rules }: SavedTable): FilterFamily {
  if (/arptables/.test(tool)) return 'arp'
  if (/ip6tables/.test(tool)) return 'ipv6'
  return rules.some((rule) => `${rule.source ?? ''}${rule.destination ?? ''}`.includes(':')) ? 'ipv6' : 'ipv4'
}
