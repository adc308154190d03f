import { type Flow, W, type WordName } from '../fields/flow-layout'
import { ETH, IP } from '../fields/prerequisites'
import type { MaskedFlow } from '../match/masked-text'

/** Words that only packets of some kind have, each with how many there are. */
const IPV4: readonly [WordName, number][] = [
  ['nwSrc', 1],
  ['nwDst', 1],
]
const IPV6: readonly [WordName, number][] = [
  ['ipv6Src', 4],
  ['ipv6Dst', 4],
  ['ipv6Label', 1],
]
const ARP_HARDWARE: readonly [WordName, number][] = [
  ['arpSha', 2],
  ['arpTha', 2],
]
const PORTS: readonly [WordName, number][] = [
  ['tpSrc', 1],
  ['tpDst', 1],
]
const ND: readonly [WordName, number][] = [
  ['ndTarget', 4],
  ['igmpGroup', 1],
]
const NSH: readonly [WordName, number][] = [
  ['nshFlags', 1],
  ['nshTtl', 1],
  ['nshMdtype', 1],
  ['nshNp', 1],
  ['nshPath', 1],
  ['nshContext', 4],
]
const IP_HEADER: readonly [WordName, number][] = [
  ['nwProto', 1],
  ['nwTos', 1],
  ['nwTtl', 1],
  ['nwFrag', 1],
]
const ND_TYPES = [135, 136]

/** Leaves out what a rule asks of headers that the packets it asks for do not have (ofputil_normalize_match, lib/ofp-match.c). */
export function normaliseMatch({ value, mask }: MaskedFlow): MaskedFlow {
  const is = (word: WordName): number | null => (mask[W[word]] === 0 ? null : (value[W[word]] as number))
  const packetType = is('packetType')
  const type = packetType !== null && packetType >>> 16 === 1 ? packetType & 0xffff : is('dlType')
  const protocol = is('nwProto')
  const isIp = type === ETH.ip
  const isIpv6 = type === ETH.ipv6
  const isArp = type === ETH.arp || type === ETH.rarp
  const hasPorts =
    (isIp || isIpv6) &&
    protocol !== null &&
    ([IP.tcp, IP.udp, IP.sctp, isIp ? IP.icmp : IP.icmp6] as number[]).includes(protocol)
  const isNd = isIpv6 && protocol === IP.icmp6 && ND_TYPES.includes(is('tpSrc') ?? 0)
  const copy = mask.slice()
  const drop = (words: readonly [WordName, number][]): void => {
    for (const [word, count] of words) copy.fill(0, W[word], W[word] + count)
  }
  if (!isIp && !isArp) drop(IPV4)
  if (!isIpv6) drop(IPV6)
  if (!isArp && !isNd) drop(ARP_HARDWARE)
  if (!isIp && !isIpv6) drop(IP_HEADER.slice(isArp ? 1 : 0))
  if (!hasPorts) drop(PORTS)
  if (!isNd) drop(ND)
  if (!isNd && !(protocol === IP.tcp && (isIp || isIpv6))) copy[W.tcpFlags] = 0
  if (type !== ETH.nsh) drop(NSH)
  if (type !== ETH.mpls && type !== ETH.mplsMulticast) copy.fill(0, W.mplsLse, W.mplsLse + 3)
  return { value: value.map((word, at) => (word & (copy[at] as number)) >>> 0) as Flow, mask: copy }
}
