import { BITS, parseIp } from '../../../../ip/ip'
import { type Line, spanOfWord } from '../../../../text/lines'
import { LineLog } from '../../../capture'
import { type LinkDraft, LinkList } from '../link-list'
import { readLocalisedFact } from './read-localised-fact'
import { maskLength, readStanzaHead } from './stanza'

/** How the ifconfig of one system differs from the others'. */
export type Dialect = {
  /** The interface whose alias a stanza's name is, or null: then it names an interface itself. */
  readonly aliasOf: (name: string) => string | null
}

export type IfconfigReading = {
  readonly log: LineLog
  readonly links: LinkList
  readonly seen: { readonly ipv4: boolean; readonly ipv6: boolean }
}

/** Reads the stanzas of an ifconfig: a head that is not indented, below it indented facts. One pass. */
export function readIfconfig(lines: readonly Line[], dialect: Dialect): IfconfigReading {
  const log = new LineLog()
  const links = new LinkList()
  const seen = { ipv4: false, ipv6: false }
  let current: { link: LinkDraft; label: string | null } | null = null
  let margin = Number.POSITIVE_INFINITY // how far heads are indented: whatever carried the text may have moved it
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const indent = line.text.length - line.text.trimStart().length
    const head = indent <= margin ? readStanzaHead(text) : null
    if (head) {
      margin = indent
      const base = dialect.aliasOf(head.name)
      const link = links.open(base ?? head.name)
      current = { link, label: base === null ? null : head.name }
      link.markUp(head.up)
      if (head.mac) link.readMac(head.mac, spanOfWord(line, head.mac))
      log.fact(line, base === null ? 'interface' : `label of ${base}`)
    } else if (current === null) log.unread(line)
    else if (indent > margin || STRAYS.test(text)) readFact(text, line, current.link, current.label)
    else if (REMARKS.test(text)) log.known(line, 'remark')
    else log.unread(line)
  }
  return { log, links, seen }

  function readFact(text: string, line: Line, link: LinkDraft, label: string | null): void {
    const words = text.split(/\s+/)
    const verb = words[0] ?? ''
    if (/^inet6?$/.test(verb) || /\binet6?\b/.test(text.slice(0, 24))) return readInet(text, words, line, link, label)
    if (/^(ether|lladdr|address:|HWaddr)$/.test(verb)) {
      const value = words[1] ?? ''
      if (verb !== 'HWaddr' && link.readMac(value, spanOfWord(line, value))) return log.fact(line, 'MAC')
      if (/^[0-9a-f:.-]*$/i.test(value)) return log.known(line, 'link layer address')
      return log.unread(line, `${value} is no MAC`)
    }
    const mtu = text.indexOf('MTU:')
    if (mtu > 0 && /^(\[NO FLAGS\]|[A-Z]{2})/.test(text)) {
      link.markUp(text.slice(0, mtu).split(/\s+/).includes('UP'))
      return log.known(line, 'flags')
    }
    log.known(line, 'details')
  }

  function readInet(text: string, words: readonly string[], line: Line, link: LinkDraft, label: string | null): void {
    // An interface that carries a tunnel names its outer ends, which it does not hold.
    if (/\btunnel\b/.test(text)) return log.known(line, 'tunnel')
    const fact = readPlainFact(words) ?? readLocalisedFact(words)
    if (!fact && /^inet addr: +Bcast:/.test(text)) return log.known(line, 'no address yet')
    if (!fact) return log.unread(line, 'no address is to be found here')
    const family = parseIp(fact.address)?.family
    const { prefixLength, scope } = fact
    const span = spanOfWord(line, fact.address)
    if (!family || !link.readAddress(fact.address, span, { prefixLength, scope, label }))
      return log.unread(line, `${fact.address} is no address`)
    seen[family] = true
    log.fact(line, label ? `claim, ${label}` : 'claim')
  }
}

/** Facts whose indentation was lost on the way. */
const STRAYS = /^(inet6? |ether |lladdr |media: |status: |options=|nd6 options|[RT]X (packets|errors|bytes)|UP )/
/** What ifconfig itself says between facts: a warning of net-tools, OpenBSD's bridge rules. */
const REMARKS = /^(Infiniband hardware address|(block|pass) (in|out|in\/out) |Warning: |ifconfig: )/i

/** `inet A netmask M`, `inet A/24`, `inet A --> B`, `inet addr:A  Mask:M`, `inet6 A%em0 prefixlen 64`, `inet6 addr: A/64 Scope:Link`. */
function readPlainFact(
  words: readonly string[],
): { address: string; prefixLength: number | null; scope: string | null } | null {
  if (!/^inet6?$/.test(words[0] ?? '')) return null
  let at = 1
  if (words[at] === 'alias' || words[at] === 'addr:') at++
  const [shown = '', length] = (words[at] ?? '').replace(/^addr:/, '').split('/')
  const ip = parseIp(shown)
  if (!ip) return null
  const after = (word: string) => {
    const found = words.indexOf(word, at + 1)
    return found > 0 ? words[found + 1] : undefined
  }
  const mask = after('netmask') ?? words.find((word) => word.startsWith('Mask:'))?.slice(5)
  const digits = length ?? after('prefixlen')
  const bits = BITS[ip.family]
  const scope =
    /<([^<>]*)>/.exec(after('scopeid') ?? '')?.[1] ?? words.find((word) => word.startsWith('Scope:'))?.slice(6)
  return {
    address: shown,
    prefixLength:
      digits !== undefined && /^\d{1,3}$/.test(digits)
        ? Math.min(Number(digits), bits)
        : mask
          ? maskLength(mask)
          : null,
    scope: scope?.toLowerCase() ?? null,
  }
}
