import { parseIp } from '../ip/ip'
import { isVrrpMac } from '../ip/mac'
import { formatPrefix, prefixContains, prefixOf } from '../ip/prefix'
import type { Link } from './capture'
import { INNER_LINK } from './inner-link'
import type { Machine } from './transcript/group-machines'

/** An interface that is already known, as far as a capture can be matched with it. */
export type KnownNic = {
  readonly nicId: number
  readonly guestId: number
  readonly guest: string
  readonly hostname: string | null
  readonly nic: string
  readonly mac: string
  readonly primary: string | null
  readonly vpcId: number
  readonly vpc: string
}

/** The guest a machine is proposed to be: found, several possible (asked about), or new. */
export type Binding = {
  readonly machine: string
  readonly match: 'mac' | 'address' | 'hostname' | 'several' | 'new'
  readonly candidates: readonly {
    readonly guestId: number
    readonly guest: string
    readonly vpcId: number
    readonly vpc: string
  }[]
}

/** Matches machines with known guests: by MAC, then by primary address, then by host name. Ambiguity is left to a person. */
export function proposeBindings(
  machines: readonly Machine[],
  linksOf: (machine: string) => readonly Link[],
  known: readonly KnownNic[],
): Binding[] {
  return machines.map((machine) => {
    const addresses = new Set(linksOf(machine.key).flatMap((link) => link.addresses.map((held) => held.address)))
    const ways: [Binding['match'], (nic: KnownNic) => boolean][] = [
      ['mac', (nic) => machine.macs.includes(nic.mac)],
      ['address', (nic) => nic.primary !== null && addresses.has(nic.primary)],
      ['hostname', (nic) => machine.host !== null && (nic.hostname === machine.host || nic.guest === machine.host)],
    ]
    for (const [match, fits] of ways) {
      const candidates = [
        ...new Map(
          known.filter(fits).map(({ guestId, guest, vpcId, vpc }) => [guestId, { guestId, guest, vpcId, vpc }]),
        ).values(),
      ]
      if (candidates.length === 0) continue
      // A machine that shows a MAC nobody knows is only like a known guest: a person decides.
      const isSure = candidates.length === 1 && (match === 'mac' || machine.macs.length === 0)
      return { machine: machine.key, match: isSure ? match : 'several', candidates }
    }
    return { machine: machine.key, match: 'new', candidates: [] }
  })
}

/** What would have to be created for machines that nobody knows yet: the subnet their addresses say, a guest and its interfaces. */
export type Proposal = {
  readonly subnetCidr: string | null
  readonly guests: readonly {
    readonly machine: string
    readonly name: string
    readonly hostname: string | null
    readonly nics: readonly { readonly name: string; readonly mac: string; readonly primary: string }[]
  }[]
}

export function proposeInventory(
  machines: readonly Machine[],
  linksOf: (machine: string) => readonly Link[],
): Proposal {
  const subnets: string[] = []
  const guests = machines.map((machine, index) => {
    const nics = linksOf(machine.key).flatMap((link) => {
      const first = link.addresses.find(
        (held) => held.family === 'ipv4' && held.prefixLength !== null && held.prefixLength < 32 && held.label === null,
      )
      const ip = first ? parseIp(first.address) : null
      if (!link.mac || !first || !ip || INNER_LINK.test(link.name) || isVrrpMac(link.mac)) return []
      const subnet = prefixOf(ip, first.prefixLength ?? 32)
      if (!subnets.includes(formatPrefix(subnet))) subnets.push(formatPrefix(subnet))
      return [{ name: link.name, mac: link.mac, primary: first.address }]
    })
    const letter = String.fromCharCode(65 + (index % 26))
    const shared = machines.filter((other) => other.host === machine.host).length > 1
    const name =
      machine.hint?.replace(/^host /, 'guest-') ??
      (machine.host && !shared ? machine.host : `guest-${letter.toLowerCase()}`)
    return { machine: machine.key, name, hostname: machine.host, nics: dedupe(nics) }
  })
  return { subnetCidr: subnets[0] ?? null, guests }
}

const dedupe = <T extends { mac: string }>(nics: readonly T[]): T[] => [
  ...new Map(nics.map((nic) => [nic.mac, nic])).values(),
]

/** Addresses that are stored and shown, but not judged: they never leave the machine or the link, or are none yet. */
const UNJUDGED = ['0.0.0.0/32', '::/128', '127.0.0.0/8', '169.254.0.0/16', '::1/128', 'fe80::/10'].map((text) => {
  const [address = '', length = ''] = text.split('/')
  const ip = parseIp(address)
  return ip ? prefixOf(ip, Number(length)) : null
})

export function isJudged(address: string): boolean {
  const ip = parseIp(address)
  return ip !== null && !UNJUDGED.some((prefix) => prefix !== null && prefixContains(prefix, ip))
}
