import { netmaskLength } from '../../../ip/prefix'
import type { Line } from '../../../text/lines'
import { LineLog, type Link, type Reading } from '../../capture'
import { LinkBuilder } from './link-builder'

/**
 * ifconfig of net-tools prints one stanza a link; an alias such as eth0:1 has its own:
 *
 *     eth0:1: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
 *             inet 172.17.20.39  netmask 255.255.240.0  broadcast 172.17.31.255
 *             ether 00:16:3e:0a:5c:f1  txqueuelen 1000  (Ethernet)
 *
 * and before 2.0: `eth0  Link encap:Ethernet  HWaddr 00:16:3E:0A:5C:F1` with `inet addr:172.17.20.29  Mask:…`.
 * Secondary addresses without a label are not shown, so it is never a complete IPv4 listing; asked for all interfaces it
 * shows every label.
 */
export function parseIfconfig(lines: readonly Line[], command: string | null = null): Reading<Link[]> {
  const log = new LineLog()
  const links = new LinkBuilder()
  let current: { name: string; label: string | null } | null = null
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const fresh = /^(\S+): flags=\d+<([^>]*)>/.exec(line.text)
    const old = fresh ? null : /^(\S+)\s+Link encap:(\S+)/.exec(line.text)
    if (fresh || old) {
      const shown = (fresh ?? old)?.[1] ?? ''
      const colon = shown.indexOf(':')
      current = colon > 0 ? { name: shown.slice(0, colon), label: shown } : { name: shown, label: null }
      links.open(current.name, fresh ? (fresh[2] ?? '').split(',').includes('UP') : null)
      log.fact(line, current.label ? `label of ${current.name}` : 'interface')
      const hardware = /HWaddr (\S+)/.exec(text)
      if (hardware?.[1]) links.mac(current.name, hardware[1], line)
      continue
    }
    if (current === null || !/^\s/.test(line.text)) {
      log.unread(line)
      continue
    }
    readFact(text, line, current)
  }
  const isOfAll = /(^|[\s/])ifconfig(\s+-a)?\s*$/.test(command ?? '')
  return log.reading(links.build(() => ({ ipv4: isOfAll ? 'labels' : false, ipv6: true })))

  function readFact(text: string, line: Line, { name, label }: { name: string; label: string | null }): void {
    const ipv4 = /^inet (?:addr:)?\s?(\S+)(.*)$/.exec(text)
    if (ipv4?.[1]) {
      const mask = /(?:netmask |Mask:)(\S+)/.exec(ipv4[2] ?? '')?.[1]
      if (!links.address(name, ipv4[1], line, { prefixLength: mask ? netmaskLength(mask) : null, label }))
        return log.unread(line, `${ipv4[1]} is no address`)
      return log.fact(line, label ? `claim, ${label}` : 'claim')
    }
    const ipv6 = /^inet6 (?:addr: ?)?([^\s/]+)(?:\/(\d+))?(.*)$/.exec(text)
    if (ipv6?.[1]) {
      const length = ipv6[2] ?? /prefixlen (\d+)/.exec(ipv6[3] ?? '')?.[1]
      const scope = /(?:scopeid \w+<([^>]*)>|Scope:(\w+))/.exec(ipv6[3] ?? '')
      if (
        !links.address(name, ipv6[1], line, {
          prefixLength: length ? Number(length) : null,
          scope: (scope?.[1] ?? scope?.[2])?.toLowerCase() ?? null,
        })
      )
        return log.unread(line, `${ipv6[1]} is no address`)
      return log.fact(line, 'claim')
    }
    const ether = /^ether (\S+)/.exec(text)
    if (ether?.[1])
      return links.mac(name, ether[1], line) ? log.fact(line, 'MAC') : log.unread(line, `${ether[1]} is no MAC`)
    if (/^(RX|TX|collisions|Interrupt|Memory|Base address|device)\b/.test(text)) return log.known(line, 'counters')
    if (/^loop\b/.test(text)) return log.known(line, 'loopback')
    const flags = /^([A-Z][A-Z ]*?)\s+MTU:\d+/.exec(text)
    if (flags) {
      links.open(name, /\bUP\b/.test(flags[1] ?? ''))
      return log.known(line, 'flags')
    }
    if (/^(unspec|infiniband|tunnel|sit|inet6)\b/i.test(text)) return log.known(line, 'link layer')
    log.unread(line)
  }
}
