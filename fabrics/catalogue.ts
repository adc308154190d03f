import type { Fabric, FabricAddress } from './fabric'

/** The fabrics Rollcall knows, loaded when first spoken to. */
const FABRICS: Readonly<Record<string, (address: FabricAddress) => Promise<Fabric>>> = {
  simulated: async (address) => (await import('./simulated/fabric')).openSimulated(address),
  neutron: async (address) => (await import('./neutron/fabric')).openNeutron(address),
  ovn: async (address) => (await import('./ovn/fabric')).openOvn(address),
  openvswitch: async (address) => (await import('./openvswitch/fabric')).openOpenVswitch(address),
}

/** Connections are kept: some fabrics send what they have once and only changes afterwards. */
const open = new Map<string, { readonly key: string; readonly fabric: Promise<Fabric> }>()

/** The fabric at an address; null for a kind that is not known. Throws when the address is none of its kind. */
export async function openFabric(address: FabricAddress): Promise<Fabric | null> {
  const start = FABRICS[address.kind]
  if (!start) return null
  const key = JSON.stringify(address)
  const held = open.get(address.name)
  if (held?.key === key) return held.fabric
  void held?.fabric.then(
    (fabric) => fabric.close(),
    () => {},
  )
  const fabric = start(address)
  open.set(address.name, { key, fabric })
  fabric.catch(() => open.delete(address.name))
  return fabric
}

/** Ends the connections to a fabric that is gone, or to all. */
export async function closeFabrics(name?: string): Promise<void> {
  for (const [held, { fabric }] of [...open])
    if (name === undefined || held === name) {
      open.delete(held)
      await fabric.then(
        (one) => one.close(),
        () => {},
      )
    }
}
