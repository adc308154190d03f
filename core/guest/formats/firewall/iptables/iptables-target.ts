import type { FilterHook, FilterVerdict } from '../../../packet-filter'

/** What the targets of iptables-extensions(8) do; after those of `continue` the next rule is looked at. */
const TARGETS: Readonly<Record<Exclude<FilterVerdict['kind'], 'jump' | 'goto'>, string>> = {
  continue:
    'LOG NFLOG ULOG MARK CONNMARK SECMARK CONNSECMARK AUDIT TRACE CT NOTRACK TCPMSS TCPOPTSTRIP TTL HL TOS DSCP ECN CHECKSUM CLASSIFY SET LED RATEEST IDLETIMER SYSRQ TEE HMARK nflog mark',
  accept: 'ACCEPT SNAT DNAT MASQUERADE REDIRECT NETMAP TPROXY',
  drop: 'DROP REJECT TARPIT CHAOS DELUDE SYNPROXY',
  return: 'RETURN',
  unknown: 'NFQUEUE QUEUE',
}
const VERDICTS: ReadonlyMap<string, FilterVerdict> = new Map(
  Object.entries(TARGETS).flatMap(([kind, names]) =>
    names.split(' ').map((name): [string, FilterVerdict] => [name, { kind: kind as keyof typeof TARGETS }]),
  ),
)
const GOES_ON: FilterVerdict = { kind: 'continue' }

/** What a target does with a packet; whatever is no target is a chain of its table. */
export function verdictOf(target: string | null, isGoto = false): FilterVerdict {
  if (target === null) return GOES_ON
  return VERDICTS.get(target) ?? { kind: isGoto ? 'goto' : 'jump', chain: target }
}

const HOOKS: ReadonlyMap<string, FilterHook> = new Map([
  ['PREROUTING', 'prerouting'],
  ['INPUT', 'input'],
  ['FORWARD', 'forward'],
  ['OUTPUT', 'output'],
  ['POSTROUTING', 'postrouting'],
])

/** The hook of a chain that the kernel made; null for one that somebody made. */
export const hookOf = (chain: string): FilterHook | null => HOOKS.get(chain) ?? null

export const policyOf = (policy: string | null): 'accept' | 'drop' | null =>
  policy === null || policy === '-' ? null : policy === 'ACCEPT' ? 'accept' : policy === 'DROP' ? 'drop' : null
