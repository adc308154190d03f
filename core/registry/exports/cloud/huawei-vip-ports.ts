import { parsePrefix } from '../../../ip/prefix'
import type { JsonObject } from '../../../text/json-tree'
import { ExportFields } from '../export-fields'
import type { ExportFormat } from '../export-format'
import { type ExportedHaVip, NOTHING_EXPORTED } from '../exported-port'
import { readNeutronPort, VIP_OWNER } from './neutron-port'
import { listPorts } from './neutron-port-json'
import { plainHaVip } from './plain-port'

/**
 * Virtual IPs of Huawei Cloud: ports owned by `neutron:VIP_PORT`. Binding runs the other way round: the allowed address
 * pairs of the virtual port name the addresses of the interfaces that may hold it.
 *
 *   {"ports": [{"id": "d5f1…", "device_owner": "neutron:VIP_PORT", "fixed_ips": [{"ip_address": "192.168.0.100"}],
 *     "allowed_address_pairs": [{"ip_address": "192.168.0.11", "mac_address": "fa:16:3e:0c:1d:2e"}], …}]}
 */
export const huaweiVipPorts: ExportFormat = {
  name: 'huawei-vip-ports',
  recognises: (document) => {
    const ports = listPorts(document)
    return ports.length > 0 && ports.every(isVipPort)
  },
  read: (document) => {
    const fields = new ExportFields(document)
    const haVips = listPorts(document).flatMap((port) => readVipPort(fields, port))
    return {
      value: haVips.map(plainHaVip),
      exported: { ...NOTHING_EXPORTED, haVips },
      problems: fields.problems,
      marks: [],
    }
  },
}

export const isVipPort = (port: JsonObject): boolean => {
  const owner = port.members.get('device_owner')
  return owner?.kind === 'string' && owner.value === VIP_OWNER
}

/** A virtual port as the HAVIP it is, one for each of its addresses. */
export function readVipPort(fields: ExportFields, port: JsonObject): ExportedHaVip[] {
  const read = readNeutronPort(fields, port, 'huawei')
  const members = read.allowedPairs.flatMap(({ ip, mac, span }) => {
    const prefix = parsePrefix(ip)
    const isHost = prefix !== null && prefix.length === (prefix.family === 'ipv4' ? 32 : 128)
    return isHost ? [{ ref: ip, mac, span }] : []
  })
  return read.addresses.map((held) => ({
    fabric: 'huawei',
    id: read.id,
    name: read.name,
    address: held.address,
    status: read.status,
    master: null,
    associatedType: 'NetworkInterface',
    isGrant: true,
    members,
    publicIps: [],
    vswitch: read.network,
    isPlanned: false,
    span: port.span,
  }))
}
