import { BITS, parseIp } from '../../../../ip/ip'
import { netmaskLength } from '../../../../ip/prefix'
import { type Line, spanOfWord } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import { LineLog, type Link, type Reading } from '../../../capture'
import { type LinkDraft, LinkList } from '../link-list'
import { IPCONFIG_TITLE, readAdapterHeading } from './adapter-heading'
import { findAddressLabels, isMask } from './address-labels'
import { type LabelledLine, readLabelledLine } from './labelled-line'

/**
 * `ipconfig /all` of Windows, in the words of its language; an address of the adapter itself is known by its shape: it
 * carries a state in brackets, or its mask follows, or its label speaks of IPv6:
 *
 *     Ethernet adapter Ethernet0:
 *
 *        Physical Address. . . . . . . . . : 00-16-3E-0A-5C-F1
 *        Link-local IPv6 Address . . . . . : fe80::216:3eff:fe0a:5cf1%6(Preferred)
 *        IPv4 Address. . . . . . . . . . . : 172.17.20.29(Preferred)
 *        Subnet Mask . . . . . . . . . . . : 255.255.240.0
 *        DNS Servers . . . . . . . . . . . : 172.17.20.2
 *                                            172.17.20.3
 *
 * It shows every address of the adapters it names; an adapter without a medium shows none and holds none.
 */
export function parseIpconfigAll(lines: readonly Line[]): Reading<Link[]> {
  const log = new LineLog()
  const links = new LinkList()
  const labels = findAddressLabels(lines)
  let link: LinkDraft | null = null
  let label: string | null = null
  let unmasked: { text: string; span: Span } | null = null // an IPv4 address whose mask may follow
  let group = 0
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const heading = readAdapterHeading(line.text)
    const fact = heading === null ? readLabelledLine(line.text) : null
    if (heading !== null) {
      settle(null)
      if (links.has(heading, group)) group++
      link = links.open(heading, group)
      label = null
      log.fact(line, 'adapter')
    } else if (fact) {
      label = fact.label
      readFact(line, fact)
    } else if (IPCONFIG_TITLE.test(text) || /^(={4,}$|.{0,60}\*)/.test(text)) log.known(line, 'title')
    else if (label !== null && (/^\s{8}/.test(line.text) || parseIp(text) !== null)) readMore(line, text, label)
    else log.unread(line)
  }
  settle(null)
  return log.reading(links.build({ ipv4: true, ipv6: true }))

  function settle(prefixLength: number | null): void {
    if (unmasked) link?.readAddress(unmasked.text, unmasked.span, { prefixLength })
    unmasked = null
  }

  function readFact(line: Line, { label: own, value }: LabelledLine): void {
    if (unmasked && isMask(value)) {
      settle(netmaskLength(value))
      return log.known(line, 'mask')
    }
    settle(null)
    if (!link) return log.known(line, 'of the machine')
    if (/^([0-9A-F]{2}-){5}[0-9A-F]{2}$/i.test(value)) {
      link.readMac(value, spanOfWord(line, value))
      return log.fact(line, 'MAC')
    }
    if (readHeld(line, own, value)) log.fact(line, 'claim')
    else log.known(line, 'not of the adapter itself')
  }

  /** A further value under the same label. */
  function readMore(line: Line, text: string, own: string): void {
    settle(null)
    if (readHeld(line, own, text)) log.fact(line, 'claim')
    else log.known(line, 'continues the line above')
  }

  function readHeld(line: Line, own: string, value: string): boolean {
    const shown = /^([0-9a-f.:]+(?:%\w+)?)(?:\/(\d{1,3}))?\s*([(（].{1,40}[)）])?$/i.exec(value)
    const text = shown?.[1] ?? ''
    const ip = shown ? parseIp(text) : null
    if (!link || !shown || !ip) return false
    const isLabelled = labels.has(own) || (ip.family === 'ipv6' && /IPv6/i.test(own) && !/DHCPv6/i.test(own))
    if (shown[3] === undefined && !isLabelled) return false
    const span = spanOfWord(line, text, line.text.length - line.text.trimStart().length)
    const length = shown[2] === undefined ? null : Math.min(Number(shown[2]), BITS[ip.family])
    if (ip.family === 'ipv4' && length === null) {
      unmasked = { text, span }
      return true
    }
    // Since Vista link-local addresses have a label of their own, in every language with the word IPv6 in it.
    const isLinkLocal = ip.family === 'ipv6' && ip.bits >> 118n === 0x3fan
    link.readAddress(text, span, { prefixLength: length, scope: isLinkLocal && /IPv6/i.test(own) ? 'link' : null })
    return true
  }
}
