import { parseMac } from '../../ip/mac'
import { spanOf, splitLines } from '../../text/lines'
import type { Parsed, Problem } from '../../text/span'

/** A port of a bridge as OpenFlow describes it. */
export type PortDescription = {
  readonly ofport: number | string // a number, or the reserved name LOCAL
  readonly name: string
  readonly mac: string | null
  readonly config: readonly string[]
  readonly state: readonly string[]
  readonly line: number
}
export type BridgeDescription = {
  readonly datapathId: string | null
  readonly tables: number | null
  readonly ports: readonly PortDescription[]
}

const PORT = /^\s*(\d+|[A-Z_]+)\((.*)\):\s*addr:([\da-fA-F:]+)/
const HEADING = /^(OFPST_PORT_DESC|OFPT_FEATURES|OFPT_GET_CONFIG|OFPST_PORT)\w* *(reply|request)?/
/** What is said of a port or a switch besides; each line is one of these. */
const ABOUT = /^\s*(config|state|current|advertised|supported|peer|speed|capabilities|actions|n_tables):?/

/**
 * `ovs-ofctl dump-ports-desc` and `ovs-ofctl show`:
 *
 *     OFPT_FEATURES_REPLY (xid=0x2): dpid:0000aabbccddeeff
 *     n_tables:254, n_buffers:0
 *      1(tap-vmA): addr:fe:16:3e:0a:5c:f1
 *          config:     0
 *          state:      LIVE
 */
export function parsePortDescriptions(text: string): Parsed<BridgeDescription> {
  const ports: { -readonly [K in keyof PortDescription]: PortDescription[K] }[] = []
  const problems: Problem[] = []
  let datapathId: string | null = null
  let tables: number | null = null
  for (const line of splitLines(text)) {
    if (line.text.trim() === '') continue
    const id = /\bdpid:([\da-fA-F]{16})\b/.exec(line.text)?.[1]
    if (id) datapathId = id.toLowerCase()
    const count = /\bn_tables:(\d+)/.exec(line.text)?.[1]
    if (count) tables = Number(count)
    const port = PORT.exec(line.text)
    const about = /^\s+(config|state):\s*(.*)$/.exec(line.text)
    const last = ports.at(-1)
    if (port)
      ports.push({
        ofport: /^\d+$/.test(port[1] ?? '') ? Number(port[1]) : (port[1] ?? ''),
        name: port[2] ?? '',
        mac: parseMac(port[3] ?? ''),
        config: [],
        state: [],
        line: line.number,
      })
    else if (about && last)
      last[about[1] as 'config' | 'state'] = about[2] === '0' ? [] : (about[2] ?? '').trim().split(/\s+/)
    else if (!HEADING.test(line.text.trim()) && !ABOUT.test(line.text))
      problems.push({
        span: spanOf(line),
        reason: 'no port and nothing about one',
        text: line.text.trim().slice(0, 200),
      })
  }
  return { value: { datapathId, tables, ports }, problems }
}
