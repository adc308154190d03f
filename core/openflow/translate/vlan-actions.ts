import { W, word } from '../fields/flow-layout'
import { VLAN_PRESENT } from '../fields/prerequisites'
import type { Context } from './context'

const ID = 0xfff
const PRIORITY = 0xe000
const DOT1Q = 0x8100

/** mod_vlan_vid: changes the tag's number; a packet without a tag gets one. */
export function setVlanId(ctx: Context, id: number): void {
  write(ctx, ID, id)
}

export function setVlanPriority(ctx: Context, priority: number): void {
  write(ctx, PRIORITY, priority << 13)
}

function write(ctx: Context, mask: number, value: number): void {
  const { flow, seen } = ctx
  seen[W.vlanTci] = word(seen, W.vlanTci) | mask | VLAN_PRESENT
  if (word(flow, W.vlanTpid) === 0) flow[W.vlanTpid] = DOT1Q
  flow[W.vlanTci] = (word(flow, W.vlanTci) & ~mask) | (value & mask) | VLAN_PRESENT
}
