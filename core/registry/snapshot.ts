/** A snapshot is what a fabric's registry says at one revision: the topology it serves and the addresses it allows. */
export type RegistrationKind = 'primary' | 'secondary' | 'allowed-pair' | 'havip'
export type SnapshotRegistration = { readonly mac: string; readonly kind: RegistrationKind; readonly address: string }
export type SnapshotNic = {
  readonly guest: string
  readonly name: string
  readonly mac: string
  readonly subnet: string
  readonly bridge: string
  readonly ofport: number
  readonly port: string
}
export type SnapshotHost = {
  readonly name: string
  readonly managementIp: string
  readonly bridge: string
  readonly tunnelPort: {
    readonly ofport: number
    readonly name: string
    readonly type: string
    readonly remote: string | null
  }
}
export type SnapshotHaVip = {
  readonly name: string
  readonly address: string
  readonly subnet: string
  readonly members: readonly string[]
} // members by MAC

export type Snapshot = {
  readonly revision: number
  readonly vpc: { readonly name: string; readonly cidrs: readonly string[]; readonly vni: number | null }
  readonly subnets: readonly { readonly name: string; readonly cidr: string; readonly gateway: string | null }[]
  readonly hosts: readonly SnapshotHost[]
  readonly guests: readonly { readonly name: string; readonly hostname: string | null; readonly host: string }[]
  readonly nics: readonly SnapshotNic[]
  readonly registrations: readonly SnapshotRegistration[]
  readonly havips: readonly SnapshotHaVip[]
}

/** One change of a registry, in the smallest steps that undo each other. */
export type RegistryStep =
  | { readonly op: 'register' | 'release'; readonly registration: SnapshotRegistration }
  | { readonly op: 'create-havip' | 'delete-havip'; readonly havip: SnapshotHaVip }

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
  return { ...snapshot, registrations, havips, revision: snapshot.revision + 1 }
}
