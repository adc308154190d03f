import type { IpFamily } from '../../ip/ip'
import { formatPrefix } from '../../ip/prefix'
import type { Pipeline } from '../build-pipeline'
import { inferOfport } from '../probe-address'
import { type AddressSet, fromPrefixes, intersection, subtract, toPrefixes } from './address-set'
import { type Effort, findSenders, sendersWithMac } from './find-senders'
import type { PacketKind } from './scenarios'

const KINDS: Readonly<Record<IpFamily, readonly [PacketKind, PacketKind]>> = {
  ipv4: ['ipv4', 'arp'],
  ipv6: ['ipv6', 'nd'],
}

/** Sets of at most so many addresses are named one by one: neighbours that happen to make up a prefix are not one. */
const NAMED_MAX = 16n

/**
 * The addresses as which an interface may really speak, from its own MAC: it can announce them, and packets from them
 * leave. Single ones, and prefixes too wide to name each. Null: the rules do not say which port is its own.
 */
export function findPassing(
  pipeline: Pipeline,
  nic: { readonly mac: string; readonly ofport: number | null },
  effort: Effort,
): string[] | null {
  const ofport = nic.ofport ?? inferOfport(pipeline, nic.mac)
  if (ofport === null) return null
  const mac = BigInt(`0x${nic.mac.replaceAll(':', '')}`)
  const { model, bridge } = pipeline
  return (['ipv4', 'ipv6'] as const).flatMap((family) => {
    const [packets, announcements] = KINDS[family].map((kind): AddressSet => {
      const senders = findSenders(model, bridge, ofport, kind, effort)
      return sendersWithMac(senders, mac, bridge, ofport).leaving
    })
    const both = subtract(intersection(packets ?? [], announcements ?? []), NOT_JUDGED[family])
    const named = both.flatMap(({ first, last }) =>
      last - first < NAMED_MAX
        ? Array.from({ length: Number(last - first) + 1 }, (_, i) => ({
            first: first + BigInt(i),
            last: first + BigInt(i),
          }))
        : [{ first, last }],
    )
    return named.flatMap((range) => toPrefixes([range], family)).map(formatPrefix)
  })
}

/** What is on no network (loopback, link-local, multicast, nobody's) is not judged as an address of an interface. */
const prefixes = (family: IpFamily, list: readonly (readonly [bigint, number])[]): AddressSet =>
  fromPrefixes(list.map(([bits, length]) => ({ family, bits, length })))
const NOT_JUDGED: Readonly<Record<IpFamily, AddressSet>> = {
  ipv4: prefixes('ipv4', [
    [0n, 8],
    [0x7f000000n, 8],
    [0xa9fe0000n, 16],
    [0xe0000000n, 3],
  ]),
  ipv6: prefixes('ipv6', [
    [0n, 127],
    [0xfe80n << 112n, 10],
    [0xffn << 120n, 8],
  ]),
}
