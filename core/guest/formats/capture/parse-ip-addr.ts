import type { Line } from '../../../text/lines'
import { LineLog, type Link, type Reading } from '../../capture'
import { LinkBuilder } from './link-builder'

/**
 * `ip addr show` of iproute2 lists links and under each its addresses, secondaries included:
 *
 *     2: eth0@if6: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP qlen 1000
 *         link/ether 00:16:3e:0a:5c:f1 brd ff:ff:ff:ff:ff:ff
 *         inet 172.17.20.39/20 brd 172.17.31.255 scope global secondary eth0:1
 *
 * also one line a fact (-o) and brief (-br). It is complete for the links it names, for the families it was asked for.
 */
export function parseIpAddr(lines: readonly Line[], command: string | null = null): Reading<Link[]> {
  const log = new LineLog()
  const links = new LinkBuilder()
  const seen = { ipv4: false, ipv6: false }
  let current: string | null = null
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const header = readHeader(line.text)
    if (header) {
      current = header.name
      links.open(header.name, header.up)
      log.fact(line, header.up === null ? 'interface' : header.up ? 'interface, up' : 'interface, down')
      readFacts(header.rest, current)
    } else if (/^\s/.test(line.text) && current !== null) readFacts(text, current)
    else if (!readBrief(line)) log.unread(line)

    function readFacts(rest: string, name: string): void {
      for (const part of rest.split('\\')) readFact(part.trim(), name)
    }
    function readFact(part: string, name: string): void {
      const words = part.split(/\s+/)
      const [verb = '', value = ''] = words
      if (verb === 'inet' || verb === 'inet6') {
        const family = verb === 'inet' ? 'ipv4' : 'ipv6'
        const slash = value.indexOf('/')
        const peer = words.indexOf('peer')
        const length =
          slash >= 0
            ? Number(value.slice(slash + 1))
            : peer > 0
              ? Number((words[peer + 1] ?? '').split('/')[1] ?? Number.NaN)
              : 128
        const scope = words.indexOf('scope')
        const last = words.at(-1) ?? ''
        const label = scope > 0 && last !== name && last.startsWith(`${name}:`) ? last : null
        const isRead = links.address(
          name,
          slash >= 0 ? value.slice(0, slash) : value,
          line,
          {
            prefixLength: Number.isInteger(length) ? Math.min(length, verb === 'inet' ? 32 : 128) : null,
            label,
            scope: scope > 0 ? (words[scope + 1] ?? null) : null,
          },
          value,
        )
        if (!isRead) return log.unread(line, `${value} is no address`)
        seen[family] = true
        return log.fact(line, label ? `claim, ${label}` : 'claim')
      }
      if (verb.startsWith('link/')) {
        if (verb === 'link/ether' && links.mac(name, value, line)) return log.fact(line, 'MAC')
        return log.known(line, verb === 'link/loopback' ? 'loopback' : 'link layer')
      }
      if (verb === 'valid_lft') return log.known(line, 'lifetime')
      if (/^\s/.test(line.text) || part !== '') log.known(line, 'details')
    }
  }
  const only =
    command === null
      ? null
      : / -4\b| -f(amily)? inet\b/.test(command)
        ? 'ipv4'
        : / -6\b| -f(amily)? inet6\b/.test(command)
          ? 'ipv6'
          : 'both'
  const filtered =
    command !== null && /\b(to|label|scope|secondary|primary|permanent|dynamic|tentative|deprecated)\b/.test(command)
  const complete = {
    ipv4: !filtered && (only === null ? seen.ipv4 || !seen.ipv6 : only !== 'ipv6'),
    ipv6: !filtered && (only === null ? seen.ipv6 : only !== 'ipv4'),
  }
  return log.reading(links.build(() => complete))

  /** `eth0@if36  UP  172.17.20.29/20 fe80::1/64` and `eth0  UP  00:16:3e:0a:5c:f1 <BROADCAST,UP>` */
  function readBrief(line: Line): boolean {
    const [name = '', state = '', ...rest] = line.text.trim().split(/\s+/)
    if (!/^(UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING)$/.test(state)) return false
    const link = name.split('@')[0] ?? name
    const flags = rest.find((word) => word.startsWith('<'))
    links.open(link, flags ? flags.slice(1, -1).split(',').includes('UP') : null)
    for (const word of rest) {
      const [address = '', length] = word.split('/')
      if (links.mac(link, word, line)) continue
      if (links.address(link, address, line, { prefixLength: length === undefined ? null : Number(length) }, word))
        seen[address.includes(':') ? 'ipv6' : 'ipv4'] = true
    }
    log.fact(line, rest.length > 0 ? 'interface and claims' : 'interface')
    return true
  }
}

/** `2: eth0@if6: <FLAGS> …` or, one line a fact, `2: eth0    inet 172.17.20.29/20 …`. */
function readHeader(text: string): { name: string; up: boolean | null; rest: string } | null {
  const start = /^(\d+): (\S+?)(@\S+?)?(:? )/.exec(text)
  if (!start) return null
  const name = start[2] ?? ''
  const rest = text.slice(start[0].length)
  const flags = /^<([^>]*)>/.exec(rest)
  if (flags)
    return {
      name,
      up: (flags[1] ?? '').split(',').includes('UP'),
      rest: rest.includes('\\') ? rest.slice(rest.indexOf('\\') + 1) : '',
    }
  return /^\s*(inet6?|link\/)/.test(rest) ? { name, up: null, rest } : null
}
