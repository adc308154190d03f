import { type ClassifiedRule, isImplicit, type Packet, type Pipeline } from './build-pipeline'
import { FIELD_BY_NAME, formatFieldValue } from './match-fields'

/** A rule that would have passed the packet had a field or two differed, and which. Values as Open vSwitch prints them. */
export type NearestMiss = {
  readonly rule: ClassifiedRule
  readonly differs: readonly { readonly field: string; readonly packet: string | null; readonly rule: string }[]
  readonly fields: readonly {
    readonly field: string
    readonly packet: string | null
    readonly rule: string
    readonly isSame: boolean
  }[]
}

const DIFFERENCES_MAX = 2
const SHOWN_MAX = 3

/** Rules of the table above `priority` that do something else than drop, by fewest differing fields, then by priority. */
export function findNearestMisses(
  pipeline: Pipeline,
  table: number | string,
  packet: Packet,
  priority: number,
): NearestMiss[] {
  const misses: NearestMiss[] = []
  for (const entry of pipeline.rules) {
    if (entry.rule.table !== table || entry.rule.priority <= priority || entry.match.unknown.length > 0) continue
    if (entry.actions.every((action) => action.kind === 'drop')) continue
    const fields = entry.match.fields.map((one) => {
      const value = packet[one.field] ?? (isImplicit(one.field) ? 0n : null)
      const shape = FIELD_BY_NAME.get(one.field)
      const show = (number: bigint) => (shape ? formatFieldValue(shape, number) : number.toString())
      return {
        field: one.field,
        packet: value === null ? null : show(value),
        rule: show(one.value),
        isSame: value !== null && (value & one.mask) === one.value,
      }
    })
    const differs = fields.filter((one) => !one.isSame)
    if (differs.length > 0 && differs.length <= DIFFERENCES_MAX) misses.push({ rule: entry, differs, fields })
  }
  return misses
    .sort((a, b) => a.differs.length - b.differs.length || b.rule.rule.priority - a.rule.rule.priority)
    .slice(0, SHOWN_MAX)
}
