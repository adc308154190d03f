import { orderTokens } from '../match/order-tokens'
import type { FlowRule } from './flow-rule'

type Written = Pick<FlowRule, 'table' | 'priority' | 'cookie' | 'match' | 'actions' | 'extra'>

const KEPT = ['idle_timeout', 'hard_timeout', 'importance'] as const
/** Instructions that OpenFlow 1.0, which ovs-ofctl speaks by default, cannot carry (ovs-ofctl(8)). */
const NEEDS_13 = /(^|,)(goto_table|write_actions|write_metadata|clear_actions|meter)\b/

/** A rule as `ovs-ofctl add-flow` takes it, without what the switch counts: `table=10,priority=100,arp actions=drop`. */
export function formatAddFlow(rule: Written): string {
  const flags = Array.isArray(rule.extra.flags) ? rule.extra.flags : []
  const parts = [
    ...(rule.cookie === '0x0' ? [] : [`cookie=${rule.cookie}`]),
    `table=${rule.table}`,
    `priority=${rule.priority}`,
    ...KEPT.flatMap((name) => (rule.extra[name] ? [`${name}=${rule.extra[name]}`] : [])),
    ...flags,
    ...orderTokens(rule.match),
  ]
  return `${parts.join(',')} actions=${rule.actions}`
}

/** The whole command that adds the rule to a bridge, for a POSIX shell. */
export function formatAddFlowCommand(bridge: string, rule: Written): string {
  const version = NEEDS_13.test(rule.actions) ? '-O OpenFlow13 ' : ''
  return `ovs-ofctl ${version}add-flow ${quoted(bridge)} ${quoted(formatAddFlow(rule))}`
}

const quoted = (text: string): string => (/^[\w.:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
