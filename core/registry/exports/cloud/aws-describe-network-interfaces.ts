import type { JsonObject } from '../../../text/json-tree'
import { asObject, ExportFields, has, member } from '../export-fields'
import type { ExportDocument, ExportFormat } from '../export-format'
import { type AllowedPair, type ExportedPort, NOTHING_EXPORTED } from '../exported-port'
import { admittedSources } from './admitted-sources'
import { plainPort } from './plain-port'

/**
 * Network interfaces of AWS EC2, as `aws ec2 describe-network-interfaces` and `describe-instances` answer them.
 *
 *   {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0a1b", "MacAddress": "02:aa:bb:cc:dd:ee", "SourceDestCheck": true,
 *     "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": true}], "Ipv6Addresses": [], …}]}
 */
export const awsDescribeNetworkInterfaces: ExportFormat = {
  name: 'aws-describe-network-interfaces',
  recognises: (document) => {
    if (listInterfaces(document).length > 0) return true
    const listed = member(asObject(document.json[0]), ['NetworkInterfaces', 'Reservations'])
    return listed?.kind === 'array' && listed.items.length === 0
  },
  read: (document) => {
    const fields = new ExportFields(document)
    const ports = listInterfaces(document).map(({ nic, instance }) => readInterface(fields, nic, instance))
    return {
      value: ports.map(plainPort),
      exported: { ...NOTHING_EXPORTED, ports },
      problems: fields.problems,
      marks: [],
    }
  },
}

type Found = { readonly nic: JsonObject; readonly instance: JsonObject | null }

const objectsUnder = (object: JsonObject | null, key: string): JsonObject[] => {
  const node = member(object, key)
  return node?.kind === 'array' ? node.items.flatMap((item) => (item.kind === 'object' ? [item] : [])) : []
}

/** Interfaces at the top, in a recorded answer's `data`, bare in a list, or inside the instances of reservations. */
function listInterfaces(document: ExportDocument): Found[] {
  return document.json.flatMap((node): Found[] => {
    if (node.kind === 'array') return node.items.flatMap((item) => (item.kind === 'object' ? bare(item) : []))
    const top = asObject(node)
    const root = asObject(member(top, 'data')) ?? top
    if (!root) return []
    if (has(root, 'NetworkInterfaces'))
      return objectsUnder(root, 'NetworkInterfaces').flatMap((nic) =>
        isInterface(nic) ? [{ nic, instance: null }] : [],
      )
    const instances = [
      ...objectsUnder(root, 'Reservations').flatMap((one) => objectsUnder(one, 'Instances')),
      ...objectsUnder(root, 'Instances'),
    ]
    if (instances.length > 0)
      return instances.flatMap((instance) =>
        objectsUnder(instance, 'NetworkInterfaces').map((nic) => ({ nic, instance })),
      )
    const one = asObject(member(root, 'NetworkInterface')) ?? root
    return bare(one)
  })
}

const bare = (nic: JsonObject): Found[] =>
  isInterface(nic) && (has(nic, 'PrivateIpAddresses') || has(nic, 'Ipv6Addresses')) ? [{ nic, instance: null }] : []

// Launch templates have NetworkInterfaces too: they describe what will be made.
const isInterface = (nic: JsonObject): boolean => has(nic, 'NetworkInterfaceId')

function readInterface(fields: ExportFields, nic: JsonObject, instance: JsonObject | null): ExportedPort {
  const publicIps = new Set<string>()
  const takePublic = (owner: JsonObject) => {
    const held = fields.address(fields.object(owner, 'Association'), 'PublicIp')
    if (held) publicIps.add(held.address)
  }
  takePublic(nic)
  const listed = fields.objects(nic, 'PrivateIpAddresses').flatMap((one) => {
    takePublic(one)
    const held = fields.address(one, 'PrivateIpAddress', fields.flag(one, 'Primary'))
    return held ? [held] : []
  })
  const main = listed.length === 0 ? fields.address(nic, 'PrivateIpAddress', true) : null
  const addresses = [
    ...listed,
    ...(main ? [main] : []),
    ...fields.objects(nic, 'Ipv6Addresses').flatMap((one) => {
      const held = fields.address(one, 'Ipv6Address', fields.flag(one, 'IsPrimaryIpv6'))
      return held ? [held] : []
    }),
  ]
  const allowedPairs = ['Ipv4Prefix', 'Ipv6Prefix'].flatMap((key) =>
    fields.objects(nic, `${key}es`).flatMap((one): AllowedPair[] => {
      const node = member(one, key)
      const text = node && fields.textOf(node)
      const ip = node && text !== null ? fields.cidrAt(text, node.span) : null
      return node && ip !== null ? [{ ip, mac: null, span: node.span }] : []
    }),
  )
  const mac = fields.mac(nic, 'MacAddress')
  const kind = fields.text(nic, 'InterfaceType')
  const sourceDestCheck = fields.flag(nic, 'SourceDestCheck')
  return {
    fabric: 'aws',
    id: fields.text(nic, 'NetworkInterfaceId'),
    name: nameOf(fields, nic),
    role:
      kind === null
        ? null
        : ['interface', 'efa', 'efa-only', 'trunk', 'branch'].includes(kind)
          ? 'interface'
          : 'infrastructure',
    mac,
    addresses,
    allowedPairs,
    portSecurityEnabled: null,
    sourceDestCheck,
    sourceCheck: sourceDestCheck === false ? 'routed' : 'on',
    admits: admittedSources(mac, addresses, allowedPairs),
    network: fields.text(nic, 'VpcId'),
    subnets: [fields.text(nic, 'SubnetId') ?? []].flat(),
    host: null,
    instance: fields.text(fields.object(nic, 'Attachment'), 'InstanceId') ?? fields.text(instance, 'InstanceId'),
    publicIps: [...publicIps],
    status: fields.text(nic, 'Status'),
    isPlanned: false,
    span: nic.span,
  }
}

const nameOf = (fields: ExportFields, nic: JsonObject): string | null => {
  const tag = [...fields.objects(nic, 'TagSet'), ...fields.objects(nic, 'Tags')].find(
    (one) => fields.text(one, 'Key') === 'Name',
  )
  return tag ? fields.text(tag, 'Value') : null
}
