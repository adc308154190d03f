import { isReservedPort, PORT } from './fields/port-names'
import type { PriorityTags, SwitchPort, VlanMode } from './translate/switch-model'

/**
 * `topology.json`: the bridges of a host and their ports, as far as a trace needs them.
 *
 *     {"bridges": [{"name": "br0", "ports": [{"name": "p1", "ofport": 1, "type": "patch", "options": {"peer": "p2"}, "tag": 10}]}],
 *      "dpPorts": {"1": {"bridge": "br0", "port": "p1", "ofport": 1}}}
 */
export type Topology = {
  readonly bridges: readonly TopologyBridge[]
  readonly datapathPorts: readonly DatapathPort[]
}
export type TopologyBridge = {
  readonly name: string
  readonly ports: readonly SwitchPort[]
  readonly forwardsBpdu: boolean
}
export type DatapathPort = {
  readonly number: string
  readonly bridge: string
  readonly port: string
  readonly ofport: number
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const VLAN_MODES: readonly string[] = ['access', 'trunk', 'native-tagged', 'native-untagged', 'dot1q-tunnel']

/** Reads a topology; a sentence when the value is none. */
export function readTopology(value: unknown): Topology | string {
  if (!isObject(value) || !Array.isArray(value.bridges)) return 'a topology has a list "bridges"'
  const datapathPorts = Object.entries(isObject(value.dpPorts) ? value.dpPorts : {}).flatMap(([number, port]) =>
    isObject(port)
      ? [{ number, bridge: text(port.bridge), port: text(port.port), ofport: readOfport(port.ofport) }]
      : [],
  )
  const bridges = list(value.bridges)
    .filter(isObject)
    .map((bridge): TopologyBridge => {
      const name = text(bridge.name)
      const other = isObject(bridge.other_config) ? bridge.other_config : {}
      return {
        name,
        ports: list(bridge.ports)
          .filter(isObject)
          .map((port) => readPort(name, port, datapathPorts)),
        forwardsBpdu: text(other['forward-bpdu']) === 'true',
      }
    })
  return { bridges, datapathPorts }
}

function readOfport(value: unknown): number {
  if (value === 'LOCAL') return PORT.local
  const number = Number(value)
  return Number.isInteger(number) ? number : PORT.none
}

function readPort(bridge: string, port: Json, datapathPorts: readonly DatapathPort[]): SwitchPort {
  const name = text(port.name)
  const ofport = readOfport(port.ofport)
  const options = strings(port.options)
  const other = strings(port.port_other_config ?? port.other_config)
  const tag = typeof port.tag === 'number' ? port.tag : null
  const trunks = vlans(port.trunks)
  const mode = text(port.vlan_mode)
  const known = datapathPorts.find((one) => one.bridge === bridge && one.port === name)
  return {
    bridge,
    name,
    ofport,
    datapathPort: known ? number(known.number) : ofport === PORT.local ? name : ofport,
    type: text(port.type),
    options,
    peer: options.peer === undefined ? null : { bridge, port: options.peer },
    bundle: text(port.bond) || text(port.port) || name,
    vlanMode: (VLAN_MODES.includes(mode) ? mode : tag === null ? 'trunk' : 'access') as VlanMode,
    tag: tag ?? 0,
    trunks,
    cvlans: vlans(port.cvlans),
    qinqEtherType: other['qinq-ethtype'] === '802.1q' ? 0x8100 : 0x88a8,
    priorityTags: priorityTags(other['priority-tags']),
    isProtected: port.protected === true,
    isUp:
      port.link_state !== 'down' && port.admin_state !== 'down' && !isReservedPort(ofport === PORT.local ? 0 : ofport),
    hasUnknownVlan: false,
    config: new Set(list(port.config ?? port.mod_port).map(text)),
  }
}

const number = (value: string): number | string => (/^\d+$/.test(value) ? Number(value) : value)
const priorityTags = (value: string | undefined): PriorityTags =>
  value === 'always' ? 'always' : value === 'if-nonzero' || value === 'true' ? 'if-nonzero' : 'never'

function strings(value: unknown): Readonly<Record<string, string>> {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)])) : {}
}

/** The VLANs of a trunk; none named means all. */
function vlans(value: unknown): ReadonlySet<number> | null {
  const numbers = list(value).map(Number)
  return numbers.length === 0 ? null : new Set(numbers)
}
