import type { CompiledRule } from '../core/registry/compile-registrations'
import type { RegistryStep, Snapshot } from '../core/registry/snapshot'
import type { Result } from '../core/result'

/** Why a fabric did not do what it was asked. */
export type FabricError =
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string } // by its policy, or because it would do harm
  | { readonly kind: 'conflict'; readonly reason: string } // somebody changed it since it was read
  | { readonly kind: 'invalid'; readonly reason: string }

/** What a fabric can do; the defaults are the cautious ones. */
export type FabricCapabilities = {
  readonly mayWrite: boolean // default false: plans are handed out as commands
  readonly havips: boolean // default false
  readonly ipv6: boolean // default false
  readonly unicastOnly: boolean // default true: VRRP by multicast does not get through
  readonly nativeTrace: boolean // default false
  readonly keepsRegistry: boolean // default true; false: the registry is Rollcall's own, and the fabric installs it on hosts
}
export const CAUTIOUS: FabricCapabilities = {
  mayWrite: false,
  havips: false,
  ipv6: false,
  unicastOnly: true,
  nativeTrace: false,
  keepsRegistry: true,
}

/** A port of a host's bridge. `ifaceId` is what the fabric calls the interface behind it (external_ids:iface-id). */
export type HostPort = {
  readonly bridge: string
  readonly ofport: number
  readonly name: string
  readonly type: string
  readonly remote: string | null
  readonly ifaceId: string | null
}

/** What the switch of a host really has: its flow tables as `ovs-ofctl dump-flows` prints them, and its ports. */
export type HostReading = {
  readonly tables: readonly { readonly bridge: string; readonly dump: string }[]
  readonly ports: readonly HostPort[]
}

/** A change as commands for people to run, and the commands that take it back. */
export type CommandPlan = {
  readonly apply: readonly string[]
  readonly rollback: readonly string[]
  /** The same in the words of Terraform, where it keeps what is changed: commands alone it would undo. */
  readonly terraform?: readonly string[]
}

/** A fabric whose rules are known before they are there: which ones a registry needs on a host, and which are its own. */
export type Compiler = {
  readonly compile: (snapshot: Snapshot, host: string) => readonly CompiledRule[]
  readonly isOwn: (rule: { readonly cookie: string }) => boolean
}

/** How a bridge differed from the registry, and what became of it. `refused`: rules of others are in the way. */
export type HostDrift = {
  readonly host: string
  readonly bridge: string
  readonly missing: readonly string[] // rules, as ovs-ofctl writes them
  readonly extra: readonly string[]
  readonly state: 'repaired' | 'found' | 'refused' | 'failed'
  readonly reason: string | null
}

/** A control plane, spoken to in core's words. */
export interface Fabric {
  readonly capabilities: FabricCapabilities
  /** Absent: what a host would do is worked out from its present rules. */
  readonly compiler?: Compiler
  /**
   * The whole registry: one snapshot for each VPC it serves. `held` is the registry that Rollcall keeps, for a fabric that
   * keeps none: it is answered with the places where the hosts' switches have its interfaces.
   */
  readSnapshots(held?: Snapshot | null): Promise<Result<readonly Snapshot[], FabricError>>
  /** Flow tables and ports of a host; null when nothing collects them there. */
  readHost(host: string): Promise<Result<HostReading | null, FabricError>>
  /** Applies all steps or none, if what they rest on is still as it was `seen`; waits until the hosts have heard of it. */
  applySteps(steps: readonly RegistryStep[], seen: Snapshot): Promise<Result<{ readonly note: string }, FabricError>>
  /** The same change as commands; null where the fabric has none. */
  formatSteps(steps: readonly RegistryStep[], seen: Snapshot): Promise<Result<CommandPlan | null, FabricError>>
  /** Compares the hosts with the registry that Rollcall keeps, and puts them right where `mayWrite`. Answers what differed. */
  repair?(snapshot: Snapshot, mayWrite: boolean): Promise<readonly HostDrift[]>
  /** Calls `changed` after each change of the registry; answers how to end it. Absent: the fabric has to be asked. */
  follow?(changed: () => void): () => void
  /** The switch's own `ofproto/trace` of a packet on a host's bridge. Absent: it has none. */
  trace?(
    host: string,
    bridge: string,
    packet: string,
    ctNext: readonly string[], // states of connection tracking, one for each further pass
  ): Promise<Result<string, FabricError>>
  close(): void
}

/** Where a fabric is and how to speak to it. `options` are its own (see docs/fabrics.md); secrets come in `secret` only. */
export type FabricAddress = {
  readonly kind: string
  readonly name: string
  readonly endpoint: string
  readonly secret: string
  readonly options: Readonly<Record<string, string>>
}
