import type { Problem } from '../../../text/span'
import type { ExportFormat } from '../export-format'
import { NOTHING_EXPORTED } from '../exported-port'
import {
  exportLogicalSwitchPort,
  exportVirtualPort,
  isLogicalSwitchPort,
  isPortBinding,
  plainLogicalSwitchPort,
  readLogicalSwitchPort,
} from './logical-switch-port'
import { listRows, switchNames } from './northbound-rows'
import { readOvsdbPrint } from './read-ovsdb-print'

/**
 * Logical switch ports as `ovn-nbctl list Logical_Switch_Port` prints them (and `find`, and `ovn-sbctl list
 * Port_Binding`), in the forms list, table, csv and json.
 *
 *   _uuid               : 5f3c0c5e-8f0a-4a4e-9a53-0b6a9b3f1c11
 *   addresses           : ["00:16:3e:0a:5c:f1 172.17.20.29"]
 *   name                : port-vmA
 *   port_security       : ["00:16:3e:0a:5c:f1 172.17.20.29"]
 */
export const ovnNbctlList: ExportFormat = {
  name: 'ovn-nbctl-list',
  recognises: (document) =>
    listRows(readOvsdbPrint(document)).some((row) => isLogicalSwitchPort(row) || isPortBinding(row)),
  read: (document) => {
    const print = readOvsdbPrint(document)
    const problems: Problem[] = [...(print?.problems ?? [])]
    const rows = listRows(print)
    const switches = switchNames(rows)
    const found = rows
      .filter((row) => isLogicalSwitchPort(row) || isPortBinding(row))
      .map((row) => ({ row, port: readLogicalSwitchPort(row, switches(row), problems) }))
    return {
      value: found.map(({ port }) => plainLogicalSwitchPort(port)),
      exported: {
        ...NOTHING_EXPORTED,
        ports: found.map(({ row, port }) => exportLogicalSwitchPort(port, row, null)),
        haVips: found.flatMap(({ row, port }) => exportVirtualPort(port, row)),
      },
      problems,
      marks: print?.marks ?? [],
    }
  },
}
