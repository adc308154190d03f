import type { FilterHook, FilterVerdict } from '../../../packet-filter'

/** Targets after which the next rule is looked at (iptables-extensions(8)). */
const GOES_ON =
  /^(LOG|NFLOG|ULOG|MARK|CONNMARK|SECMARK|CONNSECMARK|AUDIT|TRACE|CT|NOTRACK|TCPMSS|TCPOPTSTRIP|TTL|HL|TOS|DSCP|ECN|CHECKSUM|CLASSIFY|SET|LED|RATEEST|IDLETIMER|SYSRQ|TEE|HMARK|nflog|mark)$/
const ACCEPTS = /^(ACCEPT|SNAT|DNAT|MASQUERADE|REDIRECT|NETMAP|TPROXY)$/

/** What a target does with a packet; whatever is no target is a chain of its table. */
export function verdictOf(target: string | null, isGoto = false): FilterVerdict {
  if (target === null || GOES_ON.test(target)) return { kind: 'continue' }
  if (ACCEPTS.test(target)) return { kind: 'accept' }
  if (/^(DROP|REJECT|TARPIT|CHAOS|DELUDE|SYNPROXY)$/.test(target)) return { kind: 'drop' }
  if (target === 'RETURN') return { kind: 'return' }
  if (/^(NFQUEUE|QUEUE)$/.test(target)) return { kind: 'unknown' }
  return { kind: isGoto ? 'goto' : 'jump', chain: target }
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
