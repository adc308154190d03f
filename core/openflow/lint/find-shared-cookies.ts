import type { ClassifiedRule } from '../classifier/classified-rule'
import { formatFieldValue } from '../fields/field-value'
import { toAnswerRule } from '../trace-packet'
import { bounded, type Found, type LintFinding, sayRule } from './lint-finding'

/** What a rule may be for, most telling first: fields that name an address, a MAC or a port of a guest. */
const PURPOSES: readonly { readonly what: string; readonly fields: readonly string[] }[] = [
  { what: 'addresses', fields: ['nw_src', 'arp_spa', 'ipv6_src', 'nd_target'] },
  { what: 'MAC addresses', fields: ['dl_src', 'arp_sha'] },
  { what: 'ports', fields: ['in_port'] },
]
const COOKIES_MIN = 3
const COOKIES_PER_SHARED_MIN = 5

/**
 * A cookie says whose a rule is. Where nearly all cookies stand for one address (MAC, port) each, one that stands for
 * two was given twice. Switches where one cookie marks everything an agent wrote show nothing here.
 */
export function findSharedCookies(rules: readonly ClassifiedRule[]): Found {
  const findings: LintFinding[] = []
  const told = new Set<string>()
  for (const { what, fields } of PURPOSES) {
    const byCookie = new Map<string, Map<string, ClassifiedRule>>()
    for (const rule of rules) {
      const value = Number(rule.rule.cookie) === 0 ? null : purposeOf(rule, fields)
      if (value === null) continue
      const held = byCookie.get(rule.rule.cookie)
      if (!held) byCookie.set(rule.rule.cookie, new Map([[value, rule]]))
      else if (!held.has(value)) held.set(value, rule)
    }
    const shared = [...byCookie].filter(([, held]) => held.size > 1)
    if (byCookie.size < COOKIES_MIN || shared.length * COOKIES_PER_SHARED_MIN > byCookie.size) continue
    for (const [cookie, held] of shared) {
      const [first, second] = [...held.values()]
      if (!first || !second || told.has(cookie)) continue
      told.add(cookie)
      findings.push({
        name: 'shared-cookie',
        isVerdict: false,
        sentence: `Cookie ${cookie} stands for ${held.size} ${what}, where others stand for one: ${sayRule(first)} and ${sayRule(second)}.`,
        table: first.rule.table,
        rule: toAnswerRule(first),
        other: toAnswerRule(second),
      })
    }
  }
  return bounded(findings, 'cookies with several purposes')
}

function purposeOf(rule: ClassifiedRule, fields: readonly string[]): string | null {
  for (const name of fields) {
    const found = rule.match.fields.find((one) => one.field === name)
    // Whoever has no address yet (DHCP, duplicate address detection) shows nobody's address.
    if (found && found.value !== 0n) return formatFieldValue(found.definition, found.value, found.mask)
  }
  return null
}
