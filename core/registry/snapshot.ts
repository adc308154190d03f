/** A snapshot is what a fabric's registry says at one revision: the topology it serves and the addresses it allows. */
export type RegistrationKind = 'primary' | 'secondary' | 'allowed-pair' | 'havip'
/** `otherMac`: the address is allowed with this source MAC, which is not the interface's own. */
export type SnapshotRegistration = {
  readonly mac: string
  readonly kind: RegistrationKind
  readonly address: string
  readonly otherMac?: string | null
}
/** `host`, `bridge` and `ofport` are null while the interface is on no host that is known. */
export type SnapshotNic = {
  readonly guest: string
  readonly name: string
  readonly mac: string
  readonly subnet: string
  readonly bridge: string | null
  readonly ofport: number | null
  readonly port: string
  /** `off`: the fabric checks no source of this interface. */
  readonly filter?: 'on' | 'off'
  /** The fabric answers for these addresses (ARP, ND) although it drops what the interface sends from them. */
  readonly givenNotAllowed?: readonly string[]
}
export type SnapshotPort = {
  readonly ofport: number
  readonly name: string
  readonly type: string
  readonly remote: string | null
}
export type SnapshotHost = {
  readonly name: string
  readonly managementIp: string | null
  readonly bridge: string
  readonly tunnelPort: SnapshotPort | null
}
/** Members by MAC. `master` is who holds it as the fabric last heard, which is not who holds it. */
export type SnapshotHaVip = {
  readonly name: string
  readonly address: string
  readonly subnet: string
  readonly members: readonly string[]
  readonly master?: string | null
}

/** `isGuessed`: nothing says which addresses the subnet is for. */
export type SnapshotSubnet = {
  readonly name: string
  readonly cidr: string
  readonly gateway: string | null
  readonly isGuessed?: boolean
}

/** `revision` names a state of the registry: equal ones are the same state. */
export type Snapshot = {
  readonly revision: string
  readonly vpc: { readonly name: string; readonly cidrs: readonly string[]; readonly vni: number | null }
  readonly subnets: readonly SnapshotSubnet[]
  readonly hosts: readonly SnapshotHost[]
  readonly guests: readonly { readonly name: string; readonly hostname: string | null; readonly host: string | null }[]
  readonly nics: readonly SnapshotNic[]
  readonly registrations: readonly SnapshotRegistration[]
  readonly havips: readonly SnapshotHaVip[]
}

/** One change of a registry, in the smallest steps that undo each other. */
export type RegistryStep =
  | { readonly op: 'register'; readonly registration: SnapshotRegistration }
  | { readonly op: 'release'; readonly registration: SnapshotRegistration }
  | { readonly op: 'create-havip'; readonly havip: SnapshotHaVip }
  | { readonly op: 'delete-havip'; readonly havip: SnapshotHaVip }

/** The registry after the steps; what is registered twice stays once. */
export function applySteps(snapshot: Snapshot, steps: readonly RegistryStep[]): Snapshot {
  let { registrations, havips } = snapshot
  for (const step of steps) {
    if ('registration' in step) {
      const { mac, address } = step.registration
      registrations = registrations.filter((held) => held.mac !== mac || held.address !== address)
      if (step.op === 'register') registrations = [...registrations, step.registration]
    } else {
      havips = havips.filter((held) => held.address !== step.havip.address)
      if (step.op === 'create-havip') havips = [...havips, step.havip]
    }
  }
  return { ...snapshot, registrations, havips }
}

/**
 * What steps rest on: the registrations of the interfaces and the HAVIPs that they touch, as one text. Two snapshots
 * with the same text are the same to these steps, whatever changed elsewhere meanwhile. `without` leaves out pairs and
 * HAVIPs by their key: what a run writes itself is no change by somebody else.
 */
export function basisOf(
  snapshot: Snapshot,
  steps: readonly RegistryStep[],
  without: ReadonlySet<string> = new Set(),
): string {
  const macs = new Set<string>()
  const addresses = new Set<string>()
  for (const step of steps)
    if ('registration' in step) macs.add(step.registration.mac)
    else {
      addresses.add(step.havip.address)
      for (const mac of step.havip.members) macs.add(mac)
    }
  const held = snapshot.registrations
    .filter((one) => macs.has(one.mac) && !without.has(pairKey(one.mac, one.address)))
    .map((one) => `${one.mac} ${one.kind} ${one.address} ${one.otherMac ?? ''}`)
  const havips = snapshot.havips
    .filter((one) => addresses.has(one.address) && !without.has(one.address))
    .map((one) => `${one.address} ${[...one.members].sort().join(',')}`)
  const filters = snapshot.nics.filter((one) => macs.has(one.mac)).map((one) => `${one.mac} ${one.filter ?? 'on'}`)
  return [...held.sort(), ...havips.sort(), ...filters.sort()].join('\n')
}

export const pairKey = (mac: string, address: string): string => `${mac} ${address}`

/** What a step writes: a pair of an interface and an address, or a HAVIP by its address. */
export const stepKey = (step: RegistryStep): string =>
  'registration' in step ? pairKey(step.registration.mac, step.registration.address) : step.havip.address
