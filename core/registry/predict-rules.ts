import { canonicalIp } from '../ip/ip'
import type { FlowRule } from '../openflow/dump/flow-rule'
import { splitTopLevel } from '../openflow/match/split-top-level'
import type { CompiledRule } from './compile-registrations'

/** Fields of a match that name an address. */
const ADDRESS_FIELDS = new Set([
  'nw_src',
  'nw_dst',
  'ip_src',
  'ip_dst',
  'arp_spa',
  'arp_tpa',
  'ipv6_src',
  'ipv6_dst',
  'nd_target',
])

/**
 * The rules that a switch will have for an address once it is registered, worked out from those that it has for an
 * address registered already on the same interface: each rule that names both this interface's MAC and that address,
 * with the new address in its place. A controller that programs addresses alike makes it so; the host is read back
 * afterwards in any case.
 */
export function predictRules(rules: readonly FlowRule[], mac: string, known: string, address: string): CompiledRule[] {
  const held = new Set(rules.map((rule) => `${rule.table} ${rule.priority} ${rule.match}`))
  const predicted = new Map<string, CompiledRule>()
  for (const { table, priority, match, actions } of rules) {
    if (typeof table !== 'number' || !match.includes(mac)) continue
    let isAbout = false
    const tokens = splitTopLevel(match).map((token) => {
      const [field = '', value = ''] = token.split('=')
      if (!ADDRESS_FIELDS.has(field) || canonicalIp(value) !== known) return token
      isAbout = true
      return `${field}=${address}`
    })
    const text = tokens.join(',')
    const key = `${table} ${priority} ${text}`
    if (isAbout && !held.has(key)) predicted.set(key, { table, priority, cookie: '0x0', match: text, actions })
  }
  return [...predicted.values()]
}

/** The rules that go when an address is released: those that name both the interface's MAC and the address. */
export function rulesOfAddress(rules: readonly FlowRule[], mac: string, address: string): CompiledRule[] {
  return rules.flatMap(({ table, priority, cookie, match, actions }) =>
    typeof table === 'number' &&
    match.includes(mac) &&
    splitTopLevel(match).some((token) => {
      const [field = '', value = ''] = token.split('=')
      return ADDRESS_FIELDS.has(field) && canonicalIp(value) === address
    })
      ? [{ table, priority, cookie, match, actions }]
      : [],
  )
}
