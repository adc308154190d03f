import { ipFamily } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import type { Line } from '../../../text/lines'
import { splitWords } from '../../../text/words'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList, type NeighbourRow } from './neighbour-list'

/**
 * `arp -a` and `netstat -p` of Solaris and illumos print the net to media table; flags may be absent, and an entry that
 * nobody answered has no address behind them:
 *
 *     Net to Media Table: IPv4
 *     Device   IP Address               Mask      Flags      Phys Addr
 *     ------ -------------------- --------------- -------- ---------------
 *     net0   172.17.20.30         255.255.255.255 SPLA     00:16:3e:0a:5c:f2
 *     net0   172.17.20.39         255.255.255.255 U
 */
export function parseArpSolaris(lines: readonly Line[]): Reading<Neighbour[]> {
  const list = new NeighbourList()
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const row = readSolarisRow(text)
    if (row) list.add(line, row)
    else if (/^(Net to Media Table|Device\s|If\s|-{2})/.test(text)) list.log.known(line, 'column heads')
    else list.log.unread(line)
  }
  return list.reading()
}

/** Device, address (or name), mask, perhaps flags, perhaps the physical address. Of the flags S is static, U unresolved. */
export function readSolarisRow(text: string): NeighbourRow | null {
  const words = splitWords(text)
  const [dev = '', address = '', mask = ''] = words
  if (words.length < 3 || words.length > 5 || ipFamily(mask) !== 'ipv4' || ipFamily(dev)) return null
  const last = words.at(-1) ?? ''
  const hasMac = words.length > 3 && parseMac(last) !== null
  const flags = words.length === (hasMac ? 5 : 4) ? (words[3] ?? '') : ''
  if (flags !== '' && !/^[A-Za-z]+$/.test(flags)) return null
  return {
    address,
    mac: hasMac ? last : null,
    dev,
    state: flags.includes('U') || flags.includes('d') ? 'incomplete' : flags.includes('S') ? 'static' : null,
    hostname: null,
  }
}
