import type { Span } from '../text/span'

export type Direction = 'in' | 'out'

/** A line `Key : value` that the model has no place of its own for. */
export type Detail = { readonly key: string; readonly value: string }

/**
 * A rule of a host's virtual filtering platform. `order` is its place in evaluation, counted from 0 within its group and
 * direction; `priority` is the number as printed. The lowest number is asked first, which is the other way round than in
 * OpenFlow (OPTE, lib/opte/README.adoc, "Rules"). The default of a layer has no priority and comes last.
 */
export type VfpRule = {
  readonly id: string | null
  readonly name: string | null
  readonly priority: number | null
  readonly order: number
  readonly isDefault: boolean
  readonly conditions: readonly string[] // all must hold; none: every packet
  readonly action: string | null
  readonly hits: number | null
  readonly details: readonly Detail[]
  readonly line: number
  readonly span: Span
}

export type VfpGroup = {
  readonly name: string | null // the one group of a direction in OPTE has no name
  readonly direction: Direction | null
  readonly priority: number | null
  readonly conditions: readonly string[]
  readonly details: readonly Detail[]
  readonly rules: readonly VfpRule[] // in evaluation order
}

/** A flow that a layer, or the port as a whole, keeps: what was decided once is done again. */
export type VfpFlow = {
  readonly direction: Direction | null
  readonly protocol: string
  readonly source: string
  readonly sourcePort: string | null // a port, or type and code of ICMP
  readonly destination: string
  readonly destinationPort: string | null
  readonly hits: number | null
  readonly action: string
  readonly line: number
}

export type VfpLayer = {
  readonly name: string
  readonly priority: number | null
  readonly details: readonly Detail[]
  readonly groups: readonly VfpGroup[] // in evaluation order
  readonly flows: readonly VfpFlow[]
}

/** The point where policy is applied: one interface of one guest. */
export type VfpPort = {
  readonly name: string | null
  readonly friendlyName: string | null
  readonly mac: string | null
  readonly details: readonly Detail[]
  readonly layers: readonly VfpLayer[] // in evaluation order of what leaves the guest
  readonly unifiedFlows: readonly VfpFlow[]
}

/** Sorts by priority, the lowest first; what has none keeps its place behind. */
export function inEvaluationOrder<T extends { readonly priority: number | null }>(items: readonly T[]): T[] {
  return items
    .map((item, at) => ({ item, at }))
    .sort((a, b) => (a.item.priority ?? Infinity) - (b.item.priority ?? Infinity) || a.at - b.at)
    .map(({ item }) => item)
}
