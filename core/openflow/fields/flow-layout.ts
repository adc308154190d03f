/**
 * A flow is what a switch knows of a packet: header fields, the port it came by, tunnel and connection state, registers.
 * It is kept as a row of 32-bit words; every field has its place in it, and fields that Open vSwitch keeps in one place
 * (the halves of a VLAN tag, the ports of TCP and the type of ICMP) share words here too.
 */
export type Flow = Uint32Array

/** Where a value lies: `words` words from `word`, most significant first, above `shift` bits of the last. */
export type Place = { readonly word: number; readonly words: number; readonly shift: number }

const SIZES = {
  // Stage 0: what is no header of the packet itself.
  tunId: 2,
  tunSrc: 1,
  tunDst: 1,
  tunIpv6Src: 4,
  tunIpv6Dst: 4,
  tunFlags: 1,
  tunTos: 1,
  tunTtl: 1,
  tunTpSrc: 1,
  tunTpDst: 1,
  tunGbpId: 1,
  tunGbpFlags: 1,
  tunErspanVer: 1,
  tunErspanIdx: 1,
  tunErspanDir: 1,
  tunErspanHwid: 1,
  tunGtpuFlags: 1,
  tunGtpuMsgtype: 1,
  tunPresent: 2,
  tunMetadata: 64,
  metadata: 2,
  regs: 16,
  skbPriority: 1,
  pktMark: 1,
  dpHash: 1,
  inPort: 1,
  recircId: 1,
  ctState: 1,
  ctZone: 1,
  ctMark: 1,
  ctLabel: 4,
  ctNwProto: 1,
  ctTpSrc: 1,
  ctTpDst: 1,
  ctNwSrc: 1,
  ctNwDst: 1,
  ctIpv6Src: 4,
  ctIpv6Dst: 4,
  conjId: 1,
  actsetOutput: 1,
  packetType: 1,
  // Stage 1: layer 2.
  dlDst: 2,
  dlSrc: 2,
  dlType: 1,
  vlanTci: 2,
  vlanTpid: 2,
  mplsLse: 3,
  // Stage 2: layer 3.
  nwSrc: 1,
  nwDst: 1,
  ipv6Src: 4,
  ipv6Dst: 4,
  ipv6Label: 1,
  nwFrag: 1,
  nwTos: 1,
  nwTtl: 1,
  nwProto: 1,
  ndTarget: 4,
  arpSha: 2,
  arpTha: 2,
  tcpFlags: 1,
  nshFlags: 1,
  nshTtl: 1,
  nshMdtype: 1,
  nshNp: 1,
  nshPath: 1,
  nshContext: 4,
  // Stage 3: layer 4.
  tpSrc: 1,
  tpDst: 1,
  igmpGroup: 1,
} as const

export type WordName = keyof typeof SIZES

function layOut(): { readonly at: Readonly<Record<WordName, number>>; readonly words: number } {
  let words = 0
  const at = {} as Record<WordName, number>
  for (const name of Object.keys(SIZES) as WordName[]) {
    at[name] = words
    words += SIZES[name]
  }
  return { at, words }
}
const layout = layOut()

/** The first word of each value. */
export const W = layout.at
export const FLOW_WORDS = layout.words
/** The first word of each stage after the first: a classifier looks at one stage after the other. */
export const STAGE_STARTS: readonly number[] = [W.dlDst, W.nwSrc, W.tpSrc, FLOW_WORDS]

/**
 * A flow that stands for many (free-bits.ts) carries notes behind its words: for each, which of its bits are free,
 * and where they come from.
 */
export const FREE_AT = layout.words
export const ORIGIN_AT = 2 * layout.words

export const newFlow = (): Flow => new Uint32Array(FLOW_WORDS)

/** `count` bits of a value from bit `offset` (0: the lowest). */
export function getBits(flow: Flow, place: Place, offset: number, count: number): bigint {
  if (count === 48 && place.words === 2 && offset === 0)
    return BigInt(((flow[place.word] as number) & 0xffff) * 2 ** 32 + (flow[place.word + 1] as number))
  const low = place.shift + offset
  const last = place.word + place.words - 1 - (low >>> 5)
  const shift = low & 31
  if (shift + count <= 32) {
    const value = (flow[last] ?? 0) >>> shift
    return BigInt(count === 32 ? value : value & (2 ** count - 1))
  }
  let value = BigInt((flow[last] ?? 0) >>> shift)
  for (let at = 32 - shift, word = last - 1; at < count; at += 32, word--)
    value |= BigInt(flow[word] ?? 0) << BigInt(at)
  return value & ((1n << BigInt(count)) - 1n)
}

/** Sets `count` bits of a value from bit `offset`. */
export function setBits(flow: Flow, place: Place, offset: number, count: number, value: bigint): void {
  let rest = value & ((1n << BigInt(count)) - 1n)
  let low = place.shift + offset
  let left = count
  while (left > 0) {
    const word = place.word + place.words - 1 - (low >>> 5)
    const shift = low & 31
    const take = Math.min(left, 32 - shift)
    const ones = take === 32 ? 0xffffffff : 2 ** take - 1
    const part = Number(rest & BigInt(ones))
    flow[word] = ((flow[word] ?? 0) & ~(ones << shift)) | (part << shift)
    if (flow.length > FLOW_WORDS) flow[FREE_AT + word] = (flow[FREE_AT + word] as number) & ~(ones << shift)
    rest >>= BigInt(take)
    low += take
    left -= take
  }
}

/** Sets bits of a value under a mask; bits outside the mask stay. */
export function setMasked(flow: Flow, place: Place, bits: number, value: bigint, mask: bigint): void {
  if (place.words === 1) {
    const ones = Number(mask) << place.shift
    flow[place.word] = ((flow[place.word] as number) & ~ones) | ((Number(value) << place.shift) & ones)
    if (flow.length > FLOW_WORDS) flow[FREE_AT + place.word] = (flow[FREE_AT + place.word] as number) & ~ones
    return
  }
  const free = flow.length > FLOW_WORDS ? getFree(flow, place, bits) & ~mask : 0n
  setBits(flow, place, 0, bits, (getBits(flow, place, 0, bits) & ~mask) | (value & mask))
  if (free !== 0n) setBits(flow.subarray(FREE_AT, ORIGIN_AT), place, 0, bits, free)
}

const getFree = (flow: Flow, place: Place, bits: number): bigint =>
  getBits(flow.subarray(FREE_AT, ORIGIN_AT), place, 0, bits)

/** Makes words zero, and forgets what was noted of them. */
export function clearWords(flow: Flow, from: number, to: number): void {
  flow.fill(0, from, to)
  if (flow.length > FLOW_WORDS) flow.fill(0, FREE_AT + from, FREE_AT + to)
}

/** Takes words over from another flow, with what is noted of them. */
export function copyWords(from: Flow, flow: Flow, start: number, end: number): void {
  for (let base = 0; base < flow.length; base += FLOW_WORDS)
    flow.set(from.subarray(base + start, base + end), base + start)
}

/** Reads one word; an absent one cannot be. */
export const word = (flow: Flow, at: number): number => flow[at] as number
