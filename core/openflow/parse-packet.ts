import type { Packet } from './build-pipeline'
import { parseMatch, splitTopLevel } from './parse-match'

/**
 * A packet for a trace is written like a match whose every field is exact:
 * `in_port=1,arp,arp_op=2,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.39`. Answers the packet, or a sentence about what
 * is not understood.
 */
export function parsePacket(text: string, ports: ReadonlyMap<string, number>): Packet | string {
  const tokens = splitTopLevel(text)
  if (tokens.length === 0) return 'The packet is empty: name at least in_port.'
  const { fields, unknown } = parseMatch(tokens, ports)
  if (unknown.length > 0) return `Not understood: ${unknown.join(', ')}.`
  const packet = Object.fromEntries(fields.map((field) => [field.field, field.value]))
  if (packet.in_port === undefined) return 'The packet needs in_port: the port by which it enters the bridge.'
  return packet
}
