import type { Action, TableRef } from '../actions/action'

export type JumpKind = 'goto' | 'resubmit' | 'ct'
/** Where an action hands the packet to; a table of null is the table the rule stands in. */
export type Jump = { readonly kind: JumpKind; readonly table: TableRef | null }

/** All hand-overs to tables in a list of actions, nested ones included. */
export function findJumps(actions: readonly Action[]): Jump[] {
  return actions.flatMap((action): Jump[] => {
    switch (action.kind) {
      case 'goto':
        return [{ kind: 'goto', table: action.table }]
      case 'resubmit':
        return [{ kind: 'resubmit', table: action.table }]
      case 'ct':
        return [
          ...(action.table === null ? [] : [{ kind: 'ct' as const, table: action.table }]),
          ...findJumps(action.exec),
        ]
      case 'clone':
      case 'write-actions':
      case 'apply-actions':
        return findJumps(action.actions)
      default:
        return []
    }
  })
}
