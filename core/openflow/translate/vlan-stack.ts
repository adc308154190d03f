import { type Flow, W, word } from '../fields/flow-layout'
import { VLAN_PRESENT } from '../fields/prerequisites'

/** Open vSwitch keeps at most two VLAN tags of a packet. */
export const VLANS_MAX = 2

export const countVlans = (flow: Flow): number => {
  for (let i = 0; i < VLANS_MAX; i++) if ((word(flow, W.vlanTci + i) & VLAN_PRESENT) === 0) return i
  return VLANS_MAX
}

export function popVlan(flow: Flow, seen: Flow): void {
  const count = countVlans(flow)
  if (count > 1) {
    seen[W.vlanTci + 1] = 0xffff
    seen[W.vlanTpid + 1] = 0xffff
    flow[W.vlanTci] = word(flow, W.vlanTci + 1)
    flow[W.vlanTpid] = word(flow, W.vlanTpid + 1)
  }
  if (count > 0) {
    flow[W.vlanTci + count - 1] = 0
    flow[W.vlanTpid + count - 1] = 0
  }
}

/** Makes room for a tag; an inner one beyond the second is lost. */
export function pushVlan(flow: Flow, seen: Flow, etherType: number): void {
  for (let i = 0; i < countVlans(flow); i++) {
    seen[W.vlanTci + i] = 0xffff
    seen[W.vlanTpid + i] = 0xffff
  }
  flow[W.vlanTci + 1] = word(flow, W.vlanTci)
  flow[W.vlanTpid + 1] = word(flow, W.vlanTpid)
  flow[W.vlanTpid] = etherType
  flow[W.vlanTci] = VLAN_PRESENT
}
