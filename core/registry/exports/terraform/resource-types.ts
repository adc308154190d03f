import type { JsonObject } from '../../../text/json-tree'
import { admittedSources } from '../cloud/admitted-sources'
import { type ExportFields, member } from '../export-fields'
import type { AllowedPair, ExportedAddress, ExportedHaVip, ExportedPort, SourceCheck } from '../exported-port'

type PortReader = (fields: ExportFields, values: JsonObject) => ExportedPort
type HaVipReader = (fields: ExportFields, values: JsonObject) => ExportedHaVip | null
type Attachment = {
  readonly havip: readonly string[]
  readonly members: (fields: ExportFields, values: JsonObject) => string[]
}

/** Addresses of a list of texts; of the first that is not empty when several attributes may hold them. */
function addressesOf(
  fields: ExportFields,
  values: JsonObject,
  keys: readonly string[],
  primary: string | null,
): ExportedAddress[] {
  for (const key of keys) {
    const found = fields.items(values, key).flatMap((node) => {
      const text = fields.textOf(node)
      const held = text === null ? null : fields.addressAt(text, node.span)
      return held ? [primary === null ? held : { ...held, primary: held.address === primary }] : []
    })
    if (found.length > 0) return found
  }
  return []
}

function prefixesOf(fields: ExportFields, values: JsonObject, keys: readonly string[]): AllowedPair[] {
  return keys.flatMap((key) =>
    fields.items(values, key).flatMap((node): AllowedPair[] => {
      const text = fields.textOf(node)
      const ip = text === null ? null : fields.cidrAt(text, node.span)
      return ip === null ? [] : [{ ip, mac: null, span: node.span }]
    }),
  )
}

type Facts = Pick<ExportedPort, 'fabric' | 'mac' | 'addresses' | 'allowedPairs' | 'sourceCheck'> & Partial<ExportedPort>

const portOf = (fields: ExportFields, values: JsonObject, facts: Facts): ExportedPort => ({
  id: fields.text(values, 'id'),
  name: null,
  role: 'interface',
  portSecurityEnabled: null,
  sourceDestCheck: null,
  network: null,
  subnets: [fields.text(values, ['subnet_id', 'vswitch_id']) ?? []].flat(),
  host: null,
  instance: null,
  publicIps: [],
  status: null,
  isPlanned: false,
  span: values.span,
  admits: admittedSources(facts.mac, facts.addresses, facts.allowedPairs),
  ...facts,
})

const openstackPort: PortReader = (fields, values) => {
  const fixed = fields.objects(values, 'fixed_ip').flatMap((one) => fields.address(one, 'ip_address') ?? [])
  const all = addressesOf(fields, values, ['all_fixed_ips'], null)
  const allowedPairs = fields.objects(values, 'allowed_address_pairs').flatMap((one): AllowedPair[] => {
    const node = member(one, 'ip_address')
    const text = node && fields.textOf(node)
    const ip = node && text !== null ? fields.cidrAt(text, node.span) : null
    return node && ip !== null ? [{ ip, mac: fields.mac(one, 'mac_address'), span: node.span }] : []
  })
  const enabled = fields.flag(values, 'port_security_enabled')
  const [binding] = fields.objects(values, 'binding')
  const addresses = all.length > 0 ? all : fixed
  return portOf(fields, values, {
    fabric: 'neutron',
    name: fields.text(values, 'name'),
    mac: fields.mac(values, 'mac_address'),
    addresses,
    allowedPairs,
    portSecurityEnabled: enabled,
    sourceCheck: enabled === false ? 'off' : addresses.length + allowedPairs.length > 0 ? 'on' : null,
    network: fields.text(values, 'network_id'),
    host: fields.text(binding ?? null, 'host_id'),
    instance: fields.text(values, 'device_id'),
    status: fields.text(values, 'status'),
  })
}

const routedCheck = (sourceDestCheck: boolean | null): SourceCheck => (sourceDestCheck === false ? 'routed' : 'on')

const awsInterface: PortReader = (fields, values) => {
  const primary = fields.address(values, 'private_ip', true)
  const listed = addressesOf(fields, values, ['private_ip_list', 'private_ips'], primary?.address ?? null)
  const sourceDestCheck = fields.flag(values, 'source_dest_check')
  const [attachment] = fields.objects(values, 'attachment')
  return portOf(fields, values, {
    fabric: 'aws',
    name: fields.text(fields.object(values, ['tags', 'tags_all']), 'Name'),
    mac: fields.mac(values, 'mac_address'),
    addresses: [
      ...(listed.length > 0 ? listed : primary ? [primary] : []),
      ...addressesOf(fields, values, ['ipv6_address_list', 'ipv6_addresses'], null),
    ],
    allowedPairs: prefixesOf(fields, values, ['ipv4_prefixes', 'ipv6_prefixes']),
    sourceDestCheck,
    sourceCheck: routedCheck(sourceDestCheck),
    instance: fields.text(attachment ?? null, 'instance'),
  })
}

const awsInstance: PortReader = (fields, values) => {
  const primary = fields.address(values, 'private_ip', true)
  const sourceDestCheck = fields.flag(values, 'source_dest_check')
  const publicIp = fields.address(values, 'public_ip')
  return portOf(fields, values, {
    fabric: 'aws',
    id: fields.text(values, 'primary_network_interface_id'),
    name: fields.text(fields.object(values, ['tags', 'tags_all']), 'Name'),
    mac: null,
    addresses: [
      ...(primary ? [primary] : []),
      ...addressesOf(fields, values, ['secondary_private_ips'], ''),
      ...addressesOf(fields, values, ['ipv6_addresses'], null),
    ],
    allowedPairs: [],
    sourceDestCheck,
    sourceCheck: routedCheck(sourceDestCheck),
    instance: fields.text(values, 'id'),
    publicIps: publicIp ? [publicIp.address] : [],
    status: fields.text(values, 'instance_state'),
  })
}

const alibabaInterface: PortReader = (fields, values) => {
  const primary = fields.address(values, ['primary_ip_address', 'private_ip'], true)
  const others = addressesOf(fields, values, ['private_ip_addresses', 'private_ips'], primary?.address ?? null)
  return portOf(fields, values, {
    fabric: 'alibaba',
    name: fields.text(values, ['network_interface_name', 'name']),
    mac: fields.mac(values, ['mac', 'mac_address']),
    addresses: [
      ...(primary && !others.some((one) => one.address === primary.address) ? [primary] : []),
      ...others,
      ...addressesOf(fields, values, ['ipv6_addresses'], null),
    ],
    allowedPairs: prefixesOf(fields, values, ['ipv4_prefixes', 'ipv6_prefixes']),
    sourceCheck: 'on',
    network: fields.text(values, 'vpc_id'),
    instance: fields.text(values, 'instance_id'),
    status: fields.text(values, 'status'),
  })
}

const tencentInterface: PortReader = (fields, values) =>
  portOf(fields, values, {
    fabric: 'tencent',
    name: fields.text(values, 'name'),
    mac: fields.mac(values, 'mac'),
    addresses: fields.objects(values, ['ipv4_info', 'ipv4s']).flatMap((one) => {
      return fields.address(one, 'ip', fields.flag(one, 'primary')) ?? []
    }),
    allowedPairs: [],
    sourceCheck: 'on',
    network: fields.text(values, 'vpc_id'),
    instance: fields.text(values, 'instance_id'),
    status: fields.text(values, 'state'),
  })

export const PORT_RESOURCES: Readonly<Record<string, PortReader>> = {
  openstack_networking_port_v2: openstackPort,
  aws_network_interface: awsInterface,
  aws_instance: awsInstance,
  alicloud_network_interface: alibabaInterface,
  alicloud_ecs_network_interface: alibabaInterface,
  tencentcloud_eni: tencentInterface,
}

/** A floating address whose attributes go by the names given; null while a plan does not know the address yet. */
const haVipReader =
  (
    fabric: string,
    keys: { ip: string; name: string[]; status: string[]; master: string; subnet: string[]; eips: string },
  ): HaVipReader =>
  (fields, values) => {
    const held = fields.address(values, keys.ip)
    if (!held) return null
    const eips = member(values, keys.eips)
    return {
      fabric,
      id: fields.text(values, 'id'),
      name: fields.text(values, keys.name),
      address: held.address,
      status: fields.text(values, keys.status),
      master: fields.text(values, keys.master),
      associatedType: fields.text(values, 'associated_instance_type'),
      isGrant: true,
      members: fields.items(values, 'associated_instances').flatMap((node) => {
        const ref = fields.textOf(node)
        return ref === null ? [] : [{ ref, mac: null, span: node.span }]
      }),
      publicIps: (eips?.kind === 'array' ? eips.items : eips ? [eips] : []).flatMap((node) => {
        const text = fields.textOf(node)
        return text === null ? [] : (fields.addressAt(text, node.span)?.address ?? [])
      }),
      vswitch: fields.text(values, keys.subnet),
      isPlanned: false,
      span: values.span,
    }
  }

const alibabaHaVip = haVipReader('alibaba', {
  ip: 'ip_address',
  name: ['ha_vip_name', 'havip_name', 'name'],
  status: ['status'],
  master: 'master_instance_id',
  subnet: ['vswitch_id'],
  eips: 'associated_eip_addresses',
})

export const HAVIP_RESOURCES: Readonly<Record<string, HaVipReader>> = {
  alicloud_havip: alibabaHaVip,
  alicloud_vpc_ha_vip: alibabaHaVip,
  tencentcloud_ha_vip: haVipReader('tencent', {
    ip: 'vip',
    name: ['name'],
    status: ['state'],
    master: 'instance_id',
    subnet: ['subnet_id'],
    eips: 'address_ip',
  }),
  huaweicloud_networking_vip: haVipReader('huawei', {
    ip: 'ip_address',
    name: ['name'],
    status: ['status'],
    master: 'master',
    subnet: ['subnet_id', 'network_id'],
    eips: 'public_ips',
  }),
}

const oneInstance = (fields: ExportFields, values: JsonObject): string[] => {
  const ref = fields.text(values, 'instance_id')
  return ref === null ? [] : [ref]
}

export const HAVIP_ATTACHMENTS: Readonly<Record<string, Attachment>> = {
  alicloud_havip_attachment: { havip: ['ha_vip_id', 'havip_id'], members: oneInstance },
  alicloud_vpc_ha_vip_attachment: { havip: ['ha_vip_id', 'havip_id'], members: oneInstance },
  tencentcloud_ha_vip_instance_attachment: { havip: ['ha_vip_id'], members: oneInstance },
  huaweicloud_networking_vip_associate: {
    havip: ['vip_id'],
    members: (fields, values) => fields.items(values, 'port_ids').flatMap((node) => fields.textOf(node) ?? []),
  },
}
