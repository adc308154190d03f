import { hexDigit, ipFamily } from '../../../ip/ip'
import type { Line } from '../../../text/lines'
import { splitWords } from '../../../text/words'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList } from './neighbour-list'

const ATF_COM = 0x02
const ATF_PERM = 0x04

/**
 * Linux's /proc/net/arp is a table with flags in hexadecimal; an entry without an answer has flags 0x0 and zeros:
 *
 *     IP address       HW type     Flags       HW address            Mask     Device
 *     172.17.20.30     0x1         0x2         00:16:3e:0a:5c:f2     *        eth0
 *     172.17.20.39     0x1         0x0         00:00:00:00:00:00     *        eth0
 */
export function parseProcNetArp(lines: readonly Line[]): Reading<Neighbour[]> {
  const list = new NeighbourList()
  for (const line of lines) {
    const [address, type = '', shown = '', mac = '', , dev] = splitWords(line.text)
    if (address === undefined) continue
    if (isFlags(type) && isFlags(shown) && ipFamily(address)) {
      const flags = Number(shown)
      const isComplete = (flags & ATF_COM) !== 0
      const state = flags & ATF_PERM ? 'permanent' : isComplete ? null : 'incomplete'
      list.add(line, { address, mac: isComplete ? mac : null, dev: dev ?? null, state, hostname: null })
    } else if (/^\s*IP address\s+HW type/.test(line.text)) list.log.known(line, 'column heads')
    else list.log.unread(line)
  }
  return list.reading()
}

/** `0x1`: short ones are common, and told without a regular expression. */
const isFlags = (word: string): boolean =>
  word.length === 3 && word.startsWith('0x') ? hexDigit(word.charCodeAt(2)) >= 0 : /^0x[0-9a-f]+$/i.test(word)
