import { allOnes, formatIpBits, formatMac } from '../fields/field-value'
import { type Flow, getBits, type Place, setBits, W, word } from '../fields/flow-layout'
import { ETH, IP, isIp } from '../fields/prerequisites'

/** One part of a header that the datapath can set: its key, where it lies, and how it is written. */
type Part = { readonly key: string; readonly place: Place; readonly bits: number; readonly format: PartFormat }
type PartFormat = 'mac' | 'ipv4' | 'ipv6' | 'hex' | 'decimal'

const part = (key: string, at: number, words: number, bits: number, format: PartFormat): Part => ({
  key,
  place: { word: at, words, shift: 0 },
  bits,
  format,
})

const ETHERNET = [part('src', W.dlSrc, 2, 48, 'mac'), part('dst', W.dlDst, 2, 48, 'mac')]
const IPV4 = [
  part('src', W.nwSrc, 1, 32, 'ipv4'),
  part('dst', W.nwDst, 1, 32, 'ipv4'),
  part('tos', W.nwTos, 1, 8, 'hex'),
  part('ttl', W.nwTtl, 1, 8, 'decimal'),
]
const IPV6 = [
  part('src', W.ipv6Src, 4, 128, 'ipv6'),
  part('dst', W.ipv6Dst, 4, 128, 'ipv6'),
  part('label', W.ipv6Label, 1, 20, 'hex'),
  part('tclass', W.nwTos, 1, 8, 'hex'),
  part('hlimit', W.nwTtl, 1, 8, 'decimal'),
]
const ARP = [
  part('sip', W.nwSrc, 1, 32, 'ipv4'),
  part('tip', W.nwDst, 1, 32, 'ipv4'),
  part('op', W.nwProto, 1, 16, 'decimal'),
  part('sha', W.arpSha, 2, 48, 'mac'),
  part('tha', W.arpTha, 2, 48, 'mac'),
]
const ND = [
  part('target', W.ndTarget, 4, 128, 'ipv6'),
  part('sll', W.arpSha, 2, 48, 'mac'),
  part('tll', W.arpTha, 2, 48, 'mac'),
]
const ND_EXTENSIONS = [
  part('nd_reserved', W.igmpGroup, 1, 32, 'hex'),
  part('nd_options_type', W.tcpFlags, 1, 8, 'decimal'),
]
const PORTS = [part('src', W.tpSrc, 1, 16, 'decimal'), part('dst', W.tpDst, 1, 16, 'decimal')]
const ICMP = [part('type', W.tpSrc, 1, 8, 'decimal'), part('code', W.tpDst, 1, 8, 'decimal')]
const NSH = [
  part('flags', W.nshFlags, 1, 8, 'decimal'),
  part('ttl', W.nshTtl, 1, 8, 'decimal'),
  part('path', W.nshPath, 1, 32, 'hex'),
  ...[0, 1, 2, 3].map((i) => part(`c${i + 1}`, W.nshContext + i, 1, 32, 'hex')),
]

/** The two flows between which a header is brought up to date, and the bits that were looked at or set. */
export type Change = { readonly flow: Flow; readonly base: Flow; readonly seen: Flow }

/**
 * The parts of a header in which the flow differs from what the datapath has, written as the argument of `set()`, with a
 * mask where not all bits are meant; the datapath's copy is then brought up to date. Null: nothing differs.
 */
function change({ flow, base, seen }: Change, name: string, parts: readonly Part[], writesAll = false): string | null {
  if (parts.every((one) => isSame(flow, base, one))) return null
  const differing = parts.filter((one) => !isSame(flow, base, one))
  const written = (writesAll ? parts : differing).map((one) => {
    const mask = writesAll ? allOnes(one.bits) : read(seen, one)
    const text = write(one, read(flow, one) & mask)
    setBits(base, one.place, 0, one.bits, read(flow, one))
    return mask === allOnes(one.bits) ? `${one.key}=${text}` : `${one.key}=${text}/${writeMask(one, mask)}`
  })
  return `set(${name}(${written.join(',')}))`
}

/** Of a part that has its words for itself. */
function isSame(flow: Flow, base: Flow, { place: { word: at, words } }: Part): boolean {
  for (let i = at; i < at + words; i++) if (flow[i] !== base[i]) return false
  return true
}

const read = (flow: Flow, one: Part): bigint => getBits(flow, one.place, 0, one.bits)

function write(one: Part, value: bigint): string {
  if (one.format === 'mac') return formatMac(value)
  if (one.format === 'ipv4' || one.format === 'ipv6') return formatIpBits(one.format, value)
  return one.format === 'decimal' || value === 0n ? value.toString() : `0x${value.toString(16)}`
}
const writeMask = (one: Part, mask: bigint): string =>
  one.format === 'decimal' ? `0x${mask.toString(16)}` : write(one, mask)

export const setEthernet = (one: Change): string | null =>
  word(one.flow, W.packetType) === 0 ? change(one, 'eth', ETHERNET) : null

/** Layer 3, ARP and neighbour discovery. */
export function setNetwork(one: Change): string[] {
  if (word(one.flow, W.nwProto) === 0) return []
  const type = word(one.base, W.dlType)
  const texts: (string | null)[] = []
  if (type === ETH.ip) texts.push(change(one, 'ipv4', IPV4))
  else if (type === ETH.ipv6) {
    texts.push(change(one, 'ipv6', IPV6))
    if (word(one.base, W.nwProto) === IP.icmp6) texts.push(change(one, 'nd_ext', ND_EXTENSIONS), change(one, 'nd', ND))
  } else if (type === ETH.arp) texts.push(change(one, 'arp', ARP))
  return texts.filter((text) => text !== null)
}

export function setTransport(one: Change): string | null {
  const protocol = word(one.flow, W.nwProto)
  if (protocol === 0 || !isIp(one.base)) return null
  const name = protocol === IP.tcp ? 'tcp' : protocol === IP.udp ? 'udp' : protocol === IP.sctp ? 'sctp' : null
  return name && change(one, name, PORTS)
}

export function setIcmp(one: Change): string | null {
  const type = word(one.flow, W.dlType)
  const protocol = word(one.flow, W.nwProto)
  if (type === ETH.ip && protocol === IP.icmp) return change(one, 'icmp', ICMP, true)
  return type === ETH.ipv6 && protocol === IP.icmp6 ? change(one, 'icmpv6', ICMP, true) : null
}

export function setNsh(one: Change): string | null {
  return word(one.flow, W.dlType) === ETH.nsh ? change(one, 'nsh', NSH) : null
}

/** Queue and mark, which are no headers: `set(skb_priority(0x1))`. */
export function setMetadata(one: Change, name: 'skb_priority' | 'skb_mark', at: number): string | null {
  const value = word(one.flow, at)
  if (value === word(one.base, at)) return null
  one.base[at] = value
  const mask = word(one.seen, at)
  const hex = (number: number) => (number === 0 ? '0' : `0x${number.toString(16)}`)
  return `set(${name}(${mask === 0xffffffff ? hex(value) : `${hex((value & mask) >>> 0)}/${hex(mask)}`}))`
}
