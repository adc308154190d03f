import type { Result } from '../core/result'
import type { FabricError, HostPort, HostReading } from './fabric'

/** A port with the MAC and the guest that the host's virtualisation wrote beside it (external_ids), where it did. */
export type AttachedPort = HostPort & {
  readonly attachedMac: string | null
  readonly guest: string | null
  readonly subnet: string | null
}

/** Reads the switch of one host, wherever its tools run. */
export interface Collector {
  /** Flow tables and ports of these bridges, or of all that there are. */
  readHost(bridges: readonly string[] | null): Promise<Result<HostReading, FabricError>>
  /** Ports of these bridges, with what is attached to each. */
  readPorts(bridges: readonly string[]): Promise<Result<readonly AttachedPort[], FabricError>>
  /** The flow table of one bridge, as `ovs-ofctl dump-flows` prints it. */
  readFlows(bridge: string): Promise<Result<string, FabricError>>
  /** Adds and removes rules, all or none; `bundle` as `ovs-ofctl --bundle add-flows` takes it. */
  installBundle(bridge: string, bundle: string): Promise<Result<string, FabricError>>
  /** `ofproto/trace` of the switch itself, as it prints it. */
  trace(bridge: string, packet: string, ctNext: readonly string[]): Promise<Result<string, FabricError>>
}
