import { BITS, formatIp, parseIp } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import { formatPrefix, parsePrefix } from '../../../ip/prefix'
import type { Problem, Span } from '../../../text/span'
import { isNoMac } from '../export-fields'
import type { AdmittedSource, ExportedAddress } from '../exported-port'
import type { OvsdbAtom } from './ovsdb-value'

/** What the `addresses` of a logical switch port say. */
export type PortAddresses = {
  readonly macs: readonly string[]
  readonly addresses: readonly ExportedAddress[]
  readonly unknown: boolean
  readonly dynamic: boolean
}

/**
 * `addresses` of a logical switch port (ovn-nb(5)): a MAC and its addresses an element, or one of the words `unknown`
 * (floods come here), `dynamic` (OVN assigns) and `router` (the peer's).
 *
 *   ["00:16:3e:0a:5c:f1 172.17.20.29 fd00::29", unknown]
 */
export function readPortAddresses(atoms: readonly OvsdbAtom[], problems: Problem[]): PortAddresses {
  const macs: string[] = []
  const addresses: ExportedAddress[] = []
  const words = new Set<string>()
  for (const { word, span } of wordsOf(atoms)) {
    const mac = parseMac(word)
    const prefix = mac ? null : parsePrefix(word)
    const ip = prefix && parseIp(word.split('/')[0] ?? '')
    if (mac) macs.push(mac)
    else if (prefix && ip) {
      const prefixLength = word.includes('/') ? prefix.length : null
      addresses.push({ family: ip.family, address: formatIp(ip), prefixLength, primary: null, span })
    } else if (['unknown', 'dynamic', 'router'].includes(word)) words.add(word)
    else if (!isNoMac(word)) problems.push({ span, reason: 'this is no address of a port', text: word })
  }
  return { macs, addresses, unknown: words.has('unknown'), dynamic: words.has('dynamic') }
}

/** One element of `port_security`. `ips` are addresses and networks; `raw` is the element as it was written. */
export type PortSecurity = {
  readonly mac: string | null
  readonly ips: readonly string[]
  readonly raw: string
  readonly admits: readonly AdmittedSource[]
}

/**
 * An element of `port_security` (ovn-nb(5)): a MAC alone admits any address; with addresses only those are admitted, and
 * a family of which none is given is denied. A masked address admits its network where its host part is zero, else the
 * one address: there the mask only says how large the subnet is. `VRRPv3` also admits the virtual MACs that follow.
 *
 *   "00:16:3e:0a:5c:f1 172.17.20.29/20 172.17.20.32/28"   admits .29, and .32 to .47
 */
export function readPortSecurity(atom: OvsdbAtom, problems: Problem[]): PortSecurity {
  const macs: string[] = []
  const ips: string[] = []
  const admitted: Record<'ipv4' | 'ipv6', string[]> = { ipv4: [], ipv6: [] }
  for (const { word, span } of wordsOf([atom])) {
    const mac = parseMac(word)
    const prefix = mac ? null : parsePrefix(word)
    const ip = prefix && parseIp(word.split('/')[0] ?? '')
    if (mac) macs.push(mac)
    else if (prefix && ip) {
      const isNetwork = prefix.bits === ip.bits && prefix.length < BITS[prefix.family]
      ips.push(word.includes('/') ? formatPrefix(prefix) : formatIp(ip))
      admitted[ip.family].push(isNetwork ? formatPrefix(prefix) : formatIp(ip))
    } else if (word !== 'VRRPv3' && !isNoMac(word) && parseMac(word.split('/')[0] ?? '') === null)
      problems.push({ span, reason: 'this is no port security', text: word })
  }
  const isMacOnly = ips.length === 0
  const sources = macs.length === 0 && !isMacOnly ? [null] : macs
  return {
    mac: macs[0] ?? null,
    ips,
    raw: atom.text,
    admits: sources.map((mac) => ({
      mac,
      ipv4: isMacOnly ? 'any' : admitted.ipv4,
      ipv6: isMacOnly ? 'any' : admitted.ipv6,
      span: atom.span,
    })),
  }
}

/**
 * Elements as they were meant: `--data=bare` prints a set without brackets, so each MAC behind the first begins another
 * element.
 */
export function splitElements(atoms: readonly OvsdbAtom[]): OvsdbAtom[] {
  return atoms.flatMap((atom) => {
    const words = wordsOf([atom])
    const starts = words.flatMap(({ word }, i) => (i === 0 || parseMac(word) !== null ? [i] : []))
    if (starts.length < 2 || words[0]?.word === 'VRRPv3' || parseMac(words[0]?.word ?? '') === null) return [atom]
    return starts.map((from, n) => {
      const own = words.slice(from, starts[n + 1])
      const start = own[0]?.span.start ?? atom.span.start
      return { text: own.map((one) => one.word).join(' '), span: { start, end: own.at(-1)?.span.end ?? start } }
    })
  })
}

/** The words of atoms, each with a span of its own where the atom stands as it was written (no escapes, no CSV quotes). */
function wordsOf(atoms: readonly OvsdbAtom[]): { word: string; span: Span }[] {
  return atoms.flatMap(({ text, span }) => {
    const isVerbatim = span.end - span.start === text.length
    return [...text.matchAll(/[^\s,]+/g)].map(({ 0: word, index }) => ({
      word,
      span: isVerbatim ? { start: span.start + index, end: span.start + index + word.length } : span,
    }))
  })
}
