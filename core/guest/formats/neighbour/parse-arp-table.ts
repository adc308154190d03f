import { parseMac } from '../../../ip/mac'
import type { Line } from '../../../text/lines'
import { splitWords } from '../../../text/words'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList } from './neighbour-list'

/**
 * `arp` and `arp -n` of net-tools print a table; names are cut at 23 characters, an entry without an answer has neither
 * type nor flags:
 *
 *     Address                  HWtype  HWaddress           Flags Mask            Iface
 *     172.17.20.30             ether   00:16:3e:0a:5c:f2   CM                    eth0
 *     172.17.20.39                     (incomplete)                              eth0
 *     Entries: 2      Skipped: 0      Found: 2
 */
export function parseArpTable(lines: readonly Line[]): Reading<Neighbour[]> {
  const list = new NeighbourList()
  for (const line of lines) {
    const words = splitWords(line.text)
    const [address, , mac = ''] = words
    if (address === undefined) continue
    if (address === 'Address' && words[1]?.startsWith('HWtype')) list.log.known(line, 'column heads')
    else if (address.startsWith('Entries:') && SUMMARY.test(line.text)) list.log.known(line, 'summary')
    else if (words.length >= 4 && (parseMac(mac) !== null || OTHER_MAC.test(mac))) {
      // Flags of net-tools' arp.c: C complete, M permanent, P published, ! do not publish.
      const flags = words.length > 4 ? (words[3] ?? '') : ''
      const state = flags.includes('M') ? 'permanent' : null
      list.add(line, { address, mac, dev: words.at(-1) ?? null, state, hostname: null })
    } else if (words.length >= 3 && words.some((word, i) => i > 0 && SILENT.test(word)))
      list.add(line, {
        address,
        mac: null,
        dev: words.at(-1) ?? null,
        state: words.some((word) => word.includes('incomplete')) ? 'incomplete' : null,
        hostname: null,
      })
    else list.log.unread(line)
  }
  return list.reading()
}

const SUMMARY = /^\s*Entries:\s*\d+/
/** Link layer addresses of other lengths, and of zeros. */
const OTHER_MAC = /^[0-9A-F]{2}([-:]|$)/i
const SILENT = /^(\(incomplete\)|<incomplete>|<from_interface>|\*)$/
