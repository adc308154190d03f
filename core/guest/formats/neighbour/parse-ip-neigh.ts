import { ipFamily } from '../../../ip/ip'
import type { Line } from '../../../text/lines'
import { splitWords } from '../../../text/words'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList } from './neighbour-list'

/** Words of print_neigh() in iproute2's ip/ipneigh.c, and how many values follow each. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['dev', 1],
  ['lladdr', 1],
  ['ref', 1],
  ['used', 1],
  ['probes', 1],
  ['proto', 1],
  ['vlan', 1],
  ['vni', 1],
  ['nud', 1],
  ['nhid', 1],
  ['protocol', 1],
  ['router', 0],
  ['proxy', 0],
  ['managed', 0],
  ['extern_learn', 0],
  ['extern_valid', 0],
  ['offload', 0],
])
const STATES: ReadonlyMap<string, string> = new Map(
  ['PERMANENT', 'REACHABLE', 'STALE', 'DELAY', 'PROBE', 'FAILED', 'INCOMPLETE', 'NOARP', 'NONE'].map((word) => [
    word,
    word.toLowerCase(),
  ]),
)

/**
 * `ip neigh` prints an address, then words with their values, then the state; `ip neigh show dev X` leaves `dev` out:
 *
 *     172.17.20.30 dev eth0 lladdr 00:16:3e:0a:5c:f2 ref 1 used 0/0/0 probes 1 REACHABLE
 *     fe80::1 dev eth0 lladdr 00:16:3e:0a:5c:01 router STALE
 *     172.17.20.39 dev eth0  FAILED
 */
export function parseIpNeigh(lines: readonly Line[], command: string | null = null): Reading<Neighbour[]> {
  const list = new NeighbourList()
  const asked = command === null ? null : (/\sdev\s+(\S+)/.exec(command)?.[1] ?? null)
  for (const line of lines) {
    const words = splitWords(line.text)
    if (words.length === 0) continue
    let at = 0
    while (isPrefix(words[at] ?? '')) at++
    const address = words[at] ?? ''
    const read = at + 1 < words.length ? readWords(words, at + 1) : null
    if (!read || (read.dev === null && ipFamily(address) === null)) list.log.unread(line)
    else list.add(line, { address, ...read, dev: read.dev ?? asked, hostname: null })
  }
  return list.reading()
}

/** `ip monitor` puts a label or a time before, and says what went away. */
const isPrefix = (word: string): boolean => word.startsWith('[') || word === 'Deleted' || word === 'miss'

function readWords(
  words: readonly string[],
  from: number,
): { dev: string | null; mac: string | null; state: string | null } | null {
  const found: { dev: string | null; mac: string | null; state: string | null } = { dev: null, mac: null, state: null }
  let isNeighbour = false
  for (let i = from; i < words.length; i++) {
    const word = words[i] ?? ''
    const state = STATES.get(word)
    if (state) {
      found.state = state
      isNeighbour = true
      continue
    }
    const values = WORDS.get(word)
    if (values === undefined) return null
    if (word === 'dev') found.dev = words[i + 1] ?? null
    else isNeighbour = true
    if (word === 'lladdr') found.mac = words[i + 1] ?? null
    if (word === 'nud') found.state = words[i + 1]?.toLowerCase() ?? null
    i += values
  }
  return isNeighbour ? found : null
}
