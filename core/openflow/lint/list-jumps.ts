import type { Action, TableRef } from '../actions/action'
import type { Group } from '../dump/parse-groups'

/** A jump to another table; `endsThere`: nothing is done with the packet after it, so what the table does is all. */
export type Jump = { readonly table: TableRef; readonly endsThere: boolean }

/** What the actions of a rule lead to: tables it jumps to, tables it writes rules into, and groups. */
export type Reach = {
  readonly jumps: readonly Jump[]
  readonly learns: readonly TableRef[]
  readonly usesUnknownGroup: boolean
}

const SAME_TABLE = 255

export function listReach(actions: readonly Action[], own: TableRef, groups: ReadonlyMap<number, Group> | null): Reach {
  const jumps: Jump[] = []
  const learns: TableRef[] = []
  let usesUnknownGroup = false
  const seenGroups = new Set<number>()
  const visit = (list: readonly Action[], isLast: boolean): void => {
    for (const [i, action] of list.entries()) {
      const endsThere = isLast && !list.slice(i + 1).some(forwards)
      if (action.kind === 'goto') jumps.push({ table: action.table, endsThere: true })
      else if (action.kind === 'resubmit') {
        const table = action.table === null || action.table === SAME_TABLE ? own : action.table
        jumps.push({ table, endsThere })
      } else if (action.kind === 'ct') {
        if (action.table !== null) jumps.push({ table: action.table, endsThere })
      } else if (action.kind === 'output') {
        if (action.port === TABLE_PORT) jumps.push({ table: 0, endsThere })
      } else if (action.kind === 'learn') learns.push(action.learn.table)
      else if (action.kind === 'clone' || action.kind === 'write-actions' || action.kind === 'apply-actions')
        visit(action.actions, endsThere)
      else if (action.kind === 'group') {
        const group = groups?.get(action.id)
        if (!groups) usesUnknownGroup = true
        else if (group && !seenGroups.has(action.id)) {
          seenGroups.add(action.id)
          for (const bucket of group.buckets) visit(bucket.actions, endsThere)
        }
      }
    }
  }
  visit(actions, true)
  return { jumps, learns, usesUnknownGroup }
}

const TABLE_PORT = 0xfff9

/** Actions that do something with the packet, rather than to it. */
const FORWARDING = new Set<Action['kind']>([
  'output',
  'output-name',
  'output-register',
  'output-truncated',
  'controller',
  'enqueue',
  'bundle',
  'group',
  'resubmit',
  'goto',
  'ct',
  'clone',
  'write-actions',
  'apply-actions',
  'unknown',
])
const forwards = (action: Action): boolean => FORWARDING.has(action.kind)
