import type { Result } from '../core/result'
import type { FabricError, HostReading } from './fabric'

/** Reads the switch of one host, wherever its tools run. */
export interface Collector {
  /** Flow tables and ports of these bridges, or of all that there are. */
  readHost(bridges: readonly string[] | null): Promise<Result<HostReading, FabricError>>
  /** `ofproto/trace` of the switch itself, as it prints it. */
  trace(bridge: string, packet: string): Promise<Result<string, FabricError>>
}
