import type { Snapshot, SnapshotNic, SnapshotSubnet } from '../../core/registry/snapshot'
import type { AttachedPort } from '../collector'

/** What a host's switch has attached; null where it could not be read. */
export type HostPorts = { readonly host: string; readonly ports: readonly AttachedPort[] | null }

/**
 * The registry that Rollcall keeps, with its interfaces where the hosts' switches have them: a port carries the MAC of
 * the interface behind it (external_ids:attached-mac). Interfaces that the registry does not know are added with nothing
 * registered. What sits on a host that could not be read stays where it was last.
 */
export function placeInterfaces(
  held: Snapshot,
  read: readonly HostPorts[],
  bridge: string,
): Omit<Snapshot, 'revision'> {
  const found = findPorts(held, read)
  const unread = new Set(read.filter((one) => one.ports === null).map((one) => one.host))
  const hostBefore = new Map(held.guests.map((guest) => [guest.name, guest.host]))
  const registered = new Set(held.registrations.map((one) => one.mac))
  const hosts = new Map<string, string>()
  const nics: SnapshotNic[] = held.nics.map((nic) => {
    const place = found.get(nic.mac)
    if (place) hosts.set(nic.guest, place.host)
    const stays = unread.has(hostBefore.get(nic.guest) ?? '')
    return {
      ...nic,
      ...(place
        ? { bridge: place.port.bridge, ofport: place.port.ofport, port: place.port.name }
        : stays
          ? {}
          : { bridge: null, ofport: null }),
      filter: registered.has(nic.mac) ? 'on' : 'off',
    }
  })
  const guests = held.guests.map((guest) => ({
    ...guest,
    host: hosts.get(guest.name) ?? (isOurs(read, guest.host) && !unread.has(guest.host ?? '') ? null : guest.host),
  }))
  const added = addUnknown(held, found)
  return {
    ...held,
    hosts: read.map(({ host }) => ({ name: host, managementIp: null, bridge, tunnelPort: null })),
    guests: [...guests, ...added.guests],
    nics: [...nics, ...added.nics],
  }
}

const isOurs = (read: readonly HostPorts[], host: string | null): boolean => read.some((one) => one.host === host)

type Place = { readonly host: string; readonly port: AttachedPort }

/** Where each MAC is. A guest that moves is on two hosts for a moment: it stays where it was until it is there no more. */
function findPorts(held: Snapshot, read: readonly HostPorts[]): Map<string, Place> {
  const hostOf = new Map(held.guests.map((guest) => [guest.name, guest.host]))
  const before = new Map(held.nics.map((nic) => [nic.mac, hostOf.get(nic.guest) ?? null]))
  const found = new Map<string, Place>()
  for (const { host, ports } of read)
    for (const port of ports ?? []) {
      const mac = port.attachedMac
      if (mac !== null && (!found.has(mac) || before.get(mac) === host)) found.set(mac, { host, port })
    }
  return found
}

function addUnknown(held: Snapshot, found: ReadonlyMap<string, Place>): Pick<Snapshot, 'guests' | 'nics'> {
  const known = new Set(held.nics.map((nic) => nic.mac))
  const guests = new Map<string, Snapshot['guests'][number]>()
  const taken = new Set(held.guests.map((guest) => guest.name))
  const nics: SnapshotNic[] = []
  for (const [mac, { host, port }] of found) {
    const subnet = subnetOf(held.subnets, port.subnet)
    if (known.has(mac) || !subnet) continue
    const name = port.guest ?? port.ifaceId ?? port.name
    const guest = taken.has(name) ? `${name} ${mac}` : name
    guests.set(guest, { name: guest, hostname: null, host })
    nics.push({
      guest,
      name: port.ifaceId ?? port.name,
      mac,
      subnet,
      bridge: port.bridge,
      ofport: port.ofport,
      port: port.name,
      filter: 'off',
    })
  }
  return { guests: [...guests.values()], nics }
}

/** The subnet that the port names (external_ids:rollcall-subnet), else the only one, or the only one of IPv4. */
function subnetOf(subnets: readonly SnapshotSubnet[], named: string | null): string | null {
  if (named !== null) return subnets.find((one) => one.name === named || one.cidr === named)?.name ?? null
  const four = subnets.filter((one) => !one.cidr.includes(':'))
  const choice = subnets.length === 1 ? subnets : four
  return choice.length === 1 ? (choice[0]?.name ?? null) : null
}
