import { atomsOf, type OvsdbPrint, type OvsdbRow, scalarOf } from './ovsdb-table'

export const listRows = (print: OvsdbPrint | null): OvsdbRow[] =>
  print?.tables.flatMap((table) => [...table.rows]) ?? []

/** The name of the logical switch whose `ports` name a row, where the same print shows the switch. */
export function switchNames(rows: readonly OvsdbRow[]): (row: OvsdbRow) => string | null {
  const names = new Map<string, string>()
  for (const row of rows) {
    if (!row.columns.has('ports') || !isLogicalSwitch(row)) continue
    const name = scalarOf(row, 'name') ?? scalarOf(row, '_uuid')
    for (const port of atomsOf(row, 'ports')) if (name !== null) names.set(port.text, name)
  }
  return (row) => names.get(scalarOf(row, '_uuid') ?? '') ?? null
}

// Routers and port groups have ports as well.
const isLogicalSwitch = ({ columns }: OvsdbRow): boolean =>
  !columns.has('static_routes') &&
  !columns.has('nat') &&
  (columns.has('other_config') ||
    columns.has('qos_rules') ||
    columns.has('dns_records') ||
    columns.has('load_balancer'))
