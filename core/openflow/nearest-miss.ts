import type { ClassifiedRule } from './classifier/classified-rule'
import type { Classifier } from './classifier/classifier'
import { formatFieldValue } from './fields/field-value'
import { type Flow, getBits } from './fields/flow-layout'
import { meetsPrerequisite } from './fields/prerequisites'

/** A rule that would have passed the packet had a field or two differed, and which. Values as Open vSwitch prints them. */
export type FieldComparison = {
  readonly field: string
  readonly packet: string | null
  readonly rule: string
  readonly isSame: boolean
}
export type NearestMiss = {
  readonly rule: ClassifiedRule
  readonly differs: readonly FieldComparison[]
  readonly fields: readonly FieldComparison[]
}

const SHOWN_MAX = 3

/**
 * Rules of the table above `priority` that do something else than drop and would match if one field differed, or where
 * there is none, two; by priority.
 */
export function findNearestMisses(table: Classifier | undefined, packet: Flow, priority: number): NearestMiss[] {
  if (!table) return []
  for (const count of [1, 2] as const) {
    const found = new Set<ClassifiedRule>()
    for (const rule of table.near(packet, priority, count))
      if (rule.rule.priority > priority && countDifferences(rule, packet) === count) found.add(rule)
    if (found.size === 0) continue
    return [...found]
      .sort((a, b) => b.rule.priority - a.rule.priority || a.order - b.order)
      .slice(0, SHOWN_MAX)
      .map((rule) => {
        const fields = rule.match.fields.map((one) => compare(one, packet))
        return { rule, differs: fields.filter((one) => !one.isSame), fields }
      })
  }
  return []
}

function countDifferences(entry: ClassifiedRule, packet: Flow): number {
  let count = 0
  for (const { definition, value, mask } of entry.match.fields)
    if ((getBits(packet, definition.place, 0, definition.bits) & mask) !== value) count++
  return count
}

function compare(
  { field, definition, value, mask }: ClassifiedRule['match']['fields'][number],
  packet: Flow,
): FieldComparison {
  const held = getBits(packet, definition.place, 0, definition.bits)
  const isThere = definition.prerequisite === 'ethernet' || meetsPrerequisite(packet, definition.prerequisite)
  return {
    field,
    packet: isThere ? formatFieldValue(definition, held) : null,
    rule: formatFieldValue(definition, value, mask),
    isSame: (held & mask) === value,
  }
}
