import type { JsonNode, JsonObject } from '../../../text/json-tree'
import { asObject, ExportFields, has, member } from '../export-fields'
import type { ExportDocument, ExportFormat } from '../export-format'
import { type ExportedHaVip, NOTHING_EXPORTED } from '../exported-port'
import { plainHaVip } from './plain-port'

/**
 * HAVIPs of Alibaba Cloud, as `aliyun vpc DescribeHaVips` answers them.
 *
 *   {"HaVips": {"HaVip": [{"HaVipId": "havip-bp1…", "IpAddress": "172.17.20.39", "Status": "InUse",
 *     "MasterInstanceId": "i-bp1…", "AssociatedInstanceType": "EcsInstance",
 *     "AssociatedInstances": {"associatedInstance": ["i-bp1…", "i-bp2…"]}, …}]}}
 */
export const alibabaDescribeHavips: ExportFormat = {
  name: 'alibaba-describe-havips',
  recognises: (document) => listHaVips(document).length > 0 || has(asObject(document.json[0]), 'HaVips'),
  read: (document) => {
    const fields = new ExportFields(document)
    const haVips = listHaVips(document).flatMap((one) => readHaVip(fields, one))
    return {
      value: haVips.map(plainHaVip),
      exported: { ...NOTHING_EXPORTED, haVips },
      problems: fields.problems,
      marks: [],
    }
  },
}

const isHaVip = (one: JsonNode): one is JsonObject =>
  one.kind === 'object' && has(one, 'HaVipId') && (has(one, 'IpAddress') || has(one, 'VSwitchId'))

function listHaVips(document: ExportDocument): JsonObject[] {
  return document.json.flatMap((node): JsonObject[] => {
    if (node.kind === 'array') return node.items.filter(isHaVip)
    const top = asObject(node)
    const root = asObject(member(top, 'body')) ?? top
    const held = member(root, 'HaVips')
    const list = held?.kind === 'object' ? member(held, ['HaVip', 'haVip']) : held
    if (list?.kind === 'array') return list.items.filter(isHaVip)
    if (list && isHaVip(list)) return [list]
    return root && isHaVip(root) ? [root] : []
  })
}

function readHaVip(fields: ExportFields, one: JsonObject): ExportedHaVip[] {
  const held = fields.address(one, 'IpAddress')
  if (!held) return []
  return [
    {
      fabric: 'alibaba',
      id: fields.text(one, 'HaVipId'),
      name: fields.text(one, 'Name'),
      address: held.address,
      status: fields.text(one, 'Status'),
      master: fields.text(one, 'MasterInstanceId'),
      associatedType: fields.text(one, 'AssociatedInstanceType'),
      isGrant: true,
      members: fields.items(one, 'AssociatedInstances').flatMap((node) => {
        const ref = fields.textOf(node)
        return ref === null ? [] : [{ ref, mac: null, span: node.span }]
      }),
      publicIps: fields.items(one, 'AssociatedEipAddresses').flatMap((node) => {
        const text = fields.textOf(node)
        const eip = text === null ? null : fields.addressAt(text, node.span)
        return eip ? [eip.address] : []
      }),
      vswitch: fields.text(one, 'VSwitchId'),
      isPlanned: false,
      span: one.span,
    },
  ]
}
