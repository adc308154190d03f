import { formatIp, parseIp } from '../../../../ip/ip'
import { parseMac } from '../../../../ip/mac'
import { type Line, spanOf } from '../../../../text/lines'
import type { Span } from '../../../../text/span'
import type { Reading } from '../../../capture'
import type { Intent } from '../../../intent'
import { firstStatement } from '../../first-statement'
import { readAddress, readPrefixLength } from '../intended-address'
import { IntentList } from '../intent-list'

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/
// A range file may name some hundred addresses (ifcfg-eth0-range0), never a whole network.
const RANGE_MAX = 1024

/** Whether a text is an ifcfg file of Red Hat's or SUSE's network scripts. */
export const isIfcfg = (text: string, lines: readonly Line[]): boolean =>
  ASSIGNMENT.test(firstStatement(lines)) &&
  (/^\s*(?:IPADDR\w*|IPV6ADDR\w*)=/m.test(text) ||
    (/^\s*BOOTPROTO=/m.test(text) && /^\s*(?:DEVICE|ONBOOT|STARTMODE|TYPE|NAME)=/m.test(text)))

type Value = { readonly text: string; readonly span: Span; readonly line: Line }
type Device = Map<string, Value>

/**
 * ifcfg files of Red Hat (numbered IPADDR0, PREFIX0; aliases are files with DEVICE=eth0:1) and SUSE (suffixed IPADDR_1,
 * PREFIXLEN_1, the length behind the address; the link's name is the file's, which the text does not say):
 *
 *     DEVICE=eth0
 *     HWADDR=00:16:3E:0A:5C:F1
 *     IPADDR0=172.17.20.29
 *     PREFIX0=20
 *     IPADDR_1='172.17.20.39/20'
 */
export function parseIfcfg(lines: readonly Line[]): Reading<Intent> {
  const list = new IntentList('ifcfg')
  const devices: Device[] = [new Map()]
  for (const line of lines) {
    const found = ASSIGNMENT.exec(line.text)
    if (/^\s*(#|$)/.test(line.text)) list.log.known(line, 'comment')
    else if (found?.[1]) {
      const value = unquote(found[2] ?? '')
      const column = value === '' ? line.text.length : line.text.indexOf(value, line.text.indexOf('=') + 1)
      // Files one after the other: a DEVICE that comes again begins the next.
      if (found[1] === 'DEVICE' && devices.at(-1)?.has('DEVICE')) devices.push(new Map())
      devices.at(-1)?.set(found[1].toUpperCase(), { text: value, span: spanOf(line, column, value.length), line })
      list.log.known(line, found[1])
    } else list.log.unread(line, 'this assigns nothing')
  }
  for (const device of devices) readDevice(list, device)
  return list.reading()
}

function readDevice(list: IntentList, device: Device): void {
  const text = (key: string) => device.get(key)?.text || null
  const link = text('DEVICE')?.split(':')[0] ?? null
  const mac = parseMac(text('HWADDR') ?? text('MACADDR') ?? text('LLADDR') ?? '')
  const add = (value: Value, word: string, mask: string | null) => {
    const written = readAddress(word)
    if (!written) return list.report(value.span, `"${word}" is no address`, value.text)
    const family = written.address.includes(':') ? 'ipv6' : 'ipv4'
    const prefixLength = written.prefixLength ?? (mask === null ? null : readPrefixLength(mask, family))
    if (mask !== null && prefixLength === null) list.report(value.span, `"${mask}" is no netmask`, mask)
    list.add(value.line, {
      group: null,
      link,
      mac,
      address: written.address,
      prefixLength,
      role: 'static',
      isPool: false,
      span: value.span,
    })
  }
  for (const [key, value] of device) {
    if (value.text === '') continue
    const suffix = /^IPADDR(\d+|_\w+)?$/.exec(key)
    if (suffix && !/^_(START|END)$/.test(suffix[1] ?? '')) {
      const end = suffix[1] ?? ''
      const other = end === '' ? '0' : end === '0' ? '' : end
      const mask = [`PREFIX${end}`, `PREFIXLEN${end}`, `NETMASK${end}`, `PREFIX${other}`, `NETMASK${other}`].map(text)
      add(value, value.text, mask.find((one) => one !== null) ?? null)
    } else if (/^IPV6ADDR(_SECONDARIES)?$/.test(key))
      for (const word of value.text.split(/[\s,\\]+/)) if (word !== '') add(value, word, null)
  }
  const first = device.get('IPADDR_START')
  const last = device.get('IPADDR_END')
  if (first && last)
    for (const address of between(first.text, last.text)) add(first, address, text('PREFIX') ?? text('NETMASK'))
}

function between(first: string, last: string): string[] {
  const from = parseIp(first)
  const to = parseIp(last)
  if (!from || !to || from.family !== to.family) return [first]
  const addresses: string[] = []
  for (let bits = from.bits; bits <= to.bits && addresses.length < RANGE_MAX; bits++)
    addresses.push(formatIp({ family: from.family, bits }))
  return addresses
}

/** A shell's value: quotes gone, and without a comment behind it. */
function unquote(value: string): string {
  const text = value.trim()
  const quote = text[0]
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, 1)
    return text.slice(1, close < 0 ? text.length : close).trim()
  }
  return text.replace(/\s+#.*$/, '')
}
