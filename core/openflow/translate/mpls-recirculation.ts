import type { Action } from '../actions/action'
import { W } from '../fields/flow-layout'

const HARMLESS = new Set<Action['kind']>([
  'output',
  'output-truncated',
  'enqueue',
  'output-register',
  'set-vlan-id',
  'set-vlan-priority',
  'set-tunnel',
  'set-queue',
  'group',
])

/**
 * What is under the last MPLS label is not known until the datapath has looked at the packet again. Outputs and changes
 * of layer 2 can do without; all else has to wait (recirc_for_mpls, ofproto/ofproto-dpif-xlate.c).
 */
export function needsRecirculation(action: Action): boolean {
  if (HARMLESS.has(action.kind)) return false
  return action.kind !== 'set' || action.field.place.word >= W.nwSrc || action.how === 'mod'
    ? !isEthernetSet(action)
    : false
}

const isEthernetSet = (action: Action): boolean =>
  action.kind === 'set' && (action.field.place.word === W.dlSrc || action.field.place.word === W.dlDst)
