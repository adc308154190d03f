import { BITS, parseIp } from '../ip/ip'
import type { Snapshot } from './snapshot'

/**
 * An anti-spoofing pipeline passes a packet from a guest's port only with a MAC and source address that the registry
 * knows: table 0 tells ports apart, table 10 guards the source, table 20 forwards. A rule's cookie is its IPv4 address.
 */
export type CompiledRule = {
  readonly table: number
  readonly priority: number
  readonly cookie: string
  readonly match: string
  readonly actions: string
}

/** The rules of one host's bridge for a registry, in the order in which they are tried. */
export function compileRegistrations(snapshot: Snapshot, host: string): CompiledRule[] {
  const place = snapshot.hosts.find((one) => one.name === host)
  if (!place) return []
  const guests = new Set(snapshot.guests.filter((guest) => guest.host === host).map((guest) => guest.name))
  const nics = snapshot.nics.filter((nic) => guests.has(nic.guest) && nic.ofport !== null)
  const rule = (table: number, priority: number, match: string, actions: string, cookie = '0x0'): CompiledRule => ({
    table,
    priority,
    cookie,
    match,
    actions,
  })
  const guards = nics.flatMap((nic) =>
    snapshot.registrations
      .filter((held) => held.mac === nic.mac)
      .flatMap((held) => {
        const port = `in_port=${nic.ofport},dl_src=${nic.mac}`
        const cookie = cookieOf(held.address)
        if (!held.address.includes(':')) {
          return [
            rule(10, 100, `arp,${port},arp_spa=${held.address},arp_sha=${nic.mac}`, 'goto_table:20', cookie),
            rule(10, 100, `ip,${port},nw_src=${held.address}`, 'goto_table:20', cookie),
          ]
        }
        return [
          rule(10, 110, `icmp6,${port},icmp_type=136,icmp_code=0,nd_target=${held.address}`, 'goto_table:20', cookie),
          rule(10, 105, `icmp6,${port},icmp_type=136,icmp_code=0`, 'drop', '0xdead'),
          rule(10, 100, `ipv6,${port},ipv6_src=${held.address}`, 'goto_table:20', cookie),
        ]
      }),
  )
  return [
    ...(place.tunnelPort ? [rule(0, 100, `in_port=${place.tunnelPort.ofport}`, 'goto_table:20')] : []),
    ...nics.map((nic) => rule(0, 100, `in_port=${nic.ofport}`, 'goto_table:10')),
    rule(0, 0, '', 'drop'),
    ...dedupe(guards).sort((a, b) => b.priority - a.priority),
    rule(10, 0, '', 'drop', '0xdead'),
    rule(20, 0, '', 'NORMAL'),
  ]
}

function dedupe(rules: readonly CompiledRule[]): CompiledRule[] {
  return [...new Map(rules.map((rule) => [keyOf(rule), rule])).values()]
}

/** What makes two rules the same rule for a switch. */
export const keyOf = (rule: CompiledRule): string => `${rule.table} ${rule.priority} ${rule.match}`

function cookieOf(address: string): string {
  const ip = parseIp(address.split('/')[0] ?? '')
  if (!ip) return '0x0'
  return `0x${(ip.family === 'ipv4' ? ip.bits : ip.bits & ((1n << 64n) - 1n)).toString(16).padStart(BITS.ipv4 / 4, '0')}`
}

/** One line as `ovs-ofctl dump-flows` prints it. */
export function formatRule(rule: CompiledRule, counters: { packets: number; bytes: number; seconds: number }): string {
  const match = rule.match === '' ? '' : `,${rule.match}`
  return ` cookie=${rule.cookie}, duration=${counters.seconds.toFixed(3)}s, table=${rule.table}, n_packets=${counters.packets}, n_bytes=${counters.bytes}, priority=${rule.priority}${match} actions=${rule.actions}`
}

export type RuleDiff = {
  readonly host: string
  readonly added: readonly CompiledRule[]
  readonly removed: readonly CompiledRule[]
  readonly kept: readonly CompiledRule[]
}

/** What a change of the registry does to the rules of each host: the counterfactual. */
export function diffRules(
  before: Snapshot,
  after: Snapshot,
  compile: (snapshot: Snapshot, host: string) => readonly CompiledRule[],
): RuleDiff[] {
  return before.hosts.map(({ name }) => {
    const old = compile(before, name)
    const fresh = compile(after, name)
    const oldKeys = new Set(old.map(keyOf))
    const freshKeys = new Set(fresh.map(keyOf))
    return {
      host: name,
      added: fresh.filter((rule) => !oldKeys.has(keyOf(rule))),
      removed: old.filter((rule) => !freshKeys.has(keyOf(rule))),
      kept: fresh.filter((rule) => oldKeys.has(keyOf(rule))),
    }
  })
}
