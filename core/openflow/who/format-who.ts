import { PACKET_KINDS } from './scenarios'
import type { PortAnswer, WhoAnswer, WhoException } from './who'

const LISTED_MAX = 8
const WORDS: Readonly<Record<string, string>> = {
  ipv4: 'IPv4 from',
  ipv6: 'IPv6 from',
  arp: 'ARP replies of',
  arpRequests: 'ARP requests of',
  nd: 'ND adverts of',
  ndSolicitations: 'ND solicitations of',
}

/** Who may speak as whom, as a table for people. */
export function formatWho({ ports, assumptions }: WhoAnswer): string {
  const blocks = ports.map(formatPort)
  return `${[...blocks, `Assumed: ${assumptions.join('; ')}.`].join('\n\n')}\n`
}

function formatPort(answer: PortAnswer): string {
  const { bridge, port, ofport, out, in: into, macs, exceptions } = answer
  const lines = [`${port || ofport} (port ${ofport} of ${bridge})`]
  const row = (name: string, text: string): void => void lines.push(`  ${name.padEnd(22)}${text}`)
  row('MAC', macs.length === 0 ? 'none' : macs.map((one) => one.mac).join(', '))
  for (const kind of PACKET_KINDS)
    row(
      WORDS[kind] ?? kind,
      sayPrefixes(
        out[kind],
        exceptions.filter((one) => one.direction === 'out' && one.kind === kind),
      ),
    )
  for (const kind of ['ipv4', 'ipv6'] as const) {
    const own = exceptions.filter((one) => one.direction === 'in' && one.kind === kind)
    row(`${kind === 'ipv4' ? 'IPv4' : 'IPv6'} to`, sayPrefixes(into[kind], own))
  }
  for (const { direction, kind, prefixes, reason, rule } of exceptions.filter((one) => one.what === 'unknown')) {
    const where = rule ? ` (table ${rule.table}, line ${rule.line})` : ''
    row('not known', `${direction}, ${kind}: ${sayList(prefixes)}: ${reason}${where}`)
  }
  return lines.join('\n')
}

/** A wide prefix with holes is said as such, rather than as the many prefixes that make it up. */
function sayPrefixes(prefixes: readonly string[], exceptions: readonly WhoException[]): string {
  const carved = exceptions.filter((one) => one.what === 'carved-out')
  if (carved.length === 0) return sayList(prefixes)
  const wide = carved.map((one) => `${one.of} except ${sayList(one.prefixes)}`)
  return `${wide.join('; ')} (${prefixes.length} prefixes)`
}

function sayList(prefixes: readonly string[]): string {
  if (prefixes.length === 0) return 'none'
  const more = prefixes.length - LISTED_MAX
  const listed = prefixes.slice(0, LISTED_MAX).map(bare)
  return listed.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** A prefix of full length is an address. */
const bare = (prefix: string): string =>
  prefix.endsWith(prefix.includes(':') ? '/128' : '/32') ? prefix.slice(0, prefix.indexOf('/')) : prefix
