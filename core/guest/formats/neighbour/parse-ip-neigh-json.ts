import type { JsonNode, JsonObject } from '../../../text/json-tree'
import type { Line } from '../../../text/lines'
import type { Reading } from '../../capture'
import type { Neighbour } from '../../neighbour'
import { itemsOf, JsonEvidence, memberOf, objectsIn, textOf } from '../json-evidence'
import { NeighbourList } from './neighbour-list'

/** Whether values are what `ip -j neigh` prints: routes also have dst and dev, but neither lladdr nor a list of states. */
export const isNeighbourJson = (values: readonly JsonNode[]): boolean => {
  const entries = objectsIn(values).filter(({ members }) => members.size > 0)
  return (
    entries.every(({ members }) => members.has('dst') && !members.has('addr_info') && !members.has('gateway')) &&
    entries.some(({ members }) => members.has('lladdr') || members.get('state')?.kind === 'array')
  )
}

/**
 * `ip -j neigh` prints an array of entries; `-p` puts each member on a line of its own:
 *
 *     [{"dst":"172.17.20.30","dev":"eth0","lladdr":"00:16:3e:0a:5c:f2","state":["REACHABLE"]},
 *      {"dst":"172.17.20.39","dev":"eth0","state":["FAILED"]}]
 */
export function parseIpNeighJson(lines: readonly Line[], command: string | null = null): Reading<Neighbour[]> {
  const evidence = new JsonEvidence(lines)
  const list = new NeighbourList(evidence.log)
  const asked = command === null ? null : (/\sdev\s+(\S+)/.exec(command)?.[1] ?? null)
  for (const entry of objectsIn(evidence.values)) if (entry.members.size > 0) readEntry(entry)
  return evidence.reading(list.all)

  function readEntry(entry: JsonObject): void {
    const address = memberOf(entry, 'dst')
    const text = textOf(address)
    const line = address && evidence.lineOf(address)
    if (!address || text === null || !line) return evidence.report(entry.span, 'this entry names no address')
    const shown = memberOf(entry, 'state')
    const state = textOf(shown?.kind === 'array' ? itemsOf(shown).at(-1) : shown)
    list.add(
      line,
      {
        address: text,
        mac: textOf(memberOf(entry, 'lladdr')),
        dev: textOf(memberOf(entry, 'dev')) ?? asked,
        state: state?.toLowerCase() ?? null,
        hostname: null,
      },
      evidence.place(address),
    )
  }
}
