import { type FieldScope, findScopedField } from '../fields/field-scope'
import { parseFieldValue } from '../fields/field-value'
import { type Flow, newFlow, setMasked, W, word } from '../fields/flow-layout'
import { PORT } from '../fields/port-names'
import { VLAN_PRESENT } from '../fields/prerequisites'
import { markPresent } from '../fields/tunnel-options'
import { PROTOCOL_WORDS } from '../match/protocol-words'
import { splitTopLevel } from '../match/split-top-level'

const DOT1Q = 0x8100

/**
 * A packet for a trace is written like a match whose every field is exact:
 * `in_port=1,arp,arp_op=2,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.39`. Fields that are not named are zero; a packet
 * without in_port came by no port. Answers the flow, or a sentence about what is not understood.
 */
export function parseOpenflowPacket(text: string, scope: FieldScope): Flow | string {
  const flow = newFlow()
  const tokens = splitTopLevel(text).flatMap((part) => (part.includes('(') ? [part] : part.split(/\s+/)))
  if (tokens.length === 0) return 'The packet is empty.'
  for (const token of tokens) {
    const protocol = PROTOCOL_WORDS[token.toLowerCase()]
    if (protocol) {
      flow[W.dlType] = protocol[0]
      if (protocol[1] !== undefined) flow[W.nwProto] = protocol[1]
      continue
    }
    if (token === 'eth') continue
    const cut = token.search(/[=:]/)
    const field = cut > 0 ? findScopedField(scope, token.slice(0, cut)) : null
    if (!field) return `Not understood: ${token}.`
    const isNoVlan = field.name === 'dl_vlan' && /^(0xffff|65535)$/.test(token.slice(cut + 1))
    if (isNoVlan) continue
    const read = parseFieldValue(field, token.slice(cut + 1), scope.ports)
    if (!read) return `Not understood: ${token}.`
    setMasked(flow, field.place, field.bits, read.value, read.mask)
    if (['dl_vlan', 'dl_vlan_pcp', 'vlan_pcp'].includes(field.name))
      flow[W.vlanTci] = word(flow, W.vlanTci) | VLAN_PRESENT
    const option = /^tun_metadata(\d+)$/.exec(field.name)
    if (option) markPresent(flow, Number(option[1]), true)
  }
  if (word(flow, W.vlanTci) !== 0) flow[W.vlanTpid] = DOT1Q
  if (word(flow, W.inPort) === 0) flow[W.inPort] = PORT.none
  return flow
}
