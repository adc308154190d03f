import type { FlowRule } from '../dump/flow-rule'
import { nameTable } from './name-table'
import { recogniseFabric } from './recognise-fabric'

/** What the tables of a dump are for, by number or name, and whose pipeline that is. */
export type Stages = {
  readonly names: Readonly<Record<string, string>>
  readonly fabric: 'OVN' | 'Neutron' | 'Antrea' | null // null: nothing tells
  readonly versions: string | null
  readonly source: string | null // where the names are written
}

const FABRICS = { ovn: 'OVN', 'neutron-ovs': 'Neutron', antrea: 'Antrea' } as const

/** Names the tables of a dump as the fabric does that its rules are recognised to be of. */
export function nameStages(rules: readonly FlowRule[]): Stages {
  const fabric = recogniseFabric(rules)
  if (!fabric) return { names: {}, fabric: null, versions: null, source: null }
  const names: Record<string, string> = {}
  for (const table of new Set(rules.map((rule) => rule.table))) {
    const named = typeof table === 'number' ? nameTable(table, fabric) : null
    if (named) names[table] = named.name
  }
  return {
    names,
    fabric: FABRICS[fabric.fabric],
    versions: fabric.layout?.versions ?? null,
    source: fabric.layout?.source ?? null,
  }
}
