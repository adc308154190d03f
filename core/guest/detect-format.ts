import type { Line } from '../text/lines'
import type { FirewallChain, GuestProbe, Link, Reading } from './capture'
import { parseIfconfig } from './formats/parse-ifconfig'
import { parseIpAddr } from './formats/parse-ip-addr'
import { parseIptables } from './formats/parse-iptables'
import { parsePing } from './formats/parse-ping'

/** A piece of evidence is recognised by what it says, never by the name of its file. */
export type CaptureReading =
  | { readonly kind: 'capture'; readonly format: string; readonly reading: Reading<Link[]> }
  | { readonly kind: 'probe'; readonly format: string; readonly reading: Reading<GuestProbe | null> }
  | { readonly kind: 'firewall'; readonly format: string; readonly reading: Reading<FirewallChain[]> }

type Format = {
  readonly name: string
  readonly kind: CaptureReading['kind']
  /** Whether a line can only be the first of this format. */
  readonly opens: RegExp
  readonly read: (lines: readonly Line[], command: string | null) => CaptureReading
}

/** Formats in the order they are tried. */
export const FORMATS: readonly Format[] = [
  {
    name: 'ip-addr-text',
    kind: 'capture',
    opens: /^(\d+: \S+?:? (<|\s*inet6? |\s*link\/)|\S+\s+(UP|DOWN|UNKNOWN)\s+(\d|[0-9a-f]*:))/,
    read: (lines, command) => ({ kind: 'capture', format: 'ip-addr-text', reading: parseIpAddr(lines, command) }),
  },
  {
    name: 'ifconfig-nettools-new',
    kind: 'capture',
    opens: /^\S+: flags=\d+</,
    read: (lines) => ({ kind: 'capture', format: 'ifconfig-nettools-new', reading: parseIfconfig(lines) }),
  },
  {
    name: 'ifconfig-nettools-old',
    kind: 'capture',
    opens: /^\S+\s+Link encap:/,
    read: (lines) => ({ kind: 'capture', format: 'ifconfig-nettools-old', reading: parseIfconfig(lines) }),
  },
  {
    name: 'ping',
    kind: 'probe',
    opens: /^PING6? \S+/,
    read: (lines) => ({ kind: 'probe', format: 'ping', reading: parsePing(lines) }),
  },
  {
    name: 'iptables-list',
    kind: 'firewall',
    opens: /^Chain \S+ \(/,
    read: (lines) => ({ kind: 'firewall', format: 'iptables-list', reading: parseIptables(lines) }),
  },
]

/** The format whose first line this could be. */
export const findFormatOpenedBy = (text: string): Format | null =>
  FORMATS.find((format) => format.opens.test(text)) ?? null

/** The format of a piece of text: the first of its lines that opens one decides. */
export function detectFormat(lines: readonly Line[]): Format | null {
  for (const line of lines) {
    const format = findFormatOpenedBy(
      line.text.trimStart().length === line.text.length ? line.text : line.text.trimStart(),
    )
    if (format) return format
  }
  return null
}
