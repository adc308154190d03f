import type { Line } from '../../../text/lines'
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
    const text = line.text.trim()
    if (text === '') continue
    const row = readArpRow(text) ?? readSolarisRow(text)
    if (row) list.add(line, row)
    else if (/^(bucket:\s+\d+\s+contains:|There (is|are) \d+ entr|Entries:\s*\d+)/.test(text))
      list.log.known(line, 'summary')
    else if (/^(Net to Media Table|Device\s|-{3})/.test(text)) list.log.known(line, 'column heads')
    else list.log.unread(line)
  }
  return list.reading()
}

function readArpRow(text: string): NeighbourRow | null {
  // A name may itself hold blanks or be missing; the address stands in the last brackets before `at`.
  const head = /^(\S+)?\s*\(([0-9a-fA-F.:]+(?:%\w+)?)\) at (\S+)(?:$| )/.exec(text)
  if (!head) return null
  const [, name, address = '', answered = ''] = head
  const rest = text.slice(head[0].length).split(/\s+/)
  const on = rest.indexOf('on')
  const isIncomplete = /^[<(]incomplete[>)]$/.test(answered)
  return {
    address,
    mac: answered,
    dev: on >= 0 ? (rest[on + 1] ?? null) : null,
    state: isIncomplete ? 'incomplete' : rest.some((word) => /^(permanent|PERM)$/.test(word)) ? 'permanent' : null,
    hostname: name === undefined || name === '?' ? null : name,
  }
}
