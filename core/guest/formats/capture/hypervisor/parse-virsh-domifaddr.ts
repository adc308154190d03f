import { BITS, parseIp } from '../../../../ip/ip'
import { type Line, spanOf } from '../../../../text/lines'
import { LineLog, type Link, type Reading } from '../../../capture'
import type { Witness } from '../../../witness'
import { type LinkDraft, LinkList } from '../link-list'

const ROW = /^(\S.*?) +((?:[0-9a-f]{2}:){5}[0-9a-f]{2}|-|N\/A) +(ipv[46]|N\/A) +(\S+)$/i

/** The cells of a row: name, MAC, protocol, address. Rows are short. */
function readCells(text: string): string[] | null {
  const row = text.length <= 300 ? ROW.exec(text.trim()) : null
  return row ? row.slice(1) : null
}

export const isDomifaddrRow = (text: string): boolean => readCells(text) !== null

/**
 * `virsh domifaddr` prints a table; an interface's further addresses have dashes in its place, or (--full) its name again:
 *
 *      Name       MAC address          Protocol     Address
 *     -------------------------------------------------------------------------------
 *      vnet0      52:54:00:0a:5c:f1    ipv4         172.17.20.29/20
 *      -          -                    ipv6         fe80::5054:ff:fe0a:5cf1/64
 *
 * The guest agent answers for all the guest has; leases and overheard ARP are parts of it, under the host's names, and
 * ARP tells no prefix length: it is then printed as /0. Source: cmdDomIfAddr in libvirt's tools/virsh-domain-monitor.c.
 */
export function parseVirshDomifaddr(lines: readonly Line[], command: string | null = null): Reading<Link[]> {
  const log = new LineLog()
  const links = new LinkList()
  let current: LinkDraft | null = null
  let group = 0
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const row = readCells(text)
    if (row) readRow(line, text, row)
    else if (/^-{10,}$/.test(text)) {
      if (current) group++
      current = null
      log.known(line, 'rule')
    } else if (/^\S.*\s{2,}MAC\b/i.test(text) || /^Name\s/.test(text)) log.known(line, 'column heads')
    else log.unread(line)
  }
  const isWhole = witnessOf(lines, command) === 'guest-agent'
  return log.reading(links.build({ ipv4: isWhole, ipv6: isWhole }))

  function readRow(line: Line, text: string, [name = '', mac = '', , shown = '']: readonly string[]): void {
    if (name !== '-') {
      current = links.open(name, group)
      const column = line.text.indexOf(mac, line.text.indexOf(name) + name.length)
      current.readMac(mac, spanOf(line, Math.max(0, column), mac.length))
    }
    if (!current) return log.unread(line, 'no interface stands above this row')
    if (/^(N\/A|-)$/i.test(shown)) return log.fact(line, 'interface without address')
    const [address = '', length] = shown.split('/')
    const ip = parseIp(address)
    const place = spanOf(line, line.text.indexOf(text) + text.length - shown.length, shown.length)
    const known = length === undefined || length === '0' ? null : Number(length)
    if (!ip || !current.readAddress(address, place, { prefixLength: known && known <= BITS[ip.family] ? known : null }))
      return log.unread(line, `${shown} is no address`)
    log.fact(line, 'claim')
  }
}

/** Whom virsh asked: --source says so (a lease by default); without the command, the names and lengths it shows. */
export function witnessOf(lines: readonly Line[], command: string | null): Witness {
  const asked = /--source[ =]+(\w+)/.exec(command ?? '')?.[1]
  if (asked === 'agent') return 'guest-agent'
  if (asked === 'arp') return 'arp'
  if (asked !== undefined || command !== null) return 'lease'
  const rows = lines.flatMap((line) => {
    const cells = readCells(line.text)
    return cells ? [cells] : []
  })
  if (rows.some((cells) => /^[0-9.]+\/0$/.test(cells[3] ?? ''))) return 'arp'
  return rows.some((cells) => /^(lo|Loopback )/.test(cells[0] ?? '')) ? 'guest-agent' : 'lease'
}
