import { BITS, formatIp, type Ip, parseIp } from '../../ip/ip'
import { formatPrefix, parsePrefix, prefixContains, prefixOf } from '../../ip/prefix'
import type { Span } from '../../text/span'
import type { RegistrationKind } from '../snapshot'
import { admitsAddress } from './admits-address'
import type { Exported, ExportedHaVip, ExportedPort } from './exported-port'

/** An export that was kept, in the order of their time: of two that speak of one port the later is believed. */
export type KeptExport = { readonly captureId: number; readonly format: string; readonly exported: Exported }

/** An address that the exports allow on an interface, and where it stands. */
export type FactRegistration = {
  readonly kind: RegistrationKind
  readonly address: string // an address or a CIDR
  readonly mac: string | null // another than the interface's own
  readonly captureId: number
  readonly format: string
  readonly span: Span
}
export type FactNic = {
  readonly mac: string
  readonly name: string
  readonly guest: string
  readonly host: string | null
  readonly subnet: string | null // as the fabric calls it
  readonly network: string | null
  readonly addresses: readonly string[]
  readonly registrations: readonly FactRegistration[]
  readonly isWhole: boolean // what is not among the registrations is not allowed
}
export type FactHaVip = {
  readonly name: string
  readonly address: string
  readonly subnet: string | null
  readonly master: string | null // MAC
  readonly members: readonly string[] // MACs
}
export type ExportedFacts = {
  readonly nics: readonly FactNic[]
  readonly havips: readonly FactHaVip[]
  readonly leftOut: readonly { readonly what: string; readonly reason: string }[]
}

type Said<T> = { readonly captureId: number; readonly format: string; readonly it: T }
const EVERYTHING = ['0.0.0.0/0', '::/0']

/**
 * What exports say of a VPC's interfaces and HAVIPs. Of each port the latest export that mentions it counts, a port that
 * a later one leaves out stays: an export may be filtered. Where several fabrics speak of one MAC each must allow an
 * address. What is planned is not there yet and is left out, as is what stands for no guest's interface.
 */
export function listExportedFacts(exports: readonly KeptExport[]): ExportedFacts {
  const leftOut: { what: string; reason: string }[] = []
  const byMac = new Map<string, Map<string, Said<ExportedPort>>>()
  const havips = new Map<string, Said<ExportedHaVip>>()
  for (const { captureId, format, exported } of exports) {
    for (const port of exported.ports) {
      const reason = whyNot(port)
      if (reason || port.mac === null) leftOut.push({ what: nameOf(port), reason: reason ?? '' })
      else {
        const fabrics = byMac.get(port.mac) ?? new Map<string, Said<ExportedPort>>()
        byMac.set(port.mac, fabrics.set(port.fabric, { captureId, format, it: port }))
      }
    }
    for (const havip of exported.haVips) {
      if (havip.isPlanned) leftOut.push({ what: `HAVIP ${havip.address}`, reason: 'it is planned, not there yet' })
      else havips.set(havip.address, { captureId, format, it: havip })
    }
  }
  const ports = [...byMac].map(([mac, fabrics]) => ({ mac, said: [...fabrics.values()] }))
  const index = new PortIndex(ports)
  const grants = new Map<string, FactRegistration[]>()
  const shown = [...havips.values()].map((one): FactHaVip => {
    const { name, id, address, vswitch, master, members, isGrant } = one.it
    const macs = [...new Set(members.flatMap((member) => index.find(member.ref, member.mac, vswitch) ?? []))]
    if (isGrant) for (const mac of macs) grants.set(mac, [...(grants.get(mac) ?? []), grantOf(one)])
    return {
      name: name ?? id ?? address,
      address,
      subnet: vswitch,
      master: master === null ? null : index.find(master, null, vswitch),
      members: macs,
    }
  })
  const nics = ports.map(({ mac, said }) => toNic(mac, said, grants.get(mac) ?? []))
  return { nics, havips: shown, leftOut }
}

/** Networks that an export speaks of, each with how many interfaces; '' stands for what names none. */
export function listNetworks({ ports, haVips }: Exported): { network: string; ports: number; addresses: string[] }[] {
  const found = new Map<string, { network: string; ports: number; addresses: string[] }>()
  for (const port of ports) {
    if (whyNot(port)) continue
    const key = port.network ?? ''
    const held = found.get(key) ?? { network: key, ports: 0, addresses: [] }
    held.ports++
    held.addresses.push(...port.addresses.map((one) => one.address))
    found.set(key, held)
  }
  if (found.size === 0 && haVips.length > 0)
    found.set('', { network: '', ports: 0, addresses: haVips.map((one) => one.address) })
  return [...found.values()]
}

const nameOf = (port: ExportedPort): string => port.name ?? port.id ?? port.mac ?? 'a port'

function whyNot(port: ExportedPort): string | null {
  if (port.isPlanned) return 'it is planned, not there yet'
  if (port.role !== null && port.role !== 'interface') return `it is ${port.role}: no guest reports it`
  if (port.mac === null) return 'the export shows no MAC of it'
  return port.addresses.length === 0 ? 'the export shows no address of it' : null
}

function toNic(mac: string, said: readonly Said<ExportedPort>[], grants: readonly FactRegistration[]): FactNic {
  const first = (pick: (port: ExportedPort) => string | null | undefined): string | null =>
    said.map(({ it }) => pick(it)).find((value) => value !== null && value !== undefined) ?? null
  const listed = said.flatMap((one) => registrationsOf(one)).filter((one) => isAllowedByAll(mac, one, said))
  const known = new Map<string, FactRegistration>()
  for (const one of [...listed, ...grants]) {
    const key = `${one.address} ${one.mac ?? ''}`
    if (!known.has(key) || one.kind === 'havip') known.set(key, one)
  }
  return {
    mac,
    name: first((port) => port.name ?? port.id) ?? mac,
    guest: first((port) => port.instance) ?? first((port) => port.name ?? port.id) ?? mac,
    host: first((port) => port.host),
    subnet: first((port) => port.subnets[0]),
    network: first((port) => port.network),
    addresses: [...new Set(said.flatMap(({ it }) => it.addresses.map((one) => one.address)))],
    registrations: [...known.values()],
    isWhole: said.some(({ it }) => it.sourceCheck === 'on'),
  }
}

/** What a port allows while its sources are checked: its own addresses, and what else it admits. */
export function allowedOf(port: ExportedPort): Omit<FactRegistration, 'captureId' | 'format'>[] {
  const primary = port.addresses.find((one) => one.primary === true) ?? port.addresses[0]
  const own = port.addresses.map((one) => ({
    kind: one === primary ? ('primary' as const) : ('secondary' as const),
    address: one.address,
    mac: null,
    span: one.span,
  }))
  const has = new Set(own.map((one) => one.address))
  const admitted = port.admits.flatMap(({ mac, ipv4, ipv6, span }) => {
    const lists = [ipv4 === 'any' ? ['0.0.0.0/0'] : ipv4, ipv6 === 'any' ? ['::/0'] : ipv6].flat()
    return lists.flatMap((text) => {
      const address = plain(text)
      const other = mac === port.mac ? null : mac
      if (address === null || (other === null && has.has(address))) return []
      return [{ kind: 'allowed-pair' as const, address, mac: other, span }]
    })
  })
  return [...own, ...admitted]
}

function registrationsOf({ captureId, format, it: port }: Said<ExportedPort>): FactRegistration[] {
  const allowed = allowedOf(port).map((one): FactRegistration => ({ captureId, format, ...one }))
  if (port.sourceCheck !== 'off') return allowed
  return [
    ...allowed.filter((one) => one.kind !== 'allowed-pair'),
    ...EVERYTHING.map(
      (address): FactRegistration => ({ captureId, format, kind: 'allowed-pair', address, mac: null, span: port.span }),
    ),
  ]
}

/** A host prefix as its address; a wider one in its canonical form. */
function plain(text: string): string | null {
  const prefix = parsePrefix(text)
  if (!prefix) return null
  return prefix.length === BITS[prefix.family] ? formatIp(prefix) : formatPrefix(prefix)
}

function isAllowedByAll(mac: string, one: FactRegistration, said: readonly Said<ExportedPort>[]): boolean {
  const prefix = parsePrefix(one.address)
  if (!prefix) return false
  return said.every(
    ({ it, captureId }) => captureId === one.captureId || admitsAddress(it, one.mac ?? mac, prefix) !== 'no',
  )
}

const grantOf = ({ captureId, format, it }: Said<ExportedHaVip>): FactRegistration => ({
  kind: 'havip',
  address: it.address,
  mac: null,
  captureId,
  format,
  span: it.span,
})

/** Where MACs are found again by what a fabric calls things: `port …`, `instance …`, `instance … on SUBNET`, an address. */
class PortIndex {
  private readonly macs = new Map<string, string>()

  constructor(ports: readonly { readonly mac: string; readonly said: readonly Said<ExportedPort>[] }[]) {
    for (const { mac, said } of ports) {
      this.put(`mac ${mac}`, mac)
      for (const { it } of said) {
        for (const ref of [it.id, it.name]) if (ref !== null) this.put(`port ${ref}`, mac)
        if (it.instance !== null) this.put(`instance ${it.instance}`, mac)
        for (const subnet of it.subnets) this.put(`instance ${it.instance} on ${subnet}`, mac)
        for (const { address } of it.addresses) this.put(`address ${address}`, mac)
      }
    }
  }

  find(ref: string, mac: string | null, subnet: string | null): string | null {
    const keys = [`port ${ref}`, `mac ${mac}`, `instance ${ref} on ${subnet}`, `instance ${ref}`, `address ${ref}`]
    for (const key of keys) {
      const found = this.macs.get(key)
      if (found) return found
    }
    return null
  }

  private put(key: string, mac: string): void {
    if (!this.macs.has(key)) this.macs.set(key, mac)
  }
}

const GUESS: Readonly<Record<Ip['family'], number>> = { ipv4: 24, ipv6: 64 }

/** The smallest prefix, no smaller than a usual subnet, that holds all addresses: where an export names a subnet without it. */
export function guessCidr(addresses: readonly string[]): string | null {
  const ips = addresses.flatMap((text) => parseIp(text) ?? [])
  const [first] = ips
  if (!first) return null
  const family = ips.filter((ip) => ip.family === first.family)
  let length = GUESS[first.family]
  while (length > 0 && !family.every((ip) => prefixContains(prefixOf(first, length), ip))) length--
  return formatPrefix(prefixOf(first, length))
}
