import { parseMac } from '../../../../ip/mac'
import { type Line, spanOf } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { parseEvent } from '../../../transcript/parse-event'
import { firstStatement } from '../../first-statement'
import { readAddress, readPrefixLength, type WrittenAddress } from '../intended-address'
import { IntentList } from '../intent-list'

/** Whether a text is /etc/network/interfaces, of ifupdown or one of its successors. */
export const isInterfaces = (text: string, lines: readonly Line[]): boolean =>
  /^\s*(?:auto|allow-\S+|iface|source|source-directory|mapping|no-auto-down|no-scripts|rename|template)\s+\S/.test(
    firstStatement(lines),
  ) && /^[ \t]*iface[ \t]+\S+[ \t]*(?:$|(?:inet6?|ipx|can)[ \t]+\w+|inherits\b)/m.test(text)

type Written = WrittenAddress & { readonly line: Line; readonly span: Span; readonly isVirtual: boolean }
type Stanza = { readonly name: string; mac: string | null; netmask: string | null; readonly addresses: Written[] }

/**
 * interfaces(5): a stanza for each interface and family, its options indented by habit only:
 *
 *     iface eth0 inet static
 *         address 172.17.20.29/20
 *         up ip addr add 172.17.20.39/20 dev eth0 label eth0:1
 *     iface eth0:1 inet static
 *         address 172.17.20.39
 *         netmask 255.255.240.0
 */
export function parseInterfaces(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('interfaces')
  let stanza: Stanza | null = null
  const close = () => {
    if (stanza) addAll(list, stanza)
    stanza = null
  }
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    if (!line) continue
    if (/^\s*(#|$)/.test(line.text)) {
      list.log.known(line, 'comment')
      continue
    }
    let text = line.text
    while (text.endsWith('\\') && i + 1 < lines.length) {
      const next = lines[++i]
      if (!next) break
      text = `${text.slice(0, -1)} ${next.text}`
      list.log.known(next, 'continued')
    }
    const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(text) ?? []
    const iface = keyword === 'iface' ? rest.split(/\s+/) : null
    if (iface) {
      close()
      stanza = { name: iface[0] ?? '', mac: null, netmask: null, addresses: [] }
      list.log.known(line, `interface ${iface[0] ?? ''}`)
    } else if (/^(auto|allow-\S+|no-auto-down|no-scripts|mapping|rename|template)$/.test(keyword)) {
      close()
      list.log.known(line, keyword)
    } else if (/^source(-directory)?$/.test(keyword)) {
      close()
      list.log.unread(line, `includes ${rest.trim()}, which is not part of this text`)
    } else if (stanza) readOption(list, stanza, line, keyword, rest.trim())
    else if (/^(map|script)$/.test(keyword)) list.log.known(line, 'mapping')
    else list.log.unread(line, `"${keyword}" stands in no stanza`)
  }
  close()
  // Commands are met before their stanza is closed; the answer keeps the order of the text.
  list.addresses.sort((a, b) => a.span.start - b.span.start)
  return list.reading()
}

function readOption(list: IntentList, stanza: Stanza, line: Line, keyword: string, value: string): void {
  const column = Math.max(0, line.text.indexOf(value.split(/\s/)[0] ?? '', line.text.indexOf(keyword) + keyword.length))
  const [first = ''] = value.split(/\s+/)
  const span = spanOf(line, column, Math.min(first.length, line.text.length - column))
  list.log.known(line, keyword)
  if (keyword === 'address') {
    const written = readAddress(first)
    if (written) stanza.addresses.push({ ...written, line, span, isVirtual: false })
    else list.report(span, `"${first}" is no address`, first)
  } else if (keyword === 'netmask') stanza.netmask = first
  else if (keyword === 'hwaddress') stanza.mac = parseMac(value.split(/\s+/).at(-1) ?? '')
  else if (keyword === 'address-virtual') {
    // Of Cumulus Linux: a MAC and the addresses that two routers share.
    for (const word of value.split(/\s+/)) {
      const written = parseMac(word) === null ? readAddress(word) : null
      if (written)
        stanza.addresses.push({
          ...written,
          line,
          span: spanOf(line, line.text.indexOf(word), word.length),
          isVirtual: true,
        })
    }
  } else if (/^(pre-|post-)?up$/.test(keyword)) readCommand(list, stanza, line, value)
}

/** `up ip addr add 172.17.20.39/20 dev $IFACE`: an address that a command adds. */
function readCommand(list: IntentList, { name, mac }: Stanza, line: Line, command: string): void {
  for (const part of command.split(/\s*(?:&&|;|\|\|)\s*/)) {
    const event = parseEvent(part.replace(/^(?:\/\S*\/)(?=\S)/, '').replace(/^ip\s+-(?:4|6|f\s+\S+)\s+/, 'ip '))
    if (event?.kind !== 'add') continue
    const column = line.text.indexOf(event.address)
    const span = column < 0 ? spanOf(line) : spanOf(line, column, event.address.length)
    const link = event.dev === null || event.dev.includes('$') ? name : event.dev
    const { address, prefixLength } = event
    list.add(line, { group: null, link: bare(link), mac, address, prefixLength, role: 'static', isPool: false, span })
  }
}

function addAll(list: IntentList, { name, mac, netmask, addresses }: Stanza): void {
  for (const { line, span, isVirtual, ...written } of addresses) {
    const family = written.address.includes(':') ? 'ipv6' : 'ipv4'
    const prefixLength = written.prefixLength ?? (netmask === null ? null : readPrefixLength(netmask, family))
    const role = isVirtual ? 'vip' : 'static'
    list.add(line, {
      group: null,
      link: bare(name),
      mac: isVirtual ? null : mac,
      address: written.address,
      prefixLength,
      role,
      isPool: false,
      span,
    })
  }
}

/** `eth0:1` names an alias of eth0. */
const bare = (name: string): string => name.split(':')[0] ?? name
