import type { JsonObject } from '../../../text/json-tree'
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
 * A Terraform (or OpenTofu) state: the file itself, version 4, and `terraform show -json` of it.
 *
 *   {"version": 4, "terraform_version": "1.7.5", "resources": [{"mode": "managed", "type": "openstack_networking_port_v2",
 *     "name": "db", "instances": [{"attributes": {"mac_address": "fa:16:3e:01:02:03", "all_fixed_ips": ["10.1.0.5"], …}}]}]}
 *   {"format_version": "1.0", "values": {"root_module": {"resources": [{"type": …, "values": {…}}]}}}
 */
export const terraformState: ExportFormat = {
  name: 'terraform-state',
  recognises: (document) => {
    const root = asObject(document.json[0])
    if (!hasVersion(root) || has(root, 'planned_values') || has(root, 'resource_changes')) return false
    return has(root, 'resources') || has(root, 'values')
  },
  read: (document) => readTerraform(document, listResources(document), false),
}

function listResources(document: ExportDocument): TerraformResource[] {
  const root = asObject(document.json[0])
  const values = asObject(member(root, 'values'))
  const found = values
    ? resourcesOfModules(asObject(member(values, 'root_module')))
    : objectsUnder(root, 'resources').flatMap(instancesOf)
  return found.filter(isNetworkResource)
}

function instancesOf(resource: JsonObject): TerraformResource[] {
  const type = textUnder(resource, 'type')
  const path = [
    textUnder(resource, 'module'),
    textUnder(resource, 'mode') === 'data' ? 'data' : '',
    type,
    textUnder(resource, 'name'),
  ]
  return objectsUnder(resource, 'instances').flatMap((instance): TerraformResource[] => {
    const values = asObject(member(instance, 'attributes'))
    const key = member(instance, 'index_key')
    const index =
      key?.kind === 'number' ? `[${key.value}]` : key?.kind === 'string' ? `[${JSON.stringify(key.value)}]` : ''
    return values ? [{ address: `${path.filter((part) => part !== '').join('.')}${index}`, type, values }] : []
  })
}
