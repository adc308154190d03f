import { alibabaDescribeHavips } from './cloud/alibaba-describe-havips'
import { alibabaDescribeNetworkInterfaces } from './cloud/alibaba-describe-network-interfaces'
import { awsDescribeNetworkInterfaces } from './cloud/aws-describe-network-interfaces'
import { huaweiVipPorts } from './cloud/huawei-vip-ports'
import { neutronPortJson } from './cloud/neutron-port-json'
import { tencentDescribeHavips } from './cloud/tencent-describe-havips'
import type { ExportFormat } from './export-format'
import { netboxIpAddresses } from './inventory/netbox-ip-addresses'
import { rollcallCsv } from './inventory/rollcall-csv'
import { ovnNbctlList } from './ovsdb/ovn-nbctl-list'
import { ovnNbctlShow } from './ovsdb/ovn-nbctl-show'
import { ovsVsctlListInterface } from './ovsdb/ovs-vsctl-list-interface'
import { ovsVsctlShow } from './ovsdb/ovs-vsctl-show'
import { ovsdbClientDump } from './ovsdb/ovsdb-client-dump'
import { terraformPlan } from './terraform/terraform-plan'
import { terraformState } from './terraform/terraform-state'

/** Formats in the order they are tried: the narrower before the wider. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  terraformPlan,
  terraformState,
  huaweiVipPorts,
  neutronPortJson,
  alibabaDescribeHavips,
  alibabaDescribeNetworkInterfaces,
  tencentDescribeHavips,
  awsDescribeNetworkInterfaces,
  ovnNbctlShow,
  ovsVsctlShow,
  ovsdbClientDump,
  ovnNbctlList,
  ovsVsctlListInterface,
  rollcallCsv,
  netboxIpAddresses,
]
