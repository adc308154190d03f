import type { Packet } from './build-packet'
import { makeScope } from './fields/field-scope'
import { W, word } from './fields/flow-layout'
import { PORT } from './fields/port-names'
import { parseOpenflowPacket } from './packet/parse-openflow-packet'

/**
 * A packet as a person writes it for a trace, `in_port=1,arp,arp_op=2,arp_spa=172.17.20.39`, with the ports of the bridge
 * by name. Answers the packet, or a sentence about what is not understood.
 */
export function parsePacket(text: string, ports: ReadonlyMap<string, number>): Packet | string {
  if (text.trim() === '') return 'The packet is empty: name at least in_port.'
  const flow = parseOpenflowPacket(text, makeScope(ports, []))
  if (typeof flow !== 'string' && word(flow, W.inPort) === PORT.none)
    return 'The packet needs in_port: the port by which it enters the bridge.'
  return flow
}
