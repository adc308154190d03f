import type { Span } from '../../../../text/span'
import type { FirewallRule } from '../../../capture'
import type { FilterCondition, FilterRule } from '../../../packet-filter'
import { verdictOf } from './iptables-target'

/** Words of the last column that say what the target does, not which packets it is for. */
const OF_TARGET =
  /\/\*.*?\*\/|reject-with \S+|\[goto\]|LOG (?:flags \S+ )?(?:level \S+)?(?: ?prefix "[^"]*")?|nflog-\S+ \S+|(?:to|redir ports?):?\S*|MARK (?:set|and|or|xset)\S* \S+|CT notrack/g

/** A rule as iptables -L lists it, as what it decides. Without -v the links it is for are not shown. */
export function listedRule(rule: FirewallRule, text: string, span: Span, showsLinks: boolean): FilterRule {
  const conditions: FilterCondition[] = [
    ...addressCondition('source', rule.source),
    ...addressCondition('destination', rule.destination),
    ...linkCondition('in', rule.in),
    ...linkCondition('out', rule.out),
    ...protocolCondition(rule.protocol),
    ...optionConditions(rule.options ?? ''),
  ]
  if (!showsLinks) conditions.push({ kind: 'unknown', text: 'the link, which only -v shows' })
  return { text, conditions, verdict: verdictOf(rule.target, rule.options?.includes('[goto]')), span }
}

function addressCondition(side: 'source' | 'destination', printed: string): FilterCondition[] {
  const negated = printed.startsWith('!')
  const block = printed.replace(/^!/, '')
  if (!negated && /^(anywhere|0\.0\.0\.0\/0|::\/0)$/.test(block)) return []
  return [{ kind: 'address', side, blocks: [block], negated }]
}

function linkCondition(side: 'in' | 'out', printed: string | null): FilterCondition[] {
  if (printed === null || printed === 'any') return []
  return [{ kind: 'link', side, names: [printed.replace(/^!/, '')], negated: printed.startsWith('!') }]
}

function protocolCondition(printed: string): FilterCondition[] {
  const name = printed.replace(/^!/, '')
  if (/^(all|0)$/.test(name)) return []
  return [{ kind: 'protocol', names: [name], negated: printed.startsWith('!') }]
}

function optionConditions(options: string): FilterCondition[] {
  const conditions: FilterCondition[] = []
  const rest = options
    .replace(OF_TARGET, ' ')
    .replace(/(! )?(?:ct)?state ([A-Z,]+)/g, (_all, not: string | undefined, states: string) => {
      conditions.push({ kind: 'state', states: states.split(','), negated: not !== undefined })
      return ' '
    })
    .replace(
      /(source|destination) IP range (! )?(\S+)-(\S+)/g,
      (_all, side: string, not: string | undefined, a: string, b: string) => {
        const isSource = side === 'source'
        conditions.push({
          kind: 'address',
          side: isSource ? 'source' : 'destination',
          blocks: [`${a}-${b}`],
          negated: not !== undefined,
        })
        return ' '
      },
    )
    .trim()
  if (rest !== '') conditions.push({ kind: 'unknown', text: rest })
  return conditions
}
