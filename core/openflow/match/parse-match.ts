import { EMPTY_SCOPE, type FieldScope, findScopedField, parseSubfield, type Subfield } from '../fields/field-scope'
import { type Field, fieldNamed } from '../fields/field-table'
import { allOnes, type FieldValue, parseFieldValue, parseInteger } from '../fields/field-value'
import { newFlow, setMasked, W } from '../fields/flow-layout'
import { VLAN_PRESENT } from '../fields/prerequisites'
import { NOT_SMALL, readSmallValue, setSmallValue, setWholeMask } from '../fields/small-value'
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

/** An exact value of few bits; as big integers only where someone asks. */
class SmallField implements MatchField {
  readonly field: string
  constructor(
    readonly definition: Field,
    readonly small: number,
  ) {
    this.field = PRINTED[definition.name] ?? definition.name
  }
  get value(): bigint {
    return BigInt(this.small)
  }
  get mask(): bigint {
    return allOnes(this.definition.bits)
  }
}

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
  for (const token of tokens) {
    const equals = token.indexOf('=')
    const protocol = equals < 0 ? protocolFields(token) : null
    if (protocol) for (const one of protocol) put(gathered, one)
    else {
      const isShort = token.length <= KNOWN_LENGTH_MAX
      let one = isShort ? known.get(token) : undefined
      if (one === undefined) {
        one = readToken(token, equals, scope)
        if (isShort && known.size < KNOWN_MAX) known.set(token, one)
      }
      if (one === null) gathered.unknown.push(token)
      else put(gathered, one)
    }
  }
  const { fields } = gathered
  if (needsEthernet(fields)) asked[W.packetType] = 0xffffffff
  fields.sort((a, b) => (a.field < b.field ? -1 : 1))
  return gathered
}

/** What a word without a value asks for: `arp`, `tcp6`, `eth`. Null: it is none of these. */
function protocolFields(token: string): readonly MatchField[] | null {
  if (token === 'eth') return []
  const word = token.toLowerCase()
  return PROTOCOL_FIELDS.get(word) ?? null
}
const PROTOCOL_FIELDS: ReadonlyMap<string, readonly MatchField[]> = new Map(
  Object.entries(PROTOCOL_WORDS).map(([word, [etherType, protocol]]) => [
    word,
    [new SmallField(DL_TYPE, etherType), ...(protocol === undefined ? [] : [new SmallField(NW_PROTO, protocol)])],
  ]),
)

function needsEthernet(fields: readonly MatchField[]): boolean {
  let needs = false
  for (const { field, definition } of fields) {
    if (field === 'packet_type') return false
    if (definition.prerequisite !== 'none' && definition.prerequisite !== 'ct') needs = true
  }
  return needs
}

function readToken(token: string, equals: number, scope: FieldScope): MatchField | null {
  const whole = equals > 0 ? findScopedField(scope, token.slice(0, equals)) : null
  const small = whole ? readSmallValue(whole, token, equals + 1, token.length) : NOT_SMALL
  if (whole && small !== NOT_SMALL) return new SmallField(whole, small)
  if (NO_VLAN.test(token)) return matchField(VLAN_TCI, { value: 0n, mask: 0xffffn })
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

/** The last word on a field counts. Asking for a VLAN or a priority asks for a tag as well. */
function put({ fields, touched }: Gathered, one: MatchField): void {
  const { place, bits, name } = one.definition
  let at = 0
  while (at < fields.length && fields[at]?.field !== one.field) at++
  if (one instanceof SmallField) {
    fields[at] = one
    setSmallValue(value, one.definition, one.small)
    setWholeMask(asked, one.definition)
  } else {
    if (one.mask === 0n) return
    fields[at] = one
    setMasked(value, place, bits, one.value, one.mask)
    setMasked(asked, place, bits, one.mask, one.mask)
  }
  for (let i = 0; i < place.words; i++) touched.push(place.word + i)
  if (name === 'dl_vlan' || name === 'dl_vlan_pcp' || name === 'vlan_pcp') {
    value[W.vlanTci] = (value[W.vlanTci] as number) | VLAN_PRESENT
    asked[W.vlanTci] = (asked[W.vlanTci] as number) | VLAN_PRESENT
  }
}

/** `tcp_src[6..10]=19`: some bits of a field. */
function parseBits({ field, offset, bits }: Subfield, text: string): FieldValue | null {
  const value = parseInteger(text)
  if (value === null || value > allOnes(bits)) return null
  const whole = allOnes(bits) << BigInt(offset)
  return field.isMaskable || bits === field.bits ? { value: value << BigInt(offset), mask: whole } : null
}
