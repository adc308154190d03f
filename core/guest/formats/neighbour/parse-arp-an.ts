import { ipFamily } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import type { Line } from '../../../text/lines'
import { splitWords } from '../../../text/words'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList, type NeighbourRow } from './neighbour-list'
import { readSolarisRow } from './parse-arp-solaris'

/**
 * `arp -a` of Linux, the BSDs, macOS and AIX prints a name (or ?), the address, `at` and what answered for it:
 *
 *     ? (172.17.20.30) at 00:16:3e:0a:5c:f2 [ether] PERM on eth0
 *     gw.example.net (172.17.16.1) at 0:16:3e:a:5c:1 on en0 ifscope permanent [ethernet]
 *     ? (172.17.20.39) at (incomplete) on em0 expired [ethernet]
 *       db2 (172.17.20.31) at 0:16:3e:a:5c:f3 [ethernet] stored in bucket 12
 */
export function parseArpAn(lines: readonly Line[]): Reading<Neighbour[]> {
  const list = new NeighbourList()
  for (const line of lines) {
    const words = splitWords(line.text)
    if (words.length === 0) continue
    const row = readPlainRow(words) ?? readArpRow(line.text.trim()) ?? readSolarisRow(line.text.trim())
    if (row) list.add(line, row)
    else if (SUMMARY.test(line.text)) list.log.known(line, 'summary')
    else if (HEADS.test(line.text)) list.log.known(line, 'column heads')
    else list.log.unread(line)
  }
  return list.reading()
}

const SUMMARY = /^\s*(bucket:\s+\d+\s+contains:|There (is|are) \d+ entr|Entries:\s*\d+)/
const HEADS = /^\s*(Net to Media Table|Device\s|-{3})/
/** A name may itself hold blanks or be missing; the address stands in the last brackets before `at`. */
const ROW = /^(\S+)?\s*\(([0-9a-fA-F.:]+(?:%\w+)?)\) at (\S+)(?:$| )/

/** By far the most rows, without a regular expression: a MAC answered for an IPv4 address. */
function readPlainRow(words: readonly string[]): NeighbourRow | null {
  const [name = '', shown = '', at, answered = ''] = words
  if (at !== 'at' || !shown.startsWith('(') || !shown.endsWith(')') || parseMac(answered) === null) return null
  const address = shown.slice(1, -1)
  return ipFamily(address) === 'ipv4' ? rowOf(name, address, answered, words, 4) : null
}

function readArpRow(text: string): NeighbourRow | null {
  const head = ROW.exec(text)
  return head && rowOf(head[1], head[2] ?? '', head[3] ?? '', splitWords(text, head[0].length), 0)
}

function rowOf(
  name: string | undefined,
  address: string,
  answered: string,
  words: readonly string[],
  from: number,
): NeighbourRow {
  const on = words.indexOf('on', from)
  const isPermanent = words.indexOf('permanent', from) >= 0 || words.indexOf('PERM', from) >= 0
  return {
    address,
    mac: answered,
    dev: on >= 0 ? (words[on + 1] ?? null) : null,
    state: answered === '(incomplete)' || answered === '<incomplete>' ? 'incomplete' : isPermanent ? 'permanent' : null,
    hostname: name === undefined || name === '?' ? null : name,
  }
}
