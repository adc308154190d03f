import { ipFamily } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import type { Line } from '../../../text/lines'
import { splitWords } from '../../../text/words'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList } from './neighbour-list'

/** Letters of ndp(8)'s state column. */
const STATES: Record<string, string> = {
  I: 'incomplete',
  R: 'reachable',
  S: 'stale',
  D: 'delay',
  P: 'probe',
  N: 'nostate',
  W: 'waitdelete',
}

/**
 * `ndp -an` of the BSDs and macOS lists IPv6 neighbours; long addresses push the columns aside:
 *
 *     Neighbor                        Linklayer Address  Netif Expire    S Flags
 *     fe80::1%em0                     0:16:3e:a:5c:1       em0 23h59m58s S R
 *     2001:db8::39                    (incomplete)         em0 permanent N
 *
 * macOS's `arp -al` has the same first columns and the interface in the fifth.
 */
export function parseNdpAn(lines: readonly Line[]): Reading<Neighbour[]> {
  const list = new NeighbourList()
  let isArp = false
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const [address = '', mac = '', dev = null, , letter = ''] = splitWords(text)
    if (/^Neighbor\s+Linklayer/.test(text)) {
      isArp = /Expire\(O\)/.test(text)
      list.log.known(line, 'column heads')
    } else if (isArp && (parseMac(mac) || mac === '(incomplete)')) {
      const state = mac === '(incomplete)' ? 'incomplete' : null
      list.add(line, { address, mac, dev: letter === '' ? null : letter, state, hostname: null })
    } else if (ipFamily(address) === 'ipv6' && dev !== null) {
      const state = mac === '(incomplete)' ? 'incomplete' : (STATES[letter] ?? null)
      list.add(line, { address, mac, dev, state, hostname: null })
    } else list.log.unread(line)
  }
  return list.reading()
}
