import type { JsonNode, JsonObject } from '../../../text/json-tree'
import { asArray, asObject, ExportFields, has, member } from '../export-fields'
import type { ExportDocument, ExportFormat } from '../export-format'
import { NOTHING_EXPORTED } from '../exported-port'
import { PORT_KEYS, readNeutronPort } from './neutron-port'
import { plainPort } from './plain-port'

/**
 * Ports of OpenStack Neutron: answers of its API and what the clients print with `-f json`.
 *
 *   {"port": {"id": "5d2b…", "mac_address": "fa:16:3e:01:02:03", "fixed_ips": [{"ip_address": "10.1.0.5", …}], …}}
 *   [{"ID": "5d2b…", "MAC Address": "fa:16:3e:01:02:03", "Fixed IP Addresses": [{"ip_address": "10.1.0.5"}], …}]
 *   [{"Field": "fixed_ips", "Value": "ip_address='10.1.0.5', subnet_id='7e1c…'"}, …]
 */
export const neutronPortJson: ExportFormat = {
  name: 'neutron-port-json',
  recognises: (document) => {
    const root = asObject(document.json[0])
    const ports = listPorts(document)
    if (ports.length === 0)
      return member(root, 'ports')?.kind === 'array' && asArray(member(root, 'ports'))?.items.length === 0
    return ports.slice(0, 20).some((port) => PORT_KEYS.some((key) => has(port, key)) || isNamedPort(root, port))
  },
  read: (document) => {
    const fields = new ExportFields(document)
    const ports = listPorts(document).map((port) => readNeutronPort(fields, port))
    return {
      value: ports.map(plainPort),
      exported: { ...NOTHING_EXPORTED, ports },
      problems: fields.problems,
      marks: [],
    }
  },
}

/** `{"port": {…}}` is Neutron's even when an extension shows only its own field. */
const isNamedPort = (root: JsonObject | null, port: JsonObject): boolean =>
  (has(root, 'port') || has(root, 'ports')) && (has(port, 'network_id') || has(port, 'qos_policy_id'))

/** The port objects of a document, wherever its kind of answer keeps them. */
export function listPorts(document: ExportDocument): JsonObject[] {
  return document.json.flatMap((root) => {
    const inside = asObject(root)
    if (!inside) return portsOfList(root)
    for (const key of ['ports', 'interfaceAttachments']) {
      const list = asArray(member(inside, key))
      if (list) return list.items.flatMap((item) => (item.kind === 'object' ? [item] : []))
    }
    for (const key of ['port', 'interfaceAttachment']) {
      const one = asObject(member(inside, key))
      if (one) return [one]
    }
    return PORT_KEYS.some((key) => has(inside, key)) ? [inside] : []
  })
}

function portsOfList(root: JsonNode): JsonObject[] {
  const items = asArray(root)?.items.flatMap((item) => (item.kind === 'object' ? [item] : [])) ?? []
  if (items.length === 0 || !items.every((item) => has(item, 'Field', 'Value'))) return items
  const members = new Map<string, JsonNode>()
  for (const item of items) {
    const name = member(item, 'Field')
    const value = member(item, 'Value')
    if (name?.kind === 'string' && value) members.set(name.value, value)
  }
  return [{ kind: 'object', span: root.span, members }]
}
