import { canonicalIp } from '../../../ip/ip'
import { parseMac } from '../../../ip/mac'
import type { SwitchInterface } from '../exported-port'
import { keyOf, numberOf, type OvsdbRow, scalarOf } from './ovsdb-table'

const OWN_COLUMNS = ['ofport', 'mac_in_use', 'admin_state', 'link_state', 'ofport_request', 'ingress_policing_rate']

export const isSwitchInterface = ({ columns }: OvsdbRow): boolean =>
  columns.has('name') &&
  !columns.has('addresses') &&
  (OWN_COLUMNS.some((name) => columns.has(name)) ||
    (columns.has('type') && columns.has('options') && !columns.has('up')))

/** Where an interface hangs, when the print says so. */
export type Place = Pick<SwitchInterface, 'bridge' | 'port' | 'tag' | 'trunks'>
export const NO_PLACE: Place = { bridge: null, port: null, tag: null, trunks: [] }

/** A row of the Interface table of Open vSwitch. */
export function readSwitchInterface(row: OvsdbRow, place: Place): SwitchInterface | null {
  const name = scalarOf(row, 'name')
  if (name === null) return null
  return {
    ...place,
    interface: name,
    type: row.columns.has('type') ? (scalarOf(row, 'type') ?? '') : null,
    ofport: numberOf(scalarOf(row, 'ofport')),
    peer: keyOf(row, 'options', 'peer'),
    remote: canonicalIp(keyOf(row, 'options', 'remote_ip') ?? ''),
    ifaceId: keyOf(row, 'external_ids', 'iface-id'),
    attachedMac: parseMac(keyOf(row, 'external_ids', 'attached-mac') ?? ''),
    span: row.span,
  }
}

/** The interface as `parse registry` prints it: what the print does not say is left out. An empty type is a system device. */
export const plainSwitchInterface = (one: SwitchInterface) => ({
  ...(one.bridge !== null && { bridge: one.bridge }),
  ...(one.port !== null && { port: one.port }),
  interface: one.interface,
  type: one.type,
  ...(one.ofport !== null && { ofport: one.ofport }),
  ...(one.tag !== null && { tag: one.tag }),
  ...(one.trunks.length > 0 && { trunks: one.trunks }),
  ...(one.peer !== null && { peer: one.peer }),
  ...(one.ifaceId !== null && { ifaceId: one.ifaceId }),
  ...(one.attachedMac !== null && { attachedMac: one.attachedMac }),
})
