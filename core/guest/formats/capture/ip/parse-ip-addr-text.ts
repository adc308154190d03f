import { BITS } from '../../../../ip/ip'
import { type Line, spanOfWord } from '../../../../text/lines'
import { indentOf, isDigits, isSpace, splitWords } from '../../../../text/words'
import { LineLog, type Link, type Reading } from '../../../capture'
import { type LinkDraft, LinkList } from '../link-list'
import { kernelName } from './kernel-name'
import { readBrief } from './read-brief'

/**
 * `ip addr show` of iproute2 (and BusyBox) lists links and under each its addresses, secondaries included:
 *
 *     2: eth0@if6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP qlen 1000
 *         link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff
 *         inet 172.17.20.39/20 brd 172.17.31.255 scope global secondary eth0:1
 *
 * also one line a fact (-o: `2: eth0    inet 172.17.20.29/20 …`), brief (-br), of all namespaces (`netns: blue`), and
 * `ip link`. It is complete for the links it names, for the families it was asked for; without the command above it, for
 * the families it shows. Source: print_linkinfo and print_addrinfo in iproute2's ip/ipaddress.c.
 */
export function parseIpAddrText(lines: readonly Line[], command: string | null = null): Reading<Link[]> {
  const log = new LineLog()
  const links = new LinkList()
  const seen = { ipv4: false, ipv6: false }
  const headed = new Set<string>()
  let group = 0
  let current: LinkDraft | null = null
  for (const line of lines) {
    if (indentOf(line.text) === line.text.length) continue
    const header = readHeader(line.text)
    if (header) {
      if (header.flags !== null && headed.has(header.name)) {
        // The same link again: another namespace, another machine, another moment.
        group++
        headed.clear()
      }
      if (header.flags !== null) headed.add(header.name)
      current = links.open(header.name, group)
      const up: boolean | null = header.flags === null ? null : header.flags.split(',').includes('UP')
      current.markUp(up)
      log.fact(line, up === null ? 'interface' : up ? 'interface, up' : 'interface, down')
      if (header.rest < line.text.length) readFacts(line, header.rest, current)
    } else if (/^netns: \S+/.test(line.text)) {
      group++
      headed.clear()
      current = null
      log.known(line, 'network namespace')
    } else if (current !== null && isDetail(line.text)) readFacts(line, 0, current)
    else if (readBrief(line, links, group, seen)) log.fact(line, 'interface')
    else log.unread(line)
  }
  return log.reading(links.build(completeness(command, seen)))

  /** Facts from `column` on; -o puts a backslash where the other forms break the line. */
  function readFacts(line: Line, column: number, link: LinkDraft): void {
    for (let from = column; from <= line.text.length; ) {
      const slash = line.text.indexOf('\\', from)
      const to = slash < 0 ? line.text.length : slash
      readFact(line, from, line.text.slice(from, to).trim(), link)
      from = to + 1
    }
  }

  function readFact(line: Line, from: number, part: string, link: LinkDraft): void {
    const words = splitWords(part)
    const [verb = '', value = ''] = words
    if (verb === 'inet' || verb === 'inet6') {
      const family = verb === 'inet' ? 'ipv4' : 'ipv6'
      const [address = '', ownLength] = value.split('/')
      const peer = words.indexOf('peer')
      const length = ownLength ?? (peer > 0 ? (words[peer + 1] ?? '').split('/')[1] : undefined)
      // An address that ip prints without a length is a host's.
      const prefixLength = length === undefined ? BITS[family] : Number(length)
      if (length !== undefined && (!isDigits(length, 3) || prefixLength > BITS[family]))
        return log.unread(line, `/${length} is no prefix length`)
      const scope = words.indexOf('scope')
      const label = family === 'ipv4' ? findLabel(words, link.name) : null
      const facts = { prefixLength, label, scope: scope > 0 ? (words[scope + 1] ?? null) : null }
      if (!link.readAddress(address, spanOfWord(line, value, from), facts))
        return log.unread(line, `${value} is no address`)
      seen[family] = true
      return log.fact(line, label ? `claim, ${label}` : 'claim')
    }
    if (verb.startsWith('link/')) {
      if (link.readMac(value, spanOfWord(line, value, from))) return log.fact(line, 'MAC')
      return log.known(line, verb === 'link/loopback' ? 'loopback' : 'link layer')
    }
    log.known(line, verb === 'valid_lft' ? 'lifetime' : 'details')
  }
}

/** What follows these words belongs to them. */
const WITH_VALUE = /^(scope|brd|broadcast|peer|any|metric|proto|flags|inet|valid_lft|preferred_lft)$/
const FLAG =
  /^(secondary|temporary|primary|tentative|deprecated|dadfailed|dynamic|permanent|home|nodad|optimistic|mngtmpaddr|noprefixroute|autojoin|mcautojoin|stable-privacy|managetempaddr)$/

/** The label is the last word; one that only repeats the link's name says nothing. */
function findLabel(words: readonly string[], name: string): string | null {
  const last = words.at(-1) ?? ''
  if (words.length < 3 || last === name || FLAG.test(last) || WITH_VALUE.test(words.at(-2) ?? '')) return null
  return last.includes('/') ? null : last
}

/** `2: eth0@if6: <FLAGS> …` or, one line a fact, `2: eth0    inet …`; `rest` is the column where facts begin. */
function readHeader(text: string): { name: string; flags: string | null; rest: number } | null {
  const first = text.charCodeAt(indentOf(text))
  if (first < 48 || first > 57) return null
  const start = /^\s*\d+:\s+(\S+)\s*/.exec(text)
  const shown = start?.[1]
  if (!start || !shown) return null
  const rest = start[0].length
  if (shown.endsWith(':')) {
    const flags = /^<([^<>]*)>?/.exec(text.slice(rest))
    if (!flags) return null
    const slash = text.indexOf('\\', rest)
    return { name: kernelName(shown.slice(0, -1)), flags: flags[1] ?? '', rest: slash < 0 ? text.length : slash + 1 }
  }
  return /^(inet6?|link\/\S*)\s/.test(text.slice(rest)) ? { name: kernelName(shown), flags: null, rest } : null
}

/** Lines below a header are indented, unless whatever carried the text took that away. */
const isDetail = (text: string): boolean =>
  isSpace(text.charCodeAt(0)) || /^(inet6?|link\/\S+|valid_lft|altname|alias|RX:|TX:|\d[\d ]*$)/.test(text)

function completeness(command: string | null, seen: { ipv4: boolean; ipv6: boolean }): Link['complete'] {
  if (command === null) return seen
  const words = command.split(/\s+/)
  const isOfAddresses = words.some((word) => /^a(d(d(r(e(ss?)?)?)?)?)?$/.test(word))
  const isFiltered = words.some((word) =>
    /^(to|label|scope|secondary|primary|permanent|temporary|dynamic|tentative|deprecated|dadfailed|proto)$/.test(word),
  )
  if (!isOfAddresses || isFiltered) return { ipv4: false, ipv6: false }
  const family = words.findIndex((word) => /^-f(a(m(i(ly?)?)?)?)?$/.test(word))
  const only = family > 0 ? words[family + 1] : undefined
  return {
    ipv4: !words.includes('-6') && only !== 'inet6',
    ipv6: !words.includes('-4') && only !== 'inet',
  }
}
