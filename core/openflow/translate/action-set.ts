import type { Action } from '../actions/action'

/** The order in which the kinds of an action set are carried out, one of each (ofpacts_execute_action_set, lib/ofp-actions.c). */
const ORDER: readonly ((action: Action) => boolean)[] = [
  (action) => action.kind === 'pop-vlan',
  (action) => action.kind === 'pop-mpls',
  (action) => action.kind === 'decap',
  (action) => action.kind === 'encap',
  (action) => action.kind === 'push-mpls',
  (action) => action.kind === 'push-vlan',
  (action) => action.kind === 'dec-ttl',
  (action) => action.kind === 'dec-mpls-ttl',
  (action) => action.kind === 'dec-nsh-ttl',
]
const SETS = new Set([
  'set',
  'move',
  'set-tunnel',
  'set-vlan-id',
  'set-vlan-priority',
  'set-mpls',
  'write-metadata',
  'delete-field',
])

/**
 * An action set as a list: the last of each kind in the order OpenFlow gives, then all that set fields as they came, then
 * one way out; a group wins over an output, and those over resubmit and ct. A set without a way out does nothing.
 */
export function orderActionSet(actions: readonly Action[]): Action[] {
  const last = (test: (action: Action) => boolean): Action[] => {
    const found = actions.findLast(test)
    return found ? [found] : []
  }
  const list = [
    ...ORDER.flatMap(last),
    ...actions.filter((action) => SETS.has(action.kind)),
    ...last((action) => action.kind === 'set-queue'),
  ]
  const isOutput = (action: Action): boolean =>
    ['output', 'output-name', 'output-register', 'output-truncated', 'controller', 'enqueue', 'bundle'].includes(
      action.kind,
    )
  const ways: readonly ((action: Action) => boolean)[] = [
    (action) => action.kind === 'group',
    isOutput,
    (action) => action.kind === 'resubmit',
    (action) => action.kind === 'ct',
  ]
  for (const way of ways) {
    const found = last(way)
    if (found.length > 0) return [...list, ...found]
  }
  return []
}
