import type { Span } from '../../../../text/span'
import type { FirewallRule } from '../../../capture'
import type { FilterCondition, FilterRule } from '../../../packet-filter'
import { verdictOf } from './iptables-target'

/** Words of the last column that say what the target does, not which packets it is for. */
const OF_TARGET =
  /\/\*.*?\*\/|reject-with \S+|\[goto\]|LOG (?:flags \S+ )?(?:level \S+)?(?: ?prefix "[^"]*")?|nflog-\S+ \S+|(?:to|redir ports?):?\S*|MARK (?:set|and|or|xset)\S* \S+|CT notrack/g

/** A rule as iptables -L lists it, as what it decides. Without -v the links it is for are not shown. */
export function listedRule(rule: FirewallRule, text: string, span: Span, showsLinks: boolean): FilterRule {
  const conditions: FilterCondition[] = []
  addAddress(conditions, 'source', rule.source)
  addAddress(conditions, 'destination', rule.destination)
  addLink(conditions, 'in', rule.in)
  addLink(conditions, 'out', rule.out)
  addProtocol(conditions, rule.protocol)
  if (rule.options !== null) addOptions(conditions, rule.options)
  if (!showsLinks) conditions.push({ kind: 'unknown', text: 'the link, which only -v shows' })
  return { text, conditions, verdict: verdictOf(rule.target, rule.options?.includes('[goto]') ?? false), span }
}

const isNegated = (printed: string): boolean => printed.startsWith('!')
const bare = (printed: string): string => (isNegated(printed) ? printed.slice(1) : printed)

function addAddress(conditions: FilterCondition[], side: 'source' | 'destination', printed: string): void {
  if (printed === '0.0.0.0/0' || printed === 'anywhere' || printed === '::/0') return
  conditions.push({ kind: 'address', side, blocks: [bare(printed)], negated: isNegated(printed) })
}

function addLink(conditions: FilterCondition[], side: 'in' | 'out', printed: string | null): void {
  if (printed === null || printed === 'any') return
  conditions.push({ kind: 'link', side, names: [bare(printed)], negated: isNegated(printed) })
}

function addProtocol(conditions: FilterCondition[], printed: string): void {
  const name = bare(printed)
  if (name !== 'all' && name !== '0') conditions.push({ kind: 'protocol', names: [name], negated: isNegated(printed) })
}

function addOptions(conditions: FilterCondition[], options: string): void {
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
}
