import type { RegistryStep, Snapshot } from '../core/registry/snapshot'
import type { Result } from '../core/result'

/** Why a fabric did not do what it was asked. */
export type FabricError =
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string } // by its policy
  | { readonly kind: 'conflict'; readonly revision: number } // somebody changed it since it was read
  | { readonly kind: 'invalid'; readonly reason: string }

/** What a fabric can do; the defaults are the cautious ones. */
export type FabricCapabilities = {
  readonly mayWrite: boolean // default false: plans are handed out as text
  readonly havips: boolean // default false
  readonly ipv6: boolean // default false
  readonly unicastOnly: boolean // default true: VRRP by multicast does not get through
  readonly nativeTrace: boolean // default false
}
export const CAUTIOUS: FabricCapabilities = {
  mayWrite: false,
  havips: false,
  ipv6: false,
  unicastOnly: true,
  nativeTrace: false,
}

/** A control plane, spoken to in core's words. */
export interface Fabric {
  readonly capabilities: FabricCapabilities
  /** The whole registry at one revision. */
  readSnapshot(): Promise<Result<Snapshot, FabricError>>
  /** A host's flow table as `ovs-ofctl dump-flows` prints it. */
  readFlowTable(host: string): Promise<Result<string, FabricError>>
  /** Applies all steps or none, if the registry is still at `revision`; answers the new one. */
  applySteps(steps: readonly RegistryStep[], revision: number): Promise<Result<{ revision: number }, FabricError>>
}

export type FabricAddress = {
  readonly kind: string
  readonly name: string
  readonly endpoint: string
  readonly secret: string
}
