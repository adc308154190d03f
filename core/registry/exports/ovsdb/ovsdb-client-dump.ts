import type { Problem } from '../../../text/span'
import type { ExportFormat, ExportReading } from '../export-format'
import { NOTHING_EXPORTED, type SwitchInterface } from '../exported-port'
import {
  exportLogicalSwitchPort,
  exportVirtualPort,
  isLogicalSwitchPort,
  isPortBinding,
  plainLogicalSwitchPort,
  readLogicalSwitchPort,
} from './logical-switch-port'
import { listRows, switchNames } from './northbound-rows'
import { atomsOf, numberOf, type OvsdbPrint, type OvsdbRow, scalarOf } from './ovsdb-table'
import { readOvsdbPrint } from './read-ovsdb-print'
import { isSwitchInterface, NO_PLACE, type Place, plainSwitchInterface, readSwitchInterface } from './switch-interface'

/**
 * A whole database as `ovsdb-client dump` prints it, in the forms table, list, csv and json: OVN_Northbound and
 * OVN_Southbound give ports, Open_vSwitch gives the interfaces of the switch.
 *
 *   Logical_Switch_Port table
 *   _uuid                                addresses                          name
 *   ------------------------------------ ---------------------------------- --------
 *   5f3c0c5e-8f0a-4a4e-9a53-0b6a9b3f1c11 ["00:16:3e:0a:5c:f1 172.17.20.29"] port-vmA
 */
export const ovsdbClientDump: ExportFormat = {
  name: 'ovsdb-client-dump',
  recognises: (document) => readOvsdbPrint(document)?.tables.some((table) => table.name !== null) ?? false,
  read: (document) => {
    const print = readOvsdbPrint(document)
    return print ? readDump(print) : { value: [], exported: NOTHING_EXPORTED, problems: [], marks: [] }
  },
}

const NORTHBOUND = /^(NB_Global|Logical_Switch|Logical_Switch_Port|Logical_Router|Logical_Router_Port)$/
const SOUTHBOUND = /^(SB_Global|Port_Binding|Datapath_Binding|Logical_Flow|Chassis|MAC_Binding)$/
const OPEN_VSWITCH = /^(Open_vSwitch|Interface|Bridge|Port)$/

function databaseOf(print: OvsdbPrint): string | null {
  const is = (names: RegExp, fits: (row: OvsdbRow) => boolean) =>
    print.tables.some((table) => (table.name === null ? table.rows.some(fits) : names.test(table.name)))
  if (is(NORTHBOUND, isLogicalSwitchPort)) return 'OVN_Northbound'
  if (is(SOUTHBOUND, isPortBinding)) return 'OVN_Southbound'
  return is(OPEN_VSWITCH, isSwitchInterface) ? 'Open_vSwitch' : null
}

function readDump(print: OvsdbPrint): ExportReading {
  const problems: Problem[] = [...print.problems]
  const rest = { problems, marks: print.marks }
  const database = databaseOf(print)
  if (database === 'Open_vSwitch') {
    const switchInterfaces = interfacesOf(print)
    return {
      value: switchInterfaces.map(plainSwitchInterface),
      exported: { ...NOTHING_EXPORTED, switchInterfaces },
      ...rest,
    }
  }
  const isNorthbound = database === 'OVN_Northbound'
  const switches = switchNames(listRows(print))
  const chassis = namesByUuid(
    rowsOf(print, 'Chassis', () => false),
    'hostname',
  )
  const rows = isNorthbound
    ? rowsOf(print, 'Logical_Switch_Port', isLogicalSwitchPort)
    : rowsOf(print, 'Port_Binding', isPortBinding)
  const found = rows.map((row) => ({
    row,
    host: chassis.get(scalarOf(row, 'chassis') ?? '') ?? null,
    port: readLogicalSwitchPort(row, switches(row), problems),
  }))
  const exported = {
    ...NOTHING_EXPORTED,
    ports: found.map(({ row, host, port }) => exportLogicalSwitchPort(port, row, host)),
    haVips: found.flatMap(({ row, port }) => exportVirtualPort(port, row)),
  }
  const ports = found.map(({ port }) => plainLogicalSwitchPort(port))
  if (isNorthbound) return { value: { database, logicalSwitchPorts: ports }, exported, ...rest }
  return {
    value: { database, portBindings: ports.map((port, i) => ({ ...port, host: found[i]?.host ?? null })) },
    exported,
    ...rest,
  }
}

const rowsOf = (print: OvsdbPrint, name: string, fits: (row: OvsdbRow) => boolean): OvsdbRow[] =>
  print.tables.flatMap((table) =>
    table.name === name ? [...table.rows] : table.name === null ? table.rows.filter(fits) : [],
  )

const namesByUuid = (rows: readonly OvsdbRow[], column: string): Map<string, string> =>
  new Map(
    rows.flatMap((row): [string, string][] => {
      const uuid = scalarOf(row, '_uuid')
      const name = scalarOf(row, column) ?? scalarOf(row, 'name')
      return uuid !== null && name !== null ? [[uuid, name]] : []
    }),
  )

/** Interfaces with the port and bridge that name them by UUID. */
function interfacesOf(print: OvsdbPrint): SwitchInterface[] {
  const bridges = new Map<string, string>()
  for (const bridge of rowsOf(print, 'Bridge', () => false)) {
    const name = scalarOf(bridge, 'name')
    for (const port of atomsOf(bridge, 'ports')) if (name !== null) bridges.set(port.text, name)
  }
  const places = new Map<string, Place>()
  for (const port of rowsOf(print, 'Port', () => false)) {
    const place: Place = {
      bridge: bridges.get(scalarOf(port, '_uuid') ?? '') ?? null,
      port: scalarOf(port, 'name'),
      tag: numberOf(scalarOf(port, 'tag')),
      trunks: atomsOf(port, 'trunks').flatMap((atom) => numberOf(atom.text) ?? []),
    }
    for (const one of atomsOf(port, 'interfaces')) places.set(one.text, place)
  }
  return rowsOf(print, 'Interface', isSwitchInterface).flatMap(
    (row) => readSwitchInterface(row, places.get(scalarOf(row, '_uuid') ?? '') ?? NO_PLACE) ?? [],
  )
}
