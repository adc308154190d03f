import { type Ip, parseIp } from '../ip/ip'
import { netmaskLength, type Prefix, parsePrefix, prefixContains } from '../ip/prefix'
import type { FilterCondition, FilterQuestion, FilterRule } from './packet-filter'

export type Truth = 'yes' | 'no' | 'maybe'

/** Whether a rule matches the packet that is asked about: of its conditions the least certain decides. */
export function matchRule(rule: FilterRule, question: FilterQuestion): Truth {
  let truth: Truth = 'yes'
  for (const condition of rule.conditions) {
    const one = matchCondition(condition, question)
    if (one === 'no') return 'no'
    if (one === 'maybe') truth = 'maybe'
  }
  return truth
}

function matchCondition(condition: FilterCondition, question: FilterQuestion): Truth {
  if (condition.kind === 'unknown') return 'maybe'
  const plain = matchPlain(condition, question)
  return condition.negated && plain !== 'maybe' ? (plain === 'yes' ? 'no' : 'yes') : plain
}

function matchPlain(condition: Exclude<FilterCondition, { kind: 'unknown' }>, question: FilterQuestion): Truth {
  if (condition.kind === 'address') {
    const own = question.direction === 'in' ? 'destination' : 'source'
    if (condition.side !== own) return condition.blocks.some(isEverything) ? 'yes' : 'maybe'
    return matchAddress(condition.blocks, parseIp(question.address))
  }
  if (condition.kind === 'link') return matchLink(condition.side, condition.names, question)
  if (condition.kind === 'protocol') return matchProtocol(condition.names, question)
  // The first packet of a conversation is new; whether connections are tracked at all does not change that.
  if (condition.kind === 'state') return condition.states.some((state) => /^new$/i.test(state)) ? 'yes' : 'no'
  return condition.families.includes(question.family) ? 'yes' : 'no'
}

const isEverything = (block: string): boolean => block.endsWith('/0')

function matchAddress(blocks: readonly string[], ip: Ip | null): Truth {
  if (!ip) return 'maybe'
  let truth: Truth = 'no'
  for (const block of blocks) {
    const [first = '', last] = block.split('-')
    const prefix = last === undefined ? readBlock(first) : null
    const from = parseIp(first)
    const to = parseIp(last ?? '')
    if (prefix) {
      if (prefixContains(prefix, ip)) return 'yes'
    } else if (from && to) {
      if (from.family === ip.family && from.bits <= ip.bits && ip.bits <= to.bits) return 'yes'
    } else truth = 'maybe' // a host name
  }
  return truth
}

/** Packets from and to other machines never pass the loopback link. `eth+` and `eth*` are all that begin so. */
function matchLink(side: 'in' | 'out', names: readonly string[], { direction, link }: FilterQuestion): Truth {
  if (side !== direction) return 'maybe'
  if (names.every((name) => name === 'lo')) return 'no'
  if (names.some((name) => name === '+' || name === '*')) return 'yes'
  if (link === null) return 'maybe'
  const isNamed = names.some((name) => (/[+*]$/.test(name) ? link.startsWith(name.slice(0, -1)) : name === link))
  return isNamed ? 'yes' : 'no'
}

function matchProtocol(names: readonly string[], { family }: FilterQuestion): Truth {
  if (names.some((name) => /^(all|0|ip|ipv6)$/i.test(name))) return 'yes'
  const other = family === 'ipv4' ? /^(ipv6-?icmp|icmp-?v6|icmp6|58)$/i : /^(icmp|1|igmp|2)$/i
  return names.every((name) => other.test(name)) ? 'no' : 'maybe'
}

/** A prefix, its length as a netmask too (`10.0.0.0/255.0.0.0`, as older iptables print it). */
function readBlock(text: string): Prefix | null {
  const [address = '', mask = ''] = text.split('/')
  const length = mask.includes('.') || mask.includes(':') ? netmaskLength(mask) : null
  return parsePrefix(length === null ? text : `${address}/${length}`)
}
