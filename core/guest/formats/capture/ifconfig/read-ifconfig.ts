import { ipFamily } from '../../../../ip/ip'
import { type Line, spanOfWord } from '../../../../text/lines'
import { indentOf, splitWords } from '../../../../text/words'
import { LineLog } from '../../../capture'
import { type LinkDraft, LinkList } from '../link-list'
import { readPlainFact } from './plain-fact'
import { readLocalisedFact } from './read-localised-fact'
import { readStanzaHead } from './stanza'

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
    const indent = indentOf(line.text)
    if (indent === line.text.length) continue
    const text = line.text.trim()
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
    const words = splitWords(text)
    const verb = words[0] ?? ''
    if (verb === 'inet' || verb === 'inet6' || isInet(text)) return readInet(text, words, line, link, label)
    if (verb === 'ether' || verb === 'lladdr' || verb === 'address:' || verb === 'HWaddr') {
      const value = words[1] ?? ''
      if (verb !== 'HWaddr' && link.readMac(value, spanOfWord(line, value))) return log.fact(line, 'MAC')
      if (/^[0-9a-f:.-]*$/i.test(value)) return log.known(line, 'link layer address')
      return log.unread(line, `${value} is no MAC`)
    }
    const mtu = text.indexOf('MTU:')
    if (mtu > 0 && /^(\[NO FLAGS\]|[A-Z]{2})/.test(text)) {
      link.markUp(splitWords(text.slice(0, mtu)).includes('UP'))
      return log.known(line, 'flags')
    }
    log.known(line, 'details')
  }

  function readInet(text: string, words: readonly string[], line: Line, link: LinkDraft, label: string | null): void {
    // An interface that carries a tunnel names its outer ends, which it does not hold.
    if (text.includes('tunnel') && /\btunnel\b/.test(text)) return log.known(line, 'tunnel')
    const fact = readPlainFact(words) ?? readLocalisedFact(words)
    if (!fact && /^inet addr: +Bcast:/.test(text)) return log.known(line, 'no address yet')
    if (!fact) return log.unread(line, 'no address is to be found here')
    const family = ipFamily(fact.address)
    const { prefixLength, scope } = fact
    const span = spanOfWord(line, fact.address)
    if (!family || !link.readAddress(fact.address, span, { prefixLength, scope, label }))
      return log.unread(line, `${fact.address} is no address`)
    seen[family] = true
    log.fact(line, label ? `claim, ${label}` : 'claim')
  }
}

/** Other languages put a word before: `Dirección inet6: …`. */
function isInet(text: string): boolean {
  const at = text.indexOf('inet')
  return at >= 0 && at <= 20 && /\binet6?\b/.test(text.slice(0, 24))
}

/** Facts whose indentation was lost on the way. */
const STRAYS = /^(inet6? |ether |lladdr |media: |status: |options=|nd6 options|[RT]X (packets|errors|bytes)|UP )/
/** What ifconfig itself says between facts: a warning of net-tools, OpenBSD's bridge rules. */
const REMARKS = /^(Infiniband hardware address|(block|pass) (in|out|in\/out) |Warning: |ifconfig: )/i
