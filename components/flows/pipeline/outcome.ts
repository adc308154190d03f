import type { MappedTable, OutcomeGroup } from '@/core/openflow/pipeline-map/map-pipeline'

/** Where a trace went: the group of rules that decided in each table, in order. */
export type LitStep = { readonly table: MappedTable['table']; readonly group: string | null; readonly isStop: boolean }
/** A link to the rules that a part of the map stands for. */
export type HrefFor = (filter: string) => string

/** What a group of rules does with a packet, short. */
export function sayOutcome(group: OutcomeGroup): string {
  const arrows =
    group.tables.length > 3 ? [`→ ${group.tables.length} tables`] : group.tables.map((table) => `→ ${table}`)
  if (group.sends) arrows.push('out')
  if (arrows.length > 0) return arrows.join(' ')
  return {
    drop: 'drop',
    controller: 'controller',
    unknown: 'not understood',
    clause: 'part of a conjunction',
    ends: 'ends here',
    table: '',
    output: 'out',
  }[group.outcome]
}

const quoted = (value: number | string): string => (typeof value === 'number' ? String(value) : `"${value}"`)

export const filterOfTable = (table: MappedTable['table']): string => `table=${quoted(table)}`

/** A filter for the rules of a group, as far as the language can say it. */
export function filterOfGroup(table: MappedTable['table'], group: OutcomeGroup): string {
  if (group.only) return `line=${group.only.line}`
  const own = filterOfTable(table)
  if (group.outcome === 'drop') return `${own} && actions=drop`
  return [own, ...group.tables.map((to) => `to=${quoted(to)}`)].join(' && ')
}

/** 0 to 5: how many, as against the most, on a scale that tells 1 from 100 from 10,000. */
export const heatOf = (packets: number | null, most: number): number =>
  !packets ? 0 : Math.min(5, 1 + Math.floor((4.999 * Math.log1p(packets)) / Math.log1p(Math.max(1, most))))
