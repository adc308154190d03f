import type { FlowRule } from '../dump/flow-rule'
import { actionsKey } from './normalise-rule'

/**
 * What a rule has counted between two dumps. A counter that goes backwards, or a rule that is younger than before, has
 * begun again from zero: what it shows now is then all that is known, and at least that much was counted.
 */
export type CounterDelta = {
  readonly before: FlowRule
  readonly after: FlowRule
  readonly packets: number
  readonly bytes: number | null
  readonly isReset: boolean
  readonly isDrop: boolean
}

/** Null when nothing was counted, or a dump does not show counters. */
export function compareCounters(before: FlowRule, after: FlowRule): CounterDelta | null {
  if (before.nPackets === null || after.nPackets === null) return null
  const isReset =
    after.nPackets < before.nPackets ||
    (before.nBytes !== null && after.nBytes !== null && after.nBytes < before.nBytes) ||
    isYounger(before, after)
  const packets = isReset ? after.nPackets : after.nPackets - before.nPackets
  if (packets === 0 && !isReset) return null
  const bytes = after.nBytes === null || before.nBytes === null ? null : after.nBytes - (isReset ? 0 : before.nBytes)
  return { before, after, packets, bytes, isReset, isDrop: actionsKey(after.actions) === '[]' }
}

function isYounger(before: FlowRule, after: FlowRule): boolean {
  const [earlier, later] = [before.extra.duration, after.extra.duration]
  return typeof earlier === 'number' && typeof later === 'number' && later < earlier
}

/** `+312 packets on the default drop of table 10`. */
export function sayCounterDelta({ after, packets, isReset, isDrop }: CounterDelta): string {
  const count = `${isReset ? '' : '+'}${packets} packet${packets === 1 ? '' : 's'}`
  const isDefault = after.priority === 0 && after.match === ''
  const what = isDrop ? (isDefault ? 'the default drop' : 'the drop') : isDefault ? 'the default rule' : 'the rule'
  const which = isDefault ? '' : `, priority ${after.priority}, ${after.match === '' ? 'any packet' : after.match}`
  const since = isReset ? ' since its counters began again' : ''
  return `${count} on ${what} of table ${after.table}${which}${since}`
}
