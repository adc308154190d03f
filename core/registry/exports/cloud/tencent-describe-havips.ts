import type { JsonObject } from '../../../text/json-tree'
import { asObject, ExportFields, has, member } from '../export-fields'
import type { ExportDocument, ExportFormat } from '../export-format'
import { type ExportedHaVip, NOTHING_EXPORTED } from '../exported-port'
import { plainHaVip } from './plain-port'

/**
 * HAVIPs of Tencent Cloud, as `tccli vpc DescribeHaVips` and the API (inside `Response`) answer them.
 *
 *   {"Response": {"HaVipSet": [{"HaVipId": "havip-2f6k", "Vip": "10.0.3.9", "State": "BIND", "InstanceId": "ins-8x1q",
 *     "HaVipAssociationSet": [{"InstanceId": "ins-8x1q", "InstanceType": "CVM", "HaVipId": "havip-2f6k"}], …}]}}
 */
export const tencentDescribeHavips: ExportFormat = {
  name: 'tencent-describe-havips',
  recognises: (document) => has(rootOf(document), 'HaVipSet'),
  read: (document) => {
    const fields = new ExportFields(document)
    const haVips = fields.objects(rootOf(document), 'HaVipSet').flatMap((one) => readHaVip(fields, one))
    return {
      value: haVips.map(plainHaVip),
      exported: { ...NOTHING_EXPORTED, haVips },
      problems: fields.problems,
      marks: [],
    }
  },
}

function rootOf(document: ExportDocument): JsonObject | null {
  const top = asObject(document.json[0])
  return asObject(member(top, 'Response')) ?? top
}

/** Members are what the range of drift names; a HAVIP without one only knows who holds it. */
function readHaVip(fields: ExportFields, one: JsonObject): ExportedHaVip[] {
  const held = fields.address(one, 'Vip')
  if (!held) return []
  const range = fields.objects(one, 'HaVipAssociationSet')
  const master = fields.text(one, 'InstanceId')
  const eip = fields.address(one, 'AddressIp')
  const [first] = range
  return [
    {
      fabric: 'tencent',
      id: fields.text(one, 'HaVipId'),
      name: fields.text(one, 'HaVipName'),
      address: held.address,
      status: fields.text(one, 'State'),
      master,
      associatedType: first ? fields.text(first, 'InstanceType') : null,
      isGrant: true,
      members: range.flatMap((link) => {
        const ref = fields.text(link, 'InstanceId')
        return ref === null ? [] : [{ ref, mac: null, span: link.span }]
      }),
      publicIps: eip ? [eip.address] : [],
      vswitch: fields.text(one, 'SubnetId'),
      isPlanned: false,
      span: one.span,
    },
  ]
}
