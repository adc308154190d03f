import { EMPTY_SCOPE, type FieldScope, findScopedField, parseSubfield, type Subfield } from '../fields/field-scope'
import { fieldNamed } from '../fields/field-table'
import { allOnes, type FieldValue, parseFieldValue, parseInteger } from '../fields/field-value'
import { newFlow, setMasked, W } from '../fields/flow-layout'
import type { MaskedFlow } from './masked-text'
import { type Match, type MatchField, testsOf } from './match'
import { PROTOCOL_WORDS } from './protocol-words'

/** Names that dumps print for fields whose first name in ovs-fields(7) is another. */
const PRINTED: Readonly<Record<string, string>> = {
  eth_src: 'dl_src',
  eth_dst: 'dl_dst',
  eth_type: 'dl_type',
  ip_src: 'nw_src',
  ip_dst: 'nw_dst',
  ip_frag: 'nw_frag',
  tcp_src: 'tp_src',
  tcp_dst: 'tp_dst',
  udp_src: 'tp_src',
  udp_dst: 'tp_dst',
  sctp_src: 'tp_src',
  sctp_dst: 'tp_dst',
  icmpv6_type: 'icmp_type',
  icmpv6_code: 'icmp_code',
}
const VLAN_NONE = 0xffffn
/** Of these fields a rule can ask only for some bits: the DSCP, and the one tunnel flag that rules may name. */
const ASKED_BITS: Readonly<Record<string, bigint>> = { nw_tos: 0xfcn, tun_flags: 0x1n }

const DL_TYPE = fieldNamed('dl_type')
const NW_PROTO = fieldNamed('nw_proto')

/**
 * `arp,in_port=1,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.29` → fields with masks and the tests they amount to. A rule
 * that asks for anything of an Ethernet frame and says nothing of packet_type is for Ethernet packets only.
 */
export function parseMatch(tokens: readonly string[], scope: FieldScope = EMPTY_SCOPE): Match {
  const { fields, value, mask, unknown } = readMatch(tokens, scope)
  return { fields, tests: testsOf(value, mask), unknown }
}

/** The same, with what is asked for as one value and one mask over all words. */
export function readMatch(tokens: readonly string[], scope: FieldScope): Omit<Match, 'tests'> & MaskedFlow {
  const fields = new Map<string, MatchField>()
  const unknown: string[] = []
  const value = newFlow()
  const asked = newFlow()
  const put = (definition: MatchField['definition'], read: FieldValue): void => {
    const mask = read.mask & (ASKED_BITS[definition.name] ?? read.mask)
    const one = { value: read.value & mask, mask }
    if (mask === 0n) return
    const name = PRINTED[definition.name] ?? definition.name
    fields.set(name, { field: name, definition, value: one.value, mask: one.mask })
    const { place, bits } = definition
    setMasked(value, place, bits, one.value, one.mask)
    setMasked(asked, place, bits, one.mask, one.mask)
  }
  for (const token of tokens) {
    const protocol = PROTOCOL_WORDS[token.toLowerCase()]
    if (protocol) {
      put(DL_TYPE, { value: BigInt(protocol[0]), mask: 0xffffn })
      if (protocol[1] !== undefined) put(NW_PROTO, { value: BigInt(protocol[1]), mask: 0xffn })
      continue
    }
    if (token === 'eth') continue
    const equals = token.indexOf('=')
    const named = equals > 0 ? token.slice(0, equals).trim() : token
    const subfield = named.endsWith(']') ? parseSubfield(named, scope) : null
    const definition = subfield?.field ?? (equals > 0 ? findScopedField(scope, named) : null)
    const text = token.slice(equals + 1).trim()
    const read = subfield ? parseBits(subfield, text) : definition ? parseFieldText(definition, text, scope) : null
    if (!definition || !read) unknown.push(token)
    else {
      put(definition, read)
      applyVlan(definition.name, read, value, asked)
    }
  }
  const isEthernet = [...fields.values()].some(
    ({ definition: { prerequisite } }) => prerequisite !== 'none' && prerequisite !== 'ct',
  )
  if (isEthernet && !fields.has('packet_type')) asked[W.packetType] = 0xffffffff
  return {
    fields: [...fields.values()].sort((a, b) => (a.field < b.field ? -1 : 1)),
    value,
    mask: asked,
    unknown,
  }
}

/** `tcp_src[6..10]=19`: some bits of a field. */
function parseBits({ field, offset, bits }: Subfield, text: string): FieldValue | null {
  const value = parseInteger(text)
  if (value === null || value > allOnes(bits)) return null
  const whole = allOnes(bits) << BigInt(offset)
  return field.isMaskable || bits === field.bits ? { value: value << BigInt(offset), mask: whole } : null
}

/** A VLAN number of 0xffff stands for "no tag" in OpenFlow 1.0, so it does not fit the field. */
function parseFieldText(definition: MatchField['definition'], text: string, scope: FieldScope): FieldValue | null {
  if (definition.name === 'dl_vlan' && /^(0xffff|65535)$/i.test(text)) return { value: VLAN_NONE, mask: 0xfffn }
  return parseFieldValue(definition, text, scope.ports)
}

/** Asking for a VLAN or a priority asks for a tag as well. */
function applyVlan(name: string, read: FieldValue, value: Uint32Array, mask: Uint32Array): void {
  if (name === 'dl_vlan' && read.value === VLAN_NONE) {
    value[W.vlanTci] = 0
    mask[W.vlanTci] = 0xffff
  } else if (name === 'dl_vlan' || name === 'dl_vlan_pcp' || name === 'vlan_pcp') {
    value[W.vlanTci] = (value[W.vlanTci] as number) | 0x1000
    mask[W.vlanTci] = (mask[W.vlanTci] as number) | 0x1000
  }
}
