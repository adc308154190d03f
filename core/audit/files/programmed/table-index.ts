import { formatIp, type IpFamily } from '../../../ip/ip'
import { answerPacket, enteringBy, type Station } from '../../../openflow/build-packet'
import { buildPipeline, type Pipeline } from '../../../openflow/build-pipeline'
import { evaluatePipeline } from '../../../openflow/evaluate-pipeline'
import { allOnes } from '../../../openflow/fields/field-value'
import type { FlowTable } from '../file-evidence'

const MAC_FIELDS = new Set(['dl_src', 'arp_sha', 'nd_sll'])
const IP_FIELDS: Readonly<Record<string, IpFamily>> = { nw_src: 'ipv4', arp_spa: 'ipv4', ipv6_src: 'ipv6' }
const TRIED_MAX = 128 // ports that are tried one by one

const macBits = (mac: string): bigint => BigInt(`0x${mac.replaceAll(':', '')}`)

/** A flow table with what its rules say of ports: which of them a rule ties to a source MAC or to a source address. */
export class TableIndex {
  readonly pipeline: Pipeline
  /** The ports that rules name, in the order in which they do. */
  readonly ports: readonly number[]
  private readonly byMac = new Map<bigint, Set<number>>() // an empty set: a rule names the MAC, without a port
  private readonly addressesByMac = new Map<bigint, Set<string>>()
  private readonly byAddress = new Map<string, Set<number>>()

  constructor(readonly table: FlowTable) {
    this.pipeline = buildPipeline('bridge', table.text, [])
    const ports = new Set<number>()
    for (const { match } of this.pipeline.rules) {
      const macs: bigint[] = []
      const addresses: string[] = []
      const port = match.fields.find((one) => one.field === 'in_port')
      if (port) ports.add(Number(port.value))
      for (const { field, value, mask, definition } of match.fields) {
        if (mask !== allOnes(definition.bits)) continue
        if (MAC_FIELDS.has(field)) macs.push(value)
        const family = IP_FIELDS[field]
        if (family) addresses.push(formatIp({ family, bits: value }))
      }
      for (const mac of macs) {
        addTo(this.byMac, mac, port?.value)
        const named = this.addressesByMac.get(mac) ?? new Set<string>()
        this.addressesByMac.set(mac, named)
        for (const address of addresses) named.add(address)
      }
      for (const address of addresses) addTo(this.byAddress, address, port?.value)
    }
    this.ports = [...ports]
  }

  /** Whether any rule asks for a source MAC. */
  get namesMacs(): boolean {
    return this.byMac.size > 0
  }

  namesMac = (mac: string): boolean => this.byMac.has(macBits(mac))

  /** The ports that rules tie to the MAC. */
  portsOfMac = (mac: string): readonly number[] => [...(this.byMac.get(macBits(mac)) ?? [])]

  /** The single source addresses that rules name together with the MAC. */
  addressesOfMac = (mac: string): readonly string[] => [...(this.addressesByMac.get(macBits(mac)) ?? [])]

  portsOfAddress = (address: string): readonly number[] => [...(this.byAddress.get(address) ?? [])]

  /**
   * The ports by which a packet of this station meets a rule that names its MAC as source, where rules tie both over
   * registers: what a table of OVN does. A table that names no port takes packets from any.
   */
  portsByTrying(self: Station, peer: Station): number[] {
    const mac = macBits(self.mac)
    const packet = answerPacket(self, peer)
    return (this.ports.length === 0 ? [1] : this.ports.slice(0, TRIED_MAX)).filter((port) =>
      evaluatePipeline(this.pipeline, enteringBy(packet, port)).steps.some((step) =>
        step.rule?.match.fields.some((one) => MAC_FIELDS.has(one.field) && one.value === mac),
      ),
    )
  }
}

function addTo<K>(map: Map<K, Set<number>>, key: K, port: bigint | undefined): void {
  const ports = map.get(key) ?? new Set<number>()
  map.set(key, ports)
  if (port !== undefined) ports.add(Number(port))
}
