import { type Line, spanOf, splitLines } from '../../text/lines'
import type { Parsed, Problem, Span } from '../../text/span'

/** A logical flow of OVN: what ovn-controller makes rules of on every host. */
export type LogicalFlow = {
  readonly uuid: string | null // the first 32 bits as "0x…", as rules carry it in their cookie; null where not printed
  readonly datapath: string
  readonly datapathUuid: string | null
  readonly pipeline: 'ingress' | 'egress'
  readonly table: number
  readonly stage: string
  readonly priority: number
  readonly match: string
  readonly actions: string
  readonly line: number
  readonly span: Span
}

const DATAPATH =
  /^Datapath(?:Group)?: "?([^"]*?)"?(?: aka "?[^"]*"?)?(?: \(([\da-f-]+)\))?\s+Pipeline: (ingress|egress)\s*$/
const HEAD = /^\s*(?:uuid=(0x[\da-f]+|[\da-f]{8}-[\da-f-]+), )?table=(\d+)\s*\(([^)]*)\), priority=(\d+)\s*, match=\(/

/**
 * `ovn-sbctl lflow-list`, with `--uuid` or without:
 *
 *     Datapath: "ls0" (56fa55c5-…)  Pipeline: ingress
 *       uuid=0x57d11d08, table=0 (ls_in_check_port_sec), priority=50   , match=(1), action=(next;)
 *
 * OpenFlow rules that `--ovs` prints beneath are passed over: they are no logical flows.
 */
export function parseLflowList(text: string): Parsed<LogicalFlow[]> {
  const value: LogicalFlow[] = []
  const problems: Problem[] = []
  let place: Pick<LogicalFlow, 'datapath' | 'datapathUuid' | 'pipeline'> | null = null
  for (const line of splitLines(text)) {
    const body = line.text.trim()
    if (body === '' || body.startsWith('#')) continue
    const datapath = DATAPATH.exec(body)
    if (datapath) {
      const pipeline = datapath[3] === 'egress' ? 'egress' : 'ingress'
      place = { datapath: datapath[1] ?? '', datapathUuid: datapath[2] ?? null, pipeline }
      continue
    }
    const flow = place ? readFlow(line, place) : null
    if (flow) value.push(flow)
    else if (!(place && /^\s{4,}\S.*\bactions=/.test(line.text)))
      problems.push({
        span: spanOf(line),
        reason: place ? 'not a logical flow' : 'before the first datapath',
        text: body.slice(0, 200),
      })
  }
  return { value, problems }
}

const MIDDLE = '), action=('

function readFlow(line: Line, place: Pick<LogicalFlow, 'datapath' | 'datapathUuid' | 'pipeline'>): LogicalFlow | null {
  const head = HEAD.exec(line.text)
  const end = line.text.trimEnd()
  const middle = line.text.indexOf(MIDDLE)
  if (!head || middle < 0 || !end.endsWith(')')) return null
  return {
    ...place,
    uuid: head[1] === undefined ? null : shortUuid(head[1]),
    table: Number(head[2]),
    stage: (head[3] ?? '').trim(),
    priority: Number(head[4]),
    match: line.text.slice(head[0].length, middle),
    actions: end.slice(middle + MIDDLE.length, -1),
    line: line.number,
    span: spanOf(line),
  }
}

/** The first 32 bits of a UUID, without leading zeros, as cookies are printed. */
export const shortUuid = (uuid: string): string =>
  `0x${Number.parseInt(uuid.replace(/^0x/, '').slice(0, 8), 16).toString(16)}`
