import { parseMac } from '../../../ip/mac'
import type { Line } from '../../../text/lines'
import { splitWords } from '../../../text/words'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList } from './neighbour-list'

/**
 * `arp -a` of OpenBSD prints a table (since 5.7); the state is permanent when it never expires:
 *
 *     Host                                 Ethernet Address    Netif Expire    Flags
 *     172.17.20.30                         00:16:3e:0a:5c:f2    vio0 19m44s
 *     172.17.20.29                         00:16:3e:0a:5c:f1    vio0 permanent l
 *     172.17.20.39                         (incomplete)         vio0 expired
 */
export function parseArpOpenbsd(lines: readonly Line[]): Reading<Neighbour[]> {
  const list = new NeighbourList()
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const [address = '', mac = '', dev = null, expire = ''] = splitWords(text)
    const isIncomplete = mac === '(incomplete)'
    if (/^Host\s+Ethernet Address/.test(text)) list.log.known(line, 'column heads')
    else if (dev !== null && (isIncomplete || parseMac(mac))) {
      const state = isIncomplete ? 'incomplete' : /^(permanent|static)$/.test(expire) ? 'permanent' : null
      list.add(line, { address, mac, dev, state, hostname: null })
    } else list.log.unread(line)
  }
  return list.reading()
}
