import { asObject, has, member } from '../export-fields'
import type { ExportDocument, ExportFormat } from '../export-format'
import {
  hasVersion,
  isNetworkResource,
  objectsUnder,
  readTerraform,
  resourcesOfModules,
  type TerraformResource,
  textUnder,
} from './terraform-resource'

/**
 * A Terraform plan as `terraform show -json PLAN` prints it. It is an intent: it says what will be there once it is
 * applied, and leaves out what is only known then.
 *
 *   {"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_network_interface.db",
 *     "type": "aws_network_interface", "values": {"private_ips": ["10.0.1.5", "10.0.1.9"], "source_dest_check": true}}]}}}
 */
export const terraformPlan: ExportFormat = {
  name: 'terraform-plan',
  recognises: (document) => {
    const root = asObject(document.json[0])
    return hasVersion(root) && (has(root, 'planned_values') || has(root, 'resource_changes'))
  },
  read: (document) => readTerraform(document, listResources(document), true),
}

function listResources(document: ExportDocument): TerraformResource[] {
  const root = asObject(document.json[0])
  const planned = asObject(member(root, 'planned_values'))
  const found = planned
    ? resourcesOfModules(asObject(member(planned, 'root_module')))
    : objectsUnder(root, 'resource_changes').flatMap((resource): TerraformResource[] => {
        const values = asObject(member(asObject(member(resource, 'change')), 'after'))
        return values ? [{ address: textUnder(resource, 'address'), type: textUnder(resource, 'type'), values }] : []
      })
  return found.filter(isNetworkResource)
}
