/** One switch to be asked: its bridges with ports and rules, in the words `ovs-vsctl` and `ovs-ofctl` take, and packets. */
export type WorldPort = {
  readonly name: string // p1: the datapath in user space gives it the number in its name
  readonly ofport: number
  readonly type: 'dummy' | 'patch' | 'vxlan' | 'geneve' | 'gre'
  readonly options: Readonly<Record<string, string>>
  readonly tag?: number
  readonly trunks?: readonly number[]
  readonly vlanMode?: string
  readonly otherConfig?: Readonly<Record<string, string>>
}
export type WorldBridge = {
  readonly name: string
  readonly ports: readonly WorldPort[]
  readonly flows: readonly string[]
  readonly groups: readonly string[]
  readonly meters: readonly string[]
  readonly tlvMap: readonly string[]
}
export type WorldPacket = {
  readonly bridge: string
  readonly packet: string
  readonly ctNext: readonly string[]
  readonly hasPacket: boolean // a packet is made of the flow, so that learning has effects
}
export type World = {
  readonly family: string
  readonly bridges: readonly WorldBridge[]
  readonly packets: readonly WorldPacket[]
}

const LOCAL = 65_534
const digits = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0)

/** The number the dummy datapath gives a port: the digits its name ends with, for bridges counted from 100. */
export const datapathNumber = (name: string): number => digits(name) + (name.startsWith('br') ? 100 : 0)

/** The bridges and ports of a world as `topology.json` says them. */
export function topologyOf(world: World): unknown {
  const dpPorts: Record<string, unknown> = {}
  const bridges = world.bridges.map((bridge) => {
    for (const port of bridge.ports)
      if (port.type === 'dummy')
        dpPorts[datapathNumber(port.name)] = { bridge: bridge.name, port: port.name, ofport: port.ofport }
    dpPorts[datapathNumber(bridge.name)] = { bridge: bridge.name, port: bridge.name, ofport: 'LOCAL' }
    return {
      name: bridge.name,
      failMode: 'secure',
      ports: [
        ...bridge.ports.map((port) => ({
          name: port.name,
          ofport: port.ofport,
          type: port.type,
          options: port.options,
          tag: port.tag ?? null,
          trunks: port.trunks ?? [],
          vlan_mode: port.vlanMode ?? null,
          port_other_config: port.otherConfig ?? {},
        })),
        { name: bridge.name, ofport: LOCAL, type: 'internal', options: {}, tag: null, trunks: [], vlan_mode: null },
      ],
    }
  })
  return { bridges, dpPorts }
}
