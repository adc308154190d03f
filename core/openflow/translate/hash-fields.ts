import { FLOW_WORDS, type Flow, getBits, W, word } from '../fields/flow-layout'
import { ETH, IP, isIp } from '../fields/prerequisites'
import { hashAdd, hashFinish, jenkinsHash } from './hash-functions'

/** The fields that multipath, bundle and select groups may hash (flow_hash_fields, lib/flow.c); null: an unknown choice. */
export function hashFlow(flow: Flow, fields: string, basis: number): number | null {
  switch (fields) {
    case 'eth_src':
      return jenkinsHash(bytesAt(flow, W.dlSrc, 2, 6), basis)
    case 'symmetric_l4':
      return hashSymmetricL4(flow, basis)
    case 'symmetric_l3l4':
      return hashSymmetricL3L4(flow, basis, false)
    case 'symmetric_l3l4+udp':
      return hashSymmetricL3L4(flow, basis, true)
    case 'symmetric_l3':
      return hashSymmetricL3(flow, basis)
    case 'nw_src':
      return hashAddress(flow, W.nwSrc, W.ipv6Src, basis)
    case 'nw_dst':
      return hashAddress(flow, W.nwDst, W.ipv6Dst, basis)
    default:
      return null
  }
}

/** The words that such a hash may look at. */
export function hashedWords(fields: string): readonly number[] {
  if (fields === 'eth_src') return [W.dlSrc, W.dlSrc + 1]
  if (fields === 'nw_src') return [W.nwSrc, ...V6.map((i) => W.ipv6Src + i)]
  if (fields === 'nw_dst') return [W.nwDst, ...V6.map((i) => W.ipv6Dst + i)]
  return HEADER_WORDS
}
const V6 = [0, 1, 2, 3]
const HEADER_WORDS = Array.from({ length: FLOW_WORDS - W.dlDst }, (_, i) => W.dlDst + i)

/** Bytes of a value in network order. */
export function bytesAt(flow: Flow, at: number, words: number, count: number): number[] {
  const value = getBits(flow, { word: at, words, shift: 0 }, 0, count * 8)
  return Array.from({ length: count }, (_, i) => Number((value >> BigInt(8 * (count - 1 - i))) & 0xffn))
}

const xor = (a: readonly number[], b: readonly number[]): number[] => a.map((byte, i) => byte ^ (b[i] ?? 0))
/** Of fragments no ports are hashed, so that they all go the way of the first. */
const hasPorts = (flow: Flow, withUdp = false): boolean => {
  const protocol = word(flow, W.nwProto)
  return (
    (word(flow, W.nwFrag) & FRAGMENT_BITS) === 0 &&
    (protocol === IP.tcp || protocol === IP.sctp || (withUdp && protocol === IP.udp))
  )
}
const FRAGMENT_BITS = 3

export function hashSymmetricL4(flow: Flow, basis: number): number {
  const type = word(flow, W.dlType)
  let address = new Array<number>(16).fill(0)
  let ports = [0, 0]
  let protocol = 0
  if (isIp(flow) && (type === ETH.ip || type === ETH.ipv6)) {
    address =
      type === ETH.ip
        ? [...xor(bytesAt(flow, W.nwSrc, 1, 4), bytesAt(flow, W.nwDst, 1, 4)), ...new Array<number>(12).fill(0)]
        : xor(bytesAt(flow, W.ipv6Src, 4, 16), bytesAt(flow, W.ipv6Dst, 4, 16))
    protocol = word(flow, W.nwProto)
    if (hasPorts(flow)) ports = xor(bytesAt(flow, W.tpSrc, 1, 2), bytesAt(flow, W.tpDst, 1, 2))
  }
  const vlan = (word(flow, W.vlanTci) & 0xfff) ^ (word(flow, W.vlanTci + 1) & 0xfff)
  const bytes = [
    ...address,
    type >>> 8,
    type & 0xff,
    vlan >>> 8,
    vlan & 0xff,
    ...ports,
    ...xor(bytesAt(flow, W.dlSrc, 2, 6), bytesAt(flow, W.dlDst, 2, 6)),
    protocol,
    ...[0, 0, 0],
  ]
  return jenkinsHash(bytes, basis)
}

/** A value in network order as a little-endian machine reads it. */
const swapped = (value: number): number =>
  (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0

function addAddresses(flow: Flow, basis: number): number | null {
  const type = word(flow, W.dlType)
  if (type === ETH.ip) return hashAdd(basis, swapped((word(flow, W.nwSrc) ^ word(flow, W.nwDst)) >>> 0))
  if (type !== ETH.ipv6) return null
  let hash = basis
  for (let i = 0; i < 4; i++)
    hash = hashAdd(hash, swapped((word(flow, W.ipv6Src + i) ^ word(flow, W.ipv6Dst + i)) >>> 0))
  return hash
}

/** What the hashes of layer 3 fall back to for packets that have none (flow_hash_symmetric_l2, lib/flow.c). */
function hashSymmetricL2(flow: Flow, basis: number): number {
  if (word(flow, W.packetType) !== 0) return 0
  const vlan = (word(flow, W.vlanTci) ^ word(flow, W.vlanTci + 1)) & 0xfff
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = xor(bytesAt(flow, W.dlSrc, 2, 6), bytesAt(flow, W.dlDst, 2, 6))
  let hash = hashAdd(basis, swapped(((word(flow, W.dlType) << 16) | vlan) >>> 0))
  hash = hashAdd(hash, (a | (b << 8) | (c << 16) | (d << 24)) >>> 0)
  hash = hashAdd(hash, e | (f << 8))
  return hashFinish(hash, basis)
}

function hashSymmetricL3L4(flow: Flow, basis: number, withUdp: boolean): number {
  let hash = addAddresses(flow, basis)
  if (hash === null) return hashSymmetricL2(flow, basis)
  hash = hashAdd(hash, word(flow, W.nwProto))
  if (hasPorts(flow, withUdp)) {
    const ports = word(flow, W.tpSrc) ^ word(flow, W.tpDst)
    hash = hashAdd(hash, ((ports & 0xff) << 8) | (ports >>> 8))
  }
  return hashFinish(hash, basis)
}

/** Over the addresses and the Ethernet type as they lie in a C structure, two bytes of padding at its end. */
function hashSymmetricL3(flow: Flow, basis: number): number {
  const type = word(flow, W.dlType)
  const address =
    type === ETH.ip
      ? [...xor(bytesAt(flow, W.nwSrc, 1, 4), bytesAt(flow, W.nwDst, 1, 4)), ...new Array<number>(12).fill(0)]
      : type === ETH.ipv6
        ? xor(bytesAt(flow, W.ipv6Src, 4, 16), bytesAt(flow, W.ipv6Dst, 4, 16))
        : new Array<number>(16).fill(0)
  return jenkinsHash([...address, type >>> 8, type & 0xff, 0, 0], basis)
}

function hashAddress(flow: Flow, atIpv4: number, atIpv6: number, basis: number): number {
  const type = word(flow, W.dlType)
  if (type === ETH.ip) return jenkinsHash(bytesAt(flow, atIpv4, 1, 4), basis)
  return type === ETH.ipv6 ? jenkinsHash(bytesAt(flow, atIpv6, 4, 16), basis) : basis
}
