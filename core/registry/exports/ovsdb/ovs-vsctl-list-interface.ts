import type { ExportFormat } from '../export-format'
import { NOTHING_EXPORTED } from '../exported-port'
import { listRows } from './northbound-rows'
import { readOvsdbPrint } from './read-ovsdb-print'
import { isSwitchInterface, NO_PLACE, plainSwitchInterface, readSwitchInterface } from './switch-interface'

/**
 * Interfaces of Open vSwitch as `ovs-vsctl list Interface` prints them, in the forms list, table, csv and json.
 *
 *   _uuid               : 0d7f0a44-6f41-4d1b-8b5e-1e1f6f0f8f11
 *   external_ids        : {attached-mac="00:16:3e:0a:5c:f1", iface-id=port-vmA}
 *   name                : tap-vmA
 *   ofport              : 3
 */
export const ovsVsctlListInterface: ExportFormat = {
  name: 'ovs-vsctl-list-interface',
  recognises: (document) => listRows(readOvsdbPrint(document)).some(isSwitchInterface),
  read: (document) => {
    const print = readOvsdbPrint(document)
    const switchInterfaces = listRows(print).flatMap((row) =>
      isSwitchInterface(row) ? (readSwitchInterface(row, NO_PLACE) ?? []) : [],
    )
    return {
      value: switchInterfaces.map(plainSwitchInterface),
      exported: { ...NOTHING_EXPORTED, switchInterfaces },
      problems: print?.problems ?? [],
      marks: print?.marks ?? [],
    }
  },
}
