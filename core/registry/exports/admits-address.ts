import { BITS, type Ip, type IpFamily } from '../../ip/ip'
import { parsePrefix, prefixOf } from '../../ip/prefix'
import type { AdmittedSource, ExportedAddress, ExportedPort } from './exported-port'

/** What one MAC may use as source: any address of a family, or the networks below, by length and first address. */
type Sources = Record<IpFamily, { any: boolean; readonly networks: Map<number, Set<bigint>> }>

const FILTERS = new WeakMap<ExportedPort, ReadonlyMap<string | null, Sources>>()

/**
 * Whether a port lets a packet with this source leave: yes, no, or unknown where the export does not say what else is
 * allowed, or where a cloud checks no source but still routes by what it knows.
 */
export function admitsAddress(port: ExportedPort, mac: string | null, ip: Ip): 'yes' | 'no' | 'unknown' {
  if (port.sourceCheck === 'off') return 'yes'
  const filter = filterOf(port)
  const macs = mac === null || mac === port.mac ? [mac, port.mac, null] : [mac, null]
  for (const key of macs) if (holds(filter.get(key), ip)) return 'yes'
  return port.sourceCheck === 'on' ? 'no' : 'unknown'
}

function filterOf(port: ExportedPort): ReadonlyMap<string | null, Sources> {
  const held = FILTERS.get(port)
  if (held) return held
  const filter = new Map<string | null, Sources>()
  for (const entry of port.admits) {
    const sources = filter.get(entry.mac) ?? newSources()
    filter.set(entry.mac, sources)
    for (const family of ['ipv4', 'ipv6'] as const) take(sources, entry, family)
  }
  FILTERS.set(port, filter)
  return filter
}

const newSources = (): Sources => ({
  ipv4: { any: false, networks: new Map() },
  ipv6: { any: false, networks: new Map() },
})

function take(sources: Sources, entry: AdmittedSource, family: IpFamily): void {
  const own = sources[family]
  const listed = entry[family]
  if (listed === 'any') own.any = true
  else
    for (const text of listed) {
      const prefix = parsePrefix(text)
      if (!prefix) continue
      const set = own.networks.get(prefix.length) ?? new Set()
      own.networks.set(prefix.length, set)
      set.add(prefix.bits)
    }
}

function holds(sources: Sources | undefined, ip: Ip): boolean {
  if (!sources) return false
  const own = sources[ip.family]
  if (own.any || own.networks.get(BITS[ip.family])?.has(ip.bits)) return true
  for (const [length, networks] of own.networks) if (networks.has(prefixOf(ip, length).bits)) return true
  return false
}

/** Whether the port admits more than single addresses: a network, or any address of a family. */
export const admitsNetworks = (port: ExportedPort): boolean =>
  port.admits.some(({ ipv4, ipv6 }) =>
    [ipv4, ipv6].some((listed) => listed === 'any' || listed.some((text) => text.includes('/'))),
  )

const ADDRESSES = new WeakMap<ExportedPort, ReadonlyMap<string, ExportedAddress>>()

/** The port's own addresses by their text. */
export function ownAddresses(port: ExportedPort): ReadonlyMap<string, ExportedAddress> {
  const held = ADDRESSES.get(port) ?? new Map(port.addresses.map((one) => [one.address, one]))
  ADDRESSES.set(port, held)
  return held
}

/** The single addresses that a port admits, for which an audit shows a row each; networks are judged when they are used. */
export function admittedHosts(port: ExportedPort): string[] {
  const hosts = new Set<string>()
  for (const { ipv4, ipv6 } of port.admits)
    for (const listed of [ipv4, ipv6])
      for (const text of listed === 'any' ? [] : listed) {
        const prefix = parsePrefix(text)
        if (prefix && prefix.length === BITS[prefix.family]) hosts.add(text.split('/')[0] ?? text)
      }
  return [...hosts]
}
