import type { JsonObject } from '../../../text/json-tree'
import { asObject, ExportFields, has, member } from '../export-fields'
import type { ExportDocument, ExportFormat } from '../export-format'
import { type AllowedPair, type ExportedPort, NOTHING_EXPORTED } from '../exported-port'
import { admittedSources } from './admitted-sources'
import { plainPort } from './plain-port'

/**
 * Elastic network interfaces of Alibaba Cloud, as `aliyun ecs DescribeNetworkInterfaces` answers them (lists are wrapped
 * twice; SDKs that unwrap them are read too) and `DescribeNetworkInterfaceAttribute` for one.
 *
 *   {"NetworkInterfaceSets": {"NetworkInterfaceSet": [{"NetworkInterfaceId": "eni-bp1…", "MacAddress": "00:16:3e:0a:5c:f1",
 *     "PrivateIpSets": {"PrivateIpSet": [{"PrivateIpAddress": "172.17.20.29", "Primary": true}]}, …}]}}
 */
export const alibabaDescribeNetworkInterfaces: ExportFormat = {
  name: 'alibaba-describe-network-interfaces',
  recognises: (document) => {
    const root = asObject(document.json[0])
    return has(root, 'NetworkInterfaceSets') || listInterfaces(document, null).length > 0
  },
  read: (document) => {
    const fields = new ExportFields(document)
    const ports = listInterfaces(document, fields).map((nic) => readInterface(fields, nic))
    return {
      value: ports.map(plainPort),
      exported: { ...NOTHING_EXPORTED, ports },
      problems: fields.problems,
      marks: [],
    }
  },
}

const isInterface = (one: JsonObject | null): boolean =>
  has(one, 'NetworkInterfaceId') &&
  (has(one, 'PrivateIpSets') || has(one, 'Ipv6Sets') || (has(one, 'VSwitchId') && has(one, 'MacAddress')))

function listInterfaces(document: ExportDocument, fields: ExportFields | null): JsonObject[] {
  return document.json.flatMap((node): JsonObject[] => {
    if (node.kind === 'array')
      return node.items.flatMap((item) => (item.kind === 'object' && isInterface(item) ? [item] : []))
    const top = asObject(node)
    const root = asObject(member(top, 'body')) ?? top
    if (has(root, 'NetworkInterfaceSets')) return fields?.objects(root, 'NetworkInterfaceSets') ?? []
    return root && isInterface(root) ? [root] : []
  })
}

function readInterface(fields: ExportFields, nic: JsonObject): ExportedPort {
  const publicIps = new Set<string>()
  const takePublic = (owner: JsonObject) => {
    const held = fields.address(fields.object(owner, 'AssociatedPublicIp'), 'PublicIpAddress')
    if (held) publicIps.add(held.address)
  }
  takePublic(nic)
  const listed = fields.objects(nic, 'PrivateIpSets').flatMap((one) => {
    takePublic(one)
    const held = fields.address(one, 'PrivateIpAddress', fields.flag(one, 'Primary'))
    return held ? [held] : []
  })
  const main = listed.length === 0 ? fields.address(nic, 'PrivateIpAddress', true) : null
  const addresses = [
    ...listed,
    ...(main ? [main] : []),
    ...fields.objects(nic, 'Ipv6Sets').flatMap((one) => {
      const held = fields.address(one, 'Ipv6Address')
      return held ? [held] : []
    }),
  ]
  const allowedPairs = ['Ipv4Prefix', 'Ipv6Prefix'].flatMap((key) =>
    fields.objects(nic, `${key}Sets`).flatMap((one): AllowedPair[] => {
      const node = member(one, key)
      const text = node && fields.textOf(node)
      const ip = node && text !== null ? fields.cidrAt(text, node.span) : null
      return node && ip !== null ? [{ ip, mac: null, span: node.span }] : []
    }),
  )
  const mac = fields.mac(nic, 'MacAddress')
  const sourceDestCheck = fields.flag(nic, 'SourceDestCheck')
  return {
    fabric: 'alibaba',
    id: fields.text(nic, 'NetworkInterfaceId'),
    name: fields.text(nic, 'NetworkInterfaceName'),
    role: fields.flag(nic, 'ServiceManaged') === true ? 'infrastructure' : 'interface',
    mac,
    addresses,
    allowedPairs,
    portSecurityEnabled: null,
    sourceDestCheck,
    sourceCheck: sourceDestCheck === false ? 'routed' : 'on',
    admits: admittedSources(mac, addresses, allowedPairs),
    network: fields.text(nic, 'VpcId'),
    subnets: [fields.text(nic, 'VSwitchId') ?? []].flat(),
    host: null,
    instance: fields.text(nic, 'InstanceId') ?? fields.text(fields.object(nic, 'Attachment'), 'InstanceId'),
    publicIps: [...publicIps],
    status: fields.text(nic, 'Status'),
    isPlanned: false,
    span: nic.span,
  }
}
