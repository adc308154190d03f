import { ipFamily } from '../../../ip/ip'
import type { Line } from '../../../text/lines'
import { splitWords } from '../../../text/words'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList } from './neighbour-list'

/**
 * `arp -a` of Windows prints a table an interface, under the interface's address and index. The words depend on the
 * language, so rows are known by their shape:
 *
 *     Interface: 172.17.20.29 --- 0xb
 *       Internet Address      Physical Address      Type
 *       172.17.20.30          00-16-3e-0a-5c-f2     dynamic
 */
export function parseArpWindows(lines: readonly Line[]): Reading<Neighbour[]> {
  const list = new NeighbourList()
  let headLine = -1
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const [address = '', mac = '', ...type] = splitWords(text)
    if (WINDOWS_INTERFACE.test(text)) {
      headLine = line.number
      list.log.known(line, 'interface, by its address')
    } else if (ipFamily(address) && MAC.test(mac)) {
      const state = type.join(' ').toLowerCase()
      list.add(line, { address, mac, dev: null, state: state === '' ? null : state, hostname: null })
    } else if (ipFamily(address) && /^(invalid|static|dynamic|incomplete)?$/i.test(mac) && type.length === 0)
      list.add(line, { address, mac: null, dev: null, state: mac === '' ? null : mac.toLowerCase(), hostname: null })
    else if (headLine === line.number - 1) list.log.known(line, 'column heads')
    else list.log.unread(line)
  }
  return list.reading()
}

const MAC = /^([0-9a-f]{2}-){5}[0-9a-f]{2}$/i
/** `Schnittstelle: 172.17.20.29 --- 0xb`; Windows 2000 and XP print `on Interface 0x2`. */
export const WINDOWS_INTERFACE = /^[^:：]{1,40}[:：] ?[0-9.]{7,15} (?:--- |on Interface )0x[0-9a-f]+$/i
