import type { JsonObject } from '../../../text/json-tree'
import { plainHaVip, plainPort } from '../cloud/plain-port'
import { asObject, ExportFields, has, member } from '../export-fields'
import type { ExportDocument, ExportReading } from '../export-format'
import { type ExportedHaVip, type ExportedPort, NOTHING_EXPORTED } from '../exported-port'
import { HAVIP_ATTACHMENTS, HAVIP_RESOURCES, PORT_RESOURCES } from './resource-types'

/** A resource as a state or a plan holds it: `address` is what Terraform calls it, `values` its attributes. */
export type TerraformResource = { readonly address: string; readonly type: string; readonly values: JsonObject }

/** Whether Rollcall reads this type of resource. */
export const isNetworkResource = ({ type }: TerraformResource): boolean =>
  type in PORT_RESOURCES || type in HAVIP_RESOURCES || type in HAVIP_ATTACHMENTS

/** Resources of the modules under a root, in the form that `terraform show -json` has. */
export function resourcesOfModules(root: JsonObject | null): TerraformResource[] {
  const found: TerraformResource[] = []
  const open = root ? [root] : []
  for (let module = open.pop(); module; module = open.pop()) {
    for (const resource of objectsUnder(module, 'resources')) {
      const values = asObject(member(resource, 'values'))
      if (values) found.push({ address: textUnder(resource, 'address'), type: textUnder(resource, 'type'), values })
    }
    for (const child of objectsUnder(module, 'child_modules').reverse()) open.push(child)
  }
  return found
}

export const objectsUnder = (object: JsonObject | null, key: string): JsonObject[] => {
  const node = member(object, key)
  return node?.kind === 'array' ? node.items.flatMap((item) => (item.kind === 'object' ? [item] : [])) : []
}

export const textUnder = (object: JsonObject | null, key: string): string => {
  const node = member(object, key)
  return node?.kind === 'string' ? node.value : node?.kind === 'number' ? String(node.value) : ''
}

/** `{intent, ports, havips}`: a plan is an intent, a state is what was there when it was written. */
export function readTerraform(
  document: ExportDocument,
  resources: readonly TerraformResource[],
  isPlanned: boolean,
): ExportReading {
  const fields = new ExportFields(document)
  const ports: { resource: string; port: ExportedPort }[] = []
  const haVips: { resource: string; havip: ExportedHaVip }[] = []
  const attached = new Map<string, ExportedHaVip['members'][number][]>()
  for (const { type, values } of resources) {
    const attachment = HAVIP_ATTACHMENTS[type]
    if (!attachment) continue
    const havip = fields.text(values, attachment.havip)
    for (const ref of havip === null ? [] : attachment.members(fields, values))
      listUnder(attached, havip ?? '').push({ ref, mac: null, span: values.span })
  }
  for (const { address, type, values } of resources) {
    const port = PORT_RESOURCES[type]?.(fields, values)
    if (port) ports.push({ resource: address, port: { ...port, isPlanned } })
    const havip = HAVIP_RESOURCES[type]?.(fields, values)
    if (!havip) continue
    const known = new Set(havip.members.map((one) => one.ref))
    const more = (attached.get(havip.id ?? '') ?? []).filter((one) => !known.has(one.ref))
    haVips.push({ resource: address, havip: { ...havip, members: [...havip.members, ...more], isPlanned } })
  }
  return {
    value: {
      intent: isPlanned,
      ports: ports.map(({ resource, port }) => ({ resource, ...plainPort(port) })),
      havips: haVips.map(({ resource, havip }) => ({ resource, ...plainHaVip(havip) })),
    },
    exported: { ...NOTHING_EXPORTED, ports: ports.map((one) => one.port), haVips: haVips.map((one) => one.havip) },
    problems: fields.problems,
    marks: [],
  }
}

export const hasVersion = (root: JsonObject | null): boolean =>
  has(root, 'terraform_version') || has(root, 'format_version')

function listUnder<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}
