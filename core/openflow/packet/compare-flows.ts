import type { Flow } from '../fields/flow-layout'
import { splitTopLevel } from '../match/split-top-level'
import { formatFlow } from './format-flow'

/** A field that differs between two flows, as Open vSwitch writes it; null where a flow does not have it. */
export type FlowChange = { readonly field: string; readonly before: string | null; readonly after: string | null }

/** What became different from one flow to the other, in the order in which the fields are written. */
export function compareFlows(before: Flow, after: Flow): FlowChange[] {
  if (before.every((word, i) => word === after[i])) return []
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((field) => {
    const [old, now] = [was.get(field) ?? null, is.get(field) ?? null]
    return old === now ? [] : [{ field, before: old, after: now }]
  })
}

/** `arp` stands for itself: a packet's kind is a field without a value of its own. */
function fieldsOf(flow: Flow): Map<string, string> {
  return new Map(
    splitTopLevel(formatFlow(flow)).map((token): [string, string] => {
      const equals = token.indexOf('=')
      return equals < 0 ? ['protocol', token] : [token.slice(0, equals), token.slice(equals + 1)]
    }),
  )
}
