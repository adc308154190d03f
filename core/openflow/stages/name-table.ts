import type { FlowRule } from '../dump/flow-rule'
import type { LogicalFlow } from '../logical/parse-lflow-list'
import { ANTREA_GUARDS } from './antrea-tables'
import type { RecognisedFabric } from './recognise-fabric'

/** A table's name, whether it decides over source addresses, and where in OVN's logical pipelines it stands. */
export type NamedTable = {
  readonly name: string
  readonly guards: boolean
  readonly pipeline: 'ingress' | 'egress' | null
  readonly logicalTable: number | null
}

const GUARDING_STAGE = /_(check_|apply_)?port_sec/

/**
 * Names a table of a fabric. OVN's logical tables have names of their own in each release, which the list of logical
 * flows tells; without it they are counted.
 */
export function nameTable(
  table: FlowRule['table'],
  fabric: RecognisedFabric | null,
  logical: readonly LogicalFlow[] = [],
): NamedTable | null {
  if (typeof table === 'string')
    return { name: table, guards: ANTREA_GUARDS.includes(table), pipeline: null, logicalTable: null }
  const known = fabric?.layout?.tables.find((one) => one.table === table)
  if (known) return { name: known.name, guards: known.guards ?? false, pipeline: null, logicalTable: null }
  if (fabric?.fabric !== 'ovn' || !fabric.layout) return null
  const { ingress, loopback, egress, toPhysical } = fabric.layout
  const isIngress = table >= ingress && table < loopback
  if (!isIngress && !(table >= egress && table < toPhysical)) return null
  const pipeline = isIngress ? 'ingress' : 'egress'
  const logicalTable = table - (isIngress ? ingress : egress)
  const stages = new Set(
    logical.filter((flow) => flow.pipeline === pipeline && flow.table === logicalTable).map((flow) => flow.stage),
  )
  const name = stages.size > 0 ? [...stages].sort().join(', ') : `logical ${pipeline}, table ${logicalTable}`
  return { name, guards: [...stages].some((stage) => GUARDING_STAGE.test(stage)), pipeline, logicalTable }
}
