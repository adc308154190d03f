import type { IpFamily } from '../../ip/ip'
import type { Span } from '../../text/span'

/**
 * What a fabric says of its ports, one shape for all fabrics: an audit compares it with what guests have configured, an
 * import takes it into the registry. Every fact keeps the span of its characters in the export. null: it does not say.
 */
export type ExportedAddress = {
  readonly family: IpFamily
  readonly address: string // canonical
  readonly prefixLength: number | null
  readonly primary: boolean | null
  readonly span: Span
}

/** An address or CIDR that the port may use beside its own; `mac` null is the port's own. */
export type AllowedPair = { readonly ip: string; readonly mac: string | null; readonly span: Span }

/**
 * One way in which a packet may leave the port: with this source MAC and one of these source addresses (canonical
 * addresses or CIDRs). `any`: addresses of this family are not checked. `mac` null: any.
 */
export type AdmittedSource = {
  readonly mac: string | null
  readonly ipv4: 'any' | readonly string[]
  readonly ipv6: 'any' | readonly string[]
  readonly span: Span
}

/** How the fabric checks sources. `routed` is a cloud's source/destination check switched off: what arrives still follows routes. */
export type SourceCheck = 'on' | 'off' | 'routed' | null

/** What a port stands for: a guest's interface, or something of the fabric's own that no guest reports. */
export type PortRole = 'interface' | 'floating' | 'router' | 'infrastructure' | null

export type ExportedPort = {
  readonly fabric: string // neutron, aws, alibaba, ovn …
  readonly id: string | null
  readonly name: string | null
  readonly role: PortRole
  readonly mac: string | null
  readonly addresses: readonly ExportedAddress[]
  readonly allowedPairs: readonly AllowedPair[]
  readonly portSecurityEnabled: boolean | null
  readonly sourceDestCheck: boolean | null
  readonly sourceCheck: SourceCheck
  /** What may leave while sources are checked; what is in none of these is dropped. */
  readonly admits: readonly AdmittedSource[]
  readonly network: string | null // VPC, network or logical switch
  readonly subnets: readonly string[] // by the fabric's id
  readonly host: string | null
  readonly instance: string | null
  readonly publicIps: readonly string[]
  readonly status: string | null
  readonly isPlanned: boolean // from a plan: wanted, not there yet
  readonly span: Span
}

/** A floating address of a subnet and who may hold it. Members are named as the fabric names them. */
export type ExportedHaVip = {
  readonly fabric: string
  readonly id: string | null
  readonly name: string | null
  readonly address: string
  readonly status: string | null
  readonly master: string | null
  readonly associatedType: string | null
  /** Whether being a member is enough to use the address; where it is not, each member's port must admit it as well. */
  readonly isGrant: boolean
  /** `mac` where the member is named by address: it says whose. */
  readonly members: readonly { readonly ref: string; readonly mac: string | null; readonly span: Span }[]
  readonly publicIps: readonly string[]
  readonly vswitch: string | null
  readonly isPlanned: boolean
  readonly span: Span
}

/** An interface of a virtual switch: it joins a flow table's port to a port of the fabric by `ifaceId` and `attachedMac`. */
export type SwitchInterface = {
  readonly bridge: string | null
  readonly port: string | null
  readonly interface: string
  readonly type: string | null // empty for a device of the system
  readonly ofport: number | null
  readonly tag: number | null
  readonly trunks: readonly number[]
  readonly peer: string | null
  readonly remote: string | null // a tunnel's other end, where it is an address
  readonly ifaceId: string | null
  readonly attachedMac: string | null
  readonly span: Span
}

/** An address that an inventory documents. It is neither configured nor registered: somebody wrote it down. */
export type DocumentedAddress = {
  readonly id: string | null
  readonly family: IpFamily
  readonly address: string
  readonly prefixLength: number | null
  readonly vrf: string | null
  readonly status: string | null
  readonly role: string | null
  readonly dnsName: string | null
  readonly description: string | null
  readonly assigned: {
    readonly device: string | null
    readonly virtualMachine: string | null
    readonly interface: string | null
  } | null
  readonly natInside: string | null
  readonly span: Span
}

/** Everything that an export holds, whatever its format. */
export type Exported = {
  readonly ports: readonly ExportedPort[]
  readonly haVips: readonly ExportedHaVip[]
  readonly switchInterfaces: readonly SwitchInterface[]
  readonly documented: readonly DocumentedAddress[]
}

export const NOTHING_EXPORTED: Exported = { ports: [], haVips: [], switchInterfaces: [], documented: [] }
