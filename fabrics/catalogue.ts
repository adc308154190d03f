import type { Fabric, FabricAddress } from './fabric'

/** The fabrics Rollcall knows, loaded when first spoken to. */
const FABRICS: Readonly<Record<string, (address: FabricAddress) => Promise<Fabric>>> = {
  simulated: async (address) => (await import('./simulated/fabric')).openSimulated(address),
}

/** The fabric at an address; null for a kind that is not known. */
export async function openFabric(address: FabricAddress): Promise<Fabric | null> {
  return (await FABRICS[address.kind]?.(address)) ?? null
}
