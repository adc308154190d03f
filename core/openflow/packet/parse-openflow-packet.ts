import { type FieldScope, findScopedField } from '../fields/field-scope'
import type { Field } from '../fields/field-table'
import { parseFieldValue } from '../fields/field-value'
import { type Flow, newFlow, setMasked, W, word } from '../fields/flow-layout'
import { PORT } from '../fields/port-names'
import { VLAN_PRESENT } from '../fields/prerequisites'
import { NOT_SMALL, readSmallValue, setSmallValue } from '../fields/small-value'
import { markPresent } from '../fields/tunnel-options'
import { PROTOCOL_WORDS } from '../match/protocol-words'

const DOT1Q = 0x8100

/**
 * A packet for a trace is written like a match whose every field is exact:
 * `in_port=1,arp,arp_op=2,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.39`. Fields that are not named are zero; a packet
 * without in_port came by no port. Answers the flow, or a sentence about what is not understood; `flow` is one of zeros
 * to write it into.
 */
export function parseOpenflowPacket(text: string, scope: FieldScope, flow = newFlow()): Flow | string {
  let count = 0
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? COMMA : text.charCodeAt(i)
    if (code === OPEN) depth++
    else if (code === CLOSE) depth--
    else if ((code === COMMA || isBlank(code)) && (depth <= 0 || i === text.length)) {
      if (i > start) {
        count++
        if (!readToken(flow, text, start, i, scope)) return `Not understood: ${text.slice(start, i)}.`
      }
      start = i + 1
    }
  }
  if (count === 0) return 'The packet is empty.'
  if (word(flow, W.vlanTci) !== 0) flow[W.vlanTpid] = DOT1Q
  if (word(flow, W.inPort) === 0) flow[W.inPort] = PORT.none
  return flow
}

const COMMA = 44
const OPEN = 40
const CLOSE = 41
const EQUALS = 61
const COLON = 58
const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13)

/** Takes one word of the packet; false when it is not understood. */
function readToken(flow: Flow, text: string, start: number, end: number, scope: FieldScope): boolean {
  let cut = start
  while (cut < end && text.charCodeAt(cut) !== EQUALS && text.charCodeAt(cut) !== COLON) cut++
  if (cut === end) return readProtocol(flow, text.slice(start, end))
  const field = cut > start ? findScopedField(scope, text.slice(start, cut)) : null
  if (!field) return false
  const small = readSmallValue(field, text, cut + 1, end)
  if (small !== NOT_SMALL) setSmallValue(flow, field, small)
  else {
    const value = text.slice(cut + 1, end)
    if (field.name === 'dl_vlan' && (value === '0xffff' || value === '65535')) return true // no tag
    const read = parseFieldValue(field, value, scope.ports)
    if (!read) return false
    setMasked(flow, field.place, field.bits, read.value, read.mask)
  }
  afterwards(flow, field)
  return true
}

function readProtocol(flow: Flow, name: string): boolean {
  if (name === 'eth') return true
  const lower = name.toLowerCase()
  const protocol = Object.hasOwn(PROTOCOL_WORDS, lower) ? PROTOCOL_WORDS[lower] : undefined
  if (!protocol) return false
  flow[W.dlType] = protocol[0]
  if (protocol[1] !== undefined) flow[W.nwProto] = protocol[1]
  return true
}

/** A VLAN number or priority makes a tag; a tunnel option is present. */
function afterwards(flow: Flow, { name, place }: Field): void {
  if (place.word === W.vlanTci && (name === 'dl_vlan' || name === 'dl_vlan_pcp' || name === 'vlan_pcp'))
    flow[W.vlanTci] = word(flow, W.vlanTci) | VLAN_PRESENT
  const option = place.word >= W.tunMetadata && place.word < W.metadata ? /^tun_metadata(\d+)$/.exec(name) : null
  if (option) markPresent(flow, Number(option[1]), true)
}
