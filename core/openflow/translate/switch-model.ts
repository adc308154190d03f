import type { TableRef } from '../actions/action'
import type { Classifier } from '../classifier/classifier'
import type { Group } from '../dump/parse-groups'
import type { FieldScope } from '../fields/field-scope'

/** How a port carries VLANs (ovs-vswitchd.conf.db(5), Port). */
export type VlanMode = 'access' | 'trunk' | 'native-tagged' | 'native-untagged' | 'dot1q-tunnel'
export type PriorityTags = 'never' | 'if-nonzero' | 'always'

export type SwitchPort = {
  readonly bridge: string
  readonly name: string
  readonly ofport: number
  readonly datapathPort: number | string
  readonly type: string
  readonly options: Readonly<Record<string, string>>
  readonly peer: { readonly bridge: string; readonly port: string } | null
  readonly bundle: string // ports of one bond share it
  readonly vlanMode: VlanMode
  readonly tag: number
  readonly trunks: ReadonlySet<number> | null // null: all
  readonly cvlans: ReadonlySet<number> | null
  readonly qinqEtherType: number
  readonly priorityTags: PriorityTags
  readonly isProtected: boolean
  readonly isUp: boolean
  readonly hasUnknownVlan: boolean // it is an access or trunk port, but of which VLANs is not known
  readonly config: ReadonlySet<string> // no-flood, no-forward, no-receive
}

export type Bridge = {
  readonly name: string
  readonly ports: ReadonlyMap<number, SwitchPort>
  readonly tables: ReadonlyMap<TableRef, Classifier>
  readonly groups: ReadonlyMap<number, Group> | null // null: not known
  readonly meters: ReadonlyMap<number, number> | null // OpenFlow meter → meter of the datapath
  readonly scope: FieldScope
  /** False where the ports are not (all) known: an unknown port number is then taken to exist. */
  readonly knowsPorts: boolean
  readonly forwardsBpdu: boolean
}

export type Switch = {
  readonly bridges: ReadonlyMap<string, Bridge>
  /** Tunnels are built by the datapath in user space, which looks for the way in the routes of the host. */
  readonly tunnelsNatively: boolean
}

const TUNNELS = new Set(['gre', 'vxlan', 'geneve', 'stt', 'lisp', 'erspan', 'ip6erspan', 'ip6gre', 'gtpu', 'bareudp'])
export const isTunnel = (port: SwitchPort): boolean => TUNNELS.has(port.type)

/** The port at the other end of a patch cable, or null. */
export function findPeer(model: Switch, port: SwitchPort): SwitchPort | null {
  if (!port.peer) return null
  for (const bridge of model.bridges.values())
    for (const other of bridge.ports.values()) if (other.name === port.peer.port) return other
  return null
}

/** A port of a bridge; on a bridge whose ports are not known every number is one. */
export function findPort(bridge: Bridge, ofport: number): SwitchPort | null {
  const known = bridge.ports.get(ofport)
  if (known || bridge.knowsPorts) return known ?? null
  return assumedPort(bridge.name, ofport)
}

export const assumedPort = (bridge: string, ofport: number): SwitchPort => ({
  bridge,
  name: ofport === 0xfffe ? bridge : '',
  ofport,
  datapathPort: ofport === 0xfffe ? 'LOCAL' : ofport,
  type: '',
  options: {},
  peer: null,
  bundle: String(ofport),
  vlanMode: 'trunk',
  tag: 0,
  trunks: null,
  cvlans: null,
  qinqEtherType: 0x88a8,
  priorityTags: 'never',
  isProtected: false,
  isUp: true,
  hasUnknownVlan: false,
  config: new Set(),
})
