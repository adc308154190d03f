import { parseDumpFlows } from '../../../core/openflow/dump/parse-dump-flows'
import type { Reader } from './answer'

export const FLOW_FORMATS = ['dump-flows'] as const

/** `rollcall parse flows`: rules in input order. */
export const readFlows: Reader = (text) => {
  const { value, problems } = parseDumpFlows(text)
  const rules = value.map(({ table, priority, cookie, nPackets, nBytes, match, actions, extra }) => ({
    table,
    priority,
    cookie,
    n_packets: nPackets,
    n_bytes: nBytes,
    match,
    actions,
    ...(Object.keys(extra).length > 0 && { extra }),
  }))
  return { format: 'dump-flows', value: rules, problems }
}
