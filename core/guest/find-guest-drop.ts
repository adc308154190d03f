import { evaluatePacketFilter, type FilterAnswer } from './evaluate-packet-filter'
import type { FilterQuestion, PacketFilter } from './packet-filter'

type Question = readonly [FilterQuestion['family'], FilterQuestion['direction'], string]

/** What a machine's own filter does with one of its addresses, and with which packets. */
export type GuestDrop = FilterAnswer & { readonly packets: string }

/**
 * Whether a machine's filter drops what its neighbours need of an address: packets to it and from it, and (IPv4) the ARP
 * questions and answers about it. The worst answer counts; ARP of which the listing says nothing is left out, for iptables
 * never sees ARP.
 */
export function findGuestDrop(filter: PacketFilter, address: string, link: string | null): GuestDrop {
  const isV6 = address.includes(':')
  const questions: Question[] = [
    [isV6 ? 'ipv6' : 'ipv4', 'in', `packets to ${address}`],
    [isV6 ? 'ipv6' : 'ipv4', 'out', `packets from ${address}`],
    ...(isV6 || !filter.covers.includes('arp')
      ? []
      : ([
          ['arp', 'in', `ARP questions about ${address}`],
          ['arp', 'out', `ARP answers from ${address}`],
        ] satisfies Question[])),
  ]
  const answers = questions.map(([family, direction, packets]): GuestDrop => {
    return { ...evaluatePacketFilter(filter, { address, family, direction, link }), packets }
  })
  const [first] = answers
  const worst = answers.find((one) => one.drops === 'yes') ?? answers.find((one) => one.drops === 'unknown') ?? first
  return worst ?? { drops: 'unknown', chain: null, rule: null, reason: 'nothing was asked', packets: '' }
}
