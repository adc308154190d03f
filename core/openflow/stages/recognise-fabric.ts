import type { FlowRule } from '../dump/flow-rule'
import { ANTREA_GUARDS, ANTREA_SOURCE, ANTREA_TABLES } from './antrea-tables'
import { NEUTRON_LAYOUT } from './neutron-tables'
import { OVN_LAYOUTS, type OvnLayout } from './ovn-layouts'
import type { Layout } from './table-name'

/** Whose rules a dump holds. `layout` is null where the fabric is known and its version is not. */
export type RecognisedFabric =
  | { readonly fabric: 'ovn'; readonly layout: OvnLayout | null }
  | { readonly fabric: 'neutron-ovs' | 'antrea'; readonly layout: Layout }

/** The fabric that a dump's rules are of, null when nothing tells. */
export function recogniseFabric(rules: readonly FlowRule[]): RecognisedFabric | null {
  const tables = new Set(rules.map((rule) => rule.table))
  const antrea = ANTREA_TABLES.filter((name) => tables.has(name))
  if (antrea.length >= 3 && ANTREA_GUARDS.some((name) => tables.has(name)))
    return {
      fabric: 'antrea',
      layout: { fabric: 'antrea', versions: '1.6 and later', source: ANTREA_SOURCE, tables: [] },
    }
  if (isOvn(rules)) return { fabric: 'ovn', layout: layoutOf(rules) }
  return isNeutron(rules, tables) ? { fabric: 'neutron-ovs', layout: NEUTRON_LAYOUT } : null
}

/** Ports of guests enter OVN's tables by a rule that writes datapath and port into metadata and reg14 (reg6 before 2.8). */
const isOvn = (rules: readonly FlowRule[]): boolean =>
  rules.some(
    ({ table, actions }) =>
      table === 0 &&
      /(OXM_OF_METADATA\[\]|->metadata)/.test(actions) &&
      /(NXM_NX_REG(14|6)\[\]|->reg(14|6))/.test(actions) &&
      /resubmit\(,(8|16)\)/.test(actions),
  )

const CLEARS_REGISTERS = /^(?:(?:load:0(?:x0)?->NXM_NX_REG\d+\[\]|set_field:0->reg\d+),){3,}.*resubmit\(,(\d+)\)$/

function layoutOf(rules: readonly FlowRule[]): OvnLayout | null {
  for (const { table, match, actions } of rules) {
    const egress = match === '' ? CLEARS_REGISTERS.exec(actions)?.[1] : undefined
    if (egress !== undefined)
      return OVN_LAYOUTS.find((layout) => layout.loopback === table && layout.egress === Number(egress)) ?? null
  }
  return null
}

/** The agent's rules all carry its cookie, and table 60 leads to the firewall's 71 and 81. */
function isNeutron(rules: readonly FlowRule[], tables: ReadonlySet<FlowRule['table']>): boolean {
  const hasFirewall = tables.has(71) && tables.has(81) && tables.has(93)
  const hasSpoofing = tables.has(24) && tables.has(25) && tables.has(60)
  return (hasFirewall || hasSpoofing) && rules.some(({ table }) => table === 60)
}
