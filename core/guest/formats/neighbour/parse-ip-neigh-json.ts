import { JoinedLines } from '../../../text/joined-lines'
import type { Line } from '../../../text/lines'
import { readJson } from '../../../text/read-json'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { NeighbourList } from './neighbour-list'

type Entry = { readonly dst?: unknown; readonly dev?: unknown; readonly lladdr?: unknown; readonly state?: unknown }

/** Whether a value is what `ip -j neigh` prints: routes also have dst and dev, but neither lladdr nor state. */
export const isNeighbourJson = (json: unknown): boolean =>
  Array.isArray(json) &&
  json.length > 0 &&
  json.every((one: unknown) => typeof one === 'object' && one !== null && 'dst' in one && !('addr_info' in one)) &&
  json.some((one: object) => 'lladdr' in one || ('state' in one && Array.isArray(one.state)))

/**
 * `ip -j neigh` prints an array of entries; `-p` puts each member on a line of its own:
 *
 *     [{"dst":"172.17.20.30","dev":"eth0","lladdr":"00:16:3e:0a:5c:f2","state":["REACHABLE"]}]
 */
export function parseIpNeighJson(lines: readonly Line[], command: string | null = null): Reading<Neighbour[]> {
  const list = new NeighbourList()
  const joined = new JoinedLines(lines)
  const json = readJson(joined.text)
  const asked = command === null ? null : (/\sdev\s+(\S+)/.exec(command)?.[1] ?? null)
  let from = 0
  for (const entry of Array.isArray(json) ? (json as Entry[]) : []) {
    const address = typeof entry?.dst === 'string' ? entry.dst : null
    if (address === null) continue
    // Entries come in the order of the text, so each is looked for behind the one before it.
    const at = joined.text.indexOf(JSON.stringify(address), from)
    if (at >= 0) from = at + 1
    const line = joined.lineAt(from)
    if (!line) continue
    const state = Array.isArray(entry.state) ? entry.state.at(-1) : entry.state
    list.add(
      line,
      {
        address,
        mac: typeof entry.lladdr === 'string' ? entry.lladdr : null,
        dev: typeof entry.dev === 'string' ? entry.dev : asked,
        state: typeof state === 'string' ? state.toLowerCase() : null,
        hostname: null,
      },
      at < 0 ? null : joined.spanOf(at, at + address.length + 2),
    )
  }
  for (const line of lines)
    if (Array.isArray(json)) list.log.known(line, 'JSON')
    else list.log.unread(line, 'this is no whole JSON document')
  return list.reading()
}
