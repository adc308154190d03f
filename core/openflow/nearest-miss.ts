import type { ClassifiedRule } from './classifier/classified-rule'
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

const DIFFERENCES_MAX = 2
const SHOWN_MAX = 3

/** Rules of the table above `priority` that do something else than drop, by fewest differing fields, then by priority. */
export function findNearestMisses(
  rules: readonly ClassifiedRule[],
  table: number | string,
  packet: Flow,
  priority: number,
): NearestMiss[] {
  const misses: NearestMiss[] = []
  for (const entry of rules) {
    if (entry.rule.table !== table || entry.rule.priority <= priority) continue
    if (
      entry.actions.length === 0 ||
      entry.match.unknown.length > 0 ||
      countDifferences(entry, packet) > DIFFERENCES_MAX
    )
      continue
    const fields = entry.match.fields.map((one) => compare(one, packet))
    const differs = fields.filter((one) => !one.isSame)
    if (differs.length > 0) misses.push({ rule: entry, differs, fields })
  }
  return misses
    .sort((a, b) => a.differs.length - b.differs.length || b.rule.rule.priority - a.rule.rule.priority)
    .slice(0, SHOWN_MAX)
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
