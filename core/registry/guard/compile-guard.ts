import { formatIp, type Ip, parseIp } from '../../ip/ip'
import { formatPrefix, parsePrefix } from '../../ip/prefix'
import type { CompiledRule } from '../compile-registrations'
import type { Snapshot, SnapshotNic } from '../snapshot'

/**
 * A guard stands before whatever pipeline a bridge has: packets of a guarded port leave table 0 for two tables of its
 * own, and come back to table 0 marked when their sender is registered. docs/decisions/0009-guard-before-the-pipeline.md
 *
 *     table 0     priority 65535  reg15=0,in_port=P        to the first table; nothing else of table 0 is touched
 *     first       sender: the MAC, and whom ARP and neighbour discovery speak for
 *     second      source: the address of an IP packet
 */
export type GuardTables = { readonly first: number }

export const GUARD_COOKIE = '0x726f6c6c63616c6c' // "rollcall", the cookie of every rule of a guard
export const GUARD_REGISTER = 'reg15' // 1 in a packet that was checked
export const ENTRY_PRIORITY = 65_535
const [ALLOW, EXCEPT, CARRY_ON] = [100, 90, 80]
const CHECKED = 'load:0x1->NXM_NX_REG15[],resubmit(,0)'
const NOBODY_MAC = '00:00:00:00:00:00' // what a missing option of neighbour discovery compares as

type Sender = { readonly mac: string; readonly address: string }

/**
 * The rules that guard one bridge of a host, in the order in which they are tried. An interface is guarded when anything
 * is registered on it; packets of other ports are let alone. No rules: nothing is guarded there.
 */
export function compileGuard(snapshot: Snapshot, host: string, bridge: string, { first }: GuardTables): CompiledRule[] {
  const guarded = guardedNics(snapshot, host).filter((nic) => nic.bridge === bridge)
  if (guarded.length === 0) return []
  const rules = guarded.flatMap((nic) => guardPort(nic, sendersOf(snapshot, nic.mac), first))
  const once = [...new Map(rules.map((one) => [`${one.table} ${one.priority} ${one.match}`, one])).values()]
  return [...once, rule(first, 0, [], 'drop'), rule(first + 1, 0, [], 'drop')].sort(
    (a, b) => a.table - b.table || b.priority - a.priority,
  )
}

/** The interfaces on a host that are guarded: placed on a port, with something registered. */
export function guardedNics(snapshot: Snapshot, host: string): SnapshotNic[] {
  const here = new Set(snapshot.guests.filter((guest) => guest.host === host).map((guest) => guest.name))
  const registered = new Set(snapshot.registrations.map((held) => held.mac))
  return snapshot.nics.filter((nic) => here.has(nic.guest) && nic.ofport !== null && registered.has(nic.mac))
}

function sendersOf(snapshot: Snapshot, nicMac: string): Sender[] {
  return snapshot.registrations
    .filter((held) => held.mac === nicMac)
    .map(({ mac, otherMac, address }) => ({ mac: otherMac ?? mac, address }))
}

function guardPort(nic: SnapshotNic, senders: readonly Sender[], first: number): CompiledRule[] {
  const second = first + 1
  const port = `in_port=${nic.ofport}`
  const macs = [...new Set([nic.mac, ...senders.map((one) => one.mac)])]
  const four = senders.filter((one) => !one.address.includes(':'))
  const six = withLinkLocal(senders.filter((one) => one.address.includes(':')))
  const hasSix = six.length > 0
  const allow = (table: number, tokens: readonly string[], actions: string) => rule(table, ALLOW, tokens, actions)
  const toSecond = `resubmit(,${second})`
  return [
    rule(0, ENTRY_PRIORITY, [`${GUARD_REGISTER}=0`, port], `resubmit(,${first})`),
    ...four.flatMap(({ mac, address }) => {
      const own = ['arp', port, `dl_src=${mac}`, `arp_sha=${mac}`]
      return [
        allow(first, [...own, ...field('arp_spa', address)], CHECKED),
        // Whoever is about to take an address asks first whether it is free (RFC 5227).
        allow(first, [...own, 'arp_spa=0.0.0.0', ...field('arp_tpa', address), 'arp_op=1'], CHECKED),
        allow(second, ['ip', port, `dl_src=${mac}`, ...field('nw_src', address)], CHECKED),
      ]
    }),
    rule(first, EXCEPT, ['arp', port], 'drop'),
    ...six.flatMap(({ mac, address }) => [
      ...[mac, NOBODY_MAC].map((said) =>
        allow(first, [...discovery(136, port, mac), ...field('nd_target', address), `nd_tll=${said}`], toSecond),
      ),
      allow(second, ['ipv6', port, `dl_src=${mac}`, ...field('ipv6_src', address)], CHECKED),
      allow(second, [...discovery(135, port, mac), 'ipv6_src=::', ...field('nd_target', address)], CHECKED),
    ]),
    ...macs.flatMap((mac) => [
      ...(hasSix
        ? [
            ...[mac, NOBODY_MAC].map((said) =>
              allow(first, [...discovery(135, port, mac), `nd_sll=${said}`], toSecond),
            ),
            // A host without an address yet asks for routers and says which groups it listens to (RFC 4861, RFC 3810).
            allow(second, [...discovery(133, port, mac), 'ipv6_src=::'], CHECKED),
            allow(second, ['icmp6', port, `dl_src=${mac}`, 'ipv6_src=::', 'icmp_type=143'], CHECKED),
          ]
        : []),
      rule(first, CARRY_ON, [port, `dl_src=${mac}`], toSecond),
      allow(
        second,
        ['udp', port, `dl_src=${mac}`, 'nw_src=0.0.0.0', 'nw_dst=255.255.255.255', 'tp_src=68', 'tp_dst=67'],
        CHECKED,
      ),
    ]),
    ...(hasSix ? [135, 136].map((type) => rule(first, EXCEPT, ['icmp6', port, `icmp_type=${type}`], 'drop')) : []),
  ]
}

const discovery = (type: number, port: string, mac: string): string[] => [
  'icmp6',
  port,
  `dl_src=${mac}`,
  `icmp_type=${type}`,
  'icmp_code=0',
]

/** An interface that speaks IPv6 has a link-local address, which neighbour discovery needs: the one made of its MAC. */
function withLinkLocal(senders: readonly Sender[]): Sender[] {
  const macs = new Set(senders.map((one) => one.mac))
  return [...senders, ...[...macs].map((mac) => ({ mac, address: linkLocalOf(mac) }))]
}

function linkLocalOf(mac: string): string {
  const octets = mac.split(':').map((octet) => Number.parseInt(octet, 16))
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = octets
  const identifier = [a ^ 2, b, c, 0xff, 0xfe, d, e, f] // RFC 4291, appendix A
  const bits = identifier.reduce((held, octet) => (held << 8n) | BigInt(octet), 0xfe80n << 48n)
  return formatIp({ family: 'ipv6', bits } satisfies Ip)
}

/** One address, or a prefix; the prefix of all addresses asks for nothing. */
function field(name: string, address: string): string[] {
  const prefix = address.includes('/') ? parsePrefix(address) : null
  if (prefix === null) return parseIp(address) ? [`${name}=${address}`] : []
  return prefix.length === 0 ? [] : [`${name}=${formatPrefix(prefix).replace(/\/(32|128)$/, '')}`]
}

function rule(table: number, priority: number, tokens: readonly string[], actions: string): CompiledRule {
  return { table, priority, cookie: GUARD_COOKIE, match: tokens.join(','), actions }
}
