import { EMPTY_SCOPE, type FieldScope, findScopedField, parseSubfield, type Subfield } from '../fields/field-scope'
import { fieldNamed } from '../fields/field-table'
import { allOnes, type FieldValue, parseFieldValue, parseInteger } from '../fields/field-value'
import { newFlow, setMasked, W } from '../fields/flow-layout'
import type { MaskedFlow } from './masked-text'
import type { Match, MatchField, WordTest } from './match'
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
/** In OpenFlow 1.0 a VLAN number that no VLAN has stands for packets without a tag. */
const NO_VLAN = /^dl_vlan=(0xffff|65535)$/i
/** Of these fields a rule can ask only for some bits: the DSCP, and the one tunnel flag that rules may name. */
const ASKED_BITS: Readonly<Record<string, bigint>> = { nw_tos: 0xfcn, tun_flags: 0x1n }

const DL_TYPE = fieldNamed('dl_type')
const NW_PROTO = fieldNamed('nw_proto')
const VLAN_TCI = fieldNamed('vlan_tci')

/** What tokens of a dump amount to, by their text: most are said by many rules. Null: no field of that name and value. */
export type KnownTokens = Map<string, MatchField | null>
const KNOWN_MAX = 4096
const KNOWN_LENGTH_MAX = 14 // longer ones name an address, and so a single guest

/** Where a match is put together, word by word; wiped after each. */
const value = newFlow()
const asked = newFlow()

/**
 * `arp,in_port=1,dl_src=00:16:3e:0a:5c:f1,arp_spa=172.17.20.29` → fields with masks and the tests they amount to. A rule
 * that asks for anything of an Ethernet frame and says nothing of packet_type is for Ethernet packets only.
 */
export function parseMatch(
  tokens: readonly string[],
  scope: FieldScope = EMPTY_SCOPE,
  known: KnownTokens = new Map(),
): Match {
  const { fields, unknown, touched } = gather(tokens, scope, known)
  const tests: WordTest[] = []
  for (const at of touched.sort((a, b) => a - b)) {
    const mask = asked[at] as number
    if (mask !== 0) tests.push({ at, mask, value: ((value[at] as number) & mask) >>> 0 })
    wipe(at)
  }
  return { fields, tests, unknown }
}

/** The same, with what is asked for as one value and one mask over all words. */
export function readMatch(tokens: readonly string[], scope: FieldScope): Omit<Match, 'tests'> & MaskedFlow {
  const { fields, unknown, touched } = gather(tokens, scope, new Map())
  const whole = { value: value.slice(), mask: asked.slice() }
  for (const at of touched) wipe(at)
  return { fields, unknown, ...whole }
}

function wipe(at: number): void {
  value[at] = 0
  asked[at] = 0
}

type Gathered = { readonly fields: MatchField[]; readonly unknown: string[]; readonly touched: number[] }

/** Puts a match together in `value` and `asked`; answers which words are to be wiped. */
function gather(tokens: readonly string[], scope: FieldScope, known: KnownTokens): Gathered {
  const gathered: Gathered = { fields: [], unknown: [], touched: [W.packetType] }
  const { fields } = gathered
  for (const token of tokens) {
    const word = token.toLowerCase()
    const protocol = Object.hasOwn(PROTOCOL_WORDS, word) ? PROTOCOL_WORDS[word] : undefined
    if (protocol) {
      put(gathered, matchField(DL_TYPE, { value: BigInt(protocol[0]), mask: 0xffffn }))
      if (protocol[1] !== undefined) put(gathered, matchField(NW_PROTO, { value: BigInt(protocol[1]), mask: 0xffn }))
      continue
    }
    if (token === 'eth') continue
    let one = token.length <= KNOWN_LENGTH_MAX ? known.get(token) : undefined
    if (one === undefined) {
      one = readToken(token, scope)
      if (token.length <= KNOWN_LENGTH_MAX && known.size < KNOWN_MAX) known.set(token, one)
    }
    if (one === null) gathered.unknown.push(token)
    else {
      put(gathered, one)
      applyVlan(one)
    }
  }
  const isEthernet = fields.some(({ definition: { prerequisite: one } }) => one !== 'none' && one !== 'ct')
  if (isEthernet && !fields.some(({ field }) => field === 'packet_type')) asked[W.packetType] = 0xffffffff
  fields.sort((a, b) => (a.field < b.field ? -1 : 1))
  return gathered
}

function readToken(token: string, scope: FieldScope): MatchField | null {
  if (NO_VLAN.test(token)) return matchField(VLAN_TCI, { value: 0n, mask: 0xffffn })
  const equals = token.indexOf('=')
  const named = equals > 0 ? token.slice(0, equals).trim() : token
  const subfield = named.endsWith(']') ? parseSubfield(named, scope) : null
  const definition = subfield?.field ?? (equals > 0 ? findScopedField(scope, named) : null)
  const text = token.slice(equals + 1).trim()
  const read = subfield ? parseBits(subfield, text) : definition ? parseFieldValue(definition, text, scope.ports) : null
  return definition && read && matchField(definition, read)
}

function matchField(definition: MatchField['definition'], read: FieldValue): MatchField {
  const mask = read.mask & (ASKED_BITS[definition.name] ?? read.mask)
  return { field: PRINTED[definition.name] ?? definition.name, definition, value: read.value & mask, mask }
}

/** The last word on a field counts. */
function put({ fields, touched }: Gathered, one: MatchField): void {
  if (one.mask === 0n) return
  const at = fields.findIndex((other) => other.field === one.field)
  if (at < 0) fields.push(one)
  else fields[at] = one
  const { place, bits } = one.definition
  setMasked(value, place, bits, one.value, one.mask)
  setMasked(asked, place, bits, one.mask, one.mask)
  for (let i = 0; i < place.words; i++) touched.push(place.word + i)
}

/** `tcp_src[6..10]=19`: some bits of a field. */
function parseBits({ field, offset, bits }: Subfield, text: string): FieldValue | null {
  const value = parseInteger(text)
  if (value === null || value > allOnes(bits)) return null
  const whole = allOnes(bits) << BigInt(offset)
  return field.isMaskable || bits === field.bits ? { value: value << BigInt(offset), mask: whole } : null
}

/** Asking for a VLAN or a priority asks for a tag as well. */
function applyVlan({ definition: { name } }: MatchField): void {
  if (name !== 'dl_vlan' && name !== 'dl_vlan_pcp' && name !== 'vlan_pcp') return
  value[W.vlanTci] = (value[W.vlanTci] as number) | 0x1000
  asked[W.vlanTci] = (asked[W.vlanTci] as number) | 0x1000
}
