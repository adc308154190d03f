import { z } from 'zod'
import { readNeutronPort } from '../../core/registry/exports/cloud/neutron-port'
import { listPorts } from '../../core/registry/exports/cloud/neutron-port-json'
import { ExportFields } from '../../core/registry/exports/export-fields'
import type { ExportedPort } from '../../core/registry/exports/exported-port'
import { readExportDocument } from '../../core/registry/exports/read-export-document'
import { err, ok, type Result } from '../../core/result'
import type { FabricError } from '../fabric'
import { parseJson } from './login'

/** What is read of Neutron's objects (Networking API v2.0); what only administrators are shown may be missing. */
const networkWire = z.object({ id: z.string(), name: z.string(), tags: z.array(z.string()).optional() })
const subnetWire = z.object({
  id: z.string(),
  name: z.string(),
  network_id: z.string(),
  cidr: z.string(),
  gateway_ip: z.string().nullish(),
  created_at: z.string().nullish(),
})
const routerWire = z.object({ id: z.string(), name: z.string() })
const agentWire = z.object({
  host: z.string(),
  configurations: z.looseObject({ tunneling_ip: z.string().nullish() }).nullish(),
})
const fixedIp = z.object({ subnet_id: z.string(), ip_address: z.string() })
const pair = z.object({ ip_address: z.string(), mac_address: z.string().nullish() })
const portWire = z.object({
  id: z.string(),
  name: z.string(),
  network_id: z.string(),
  mac_address: z.string(),
  device_id: z.string().default(''),
  device_owner: z.string().default(''),
  fixed_ips: z.array(fixedIp),
  allowed_address_pairs: z.array(pair).default([]),
  port_security_enabled: z.boolean().default(true),
  revision_number: z.number().int().nullish(),
  'binding:host_id': z.string().nullish(),
})

/** Asked for by name: a port has three times as many fields. */
export const PORT_FIELDS = [...Object.keys(portWire.shape), 'status'].map((name) => ['fields', name] as const)

export type Network = z.infer<typeof networkWire>
export type Subnet = z.infer<typeof subnetWire>
export type Router = z.infer<typeof routerWire>
export type Agent = z.infer<typeof agentWire>
export type FixedIp = z.infer<typeof fixedIp>
export type Pair = z.infer<typeof pair>
/** A port as it is written back, and as every reader of Neutron's ports understands it. */
export type Port = z.infer<typeof portWire> & { readonly exported: ExportedPort }

/** A tenant's or a cloud's networking at one moment. */
export type NeutronRows = {
  readonly networks: readonly Network[]
  readonly subnets: readonly Subnet[]
  readonly routers: readonly Router[]
  readonly ports: readonly Port[]
  readonly agents: readonly Agent[]
}

const notUnderstood = (what: string, reason: string): Result<never, FabricError> =>
  err({ kind: 'invalid', reason: `its ${what} are not understood: ${reason}` })

function readItems<T>(collection: string, item: z.ZodType<T>, pages: readonly string[]): Result<T[], FabricError> {
  const read = z.object({ items: z.array(item) })
  const items: T[] = []
  for (const page of pages) {
    const body = parseJson(page) as Record<string, unknown>
    const parsed = read.safeParse({ items: body[collection] })
    if (!parsed.success) return notUnderstood(collection, z.prettifyError(parsed.error))
    items.push(...parsed.data.items)
  }
  return ok(items)
}
export const readNetworks = (pages: readonly string[]) => readItems('networks', networkWire, pages)
export const readSubnets = (pages: readonly string[]) => readItems('subnets', subnetWire, pages)
export const readRouters = (pages: readonly string[]) => readItems('routers', routerWire, pages)
export const readAgents = (pages: readonly string[]) => readItems('agents', agentWire, pages)

/** Ports of a list (`ports`) or of an answer about one (`port`). */
export function readPorts(pages: readonly string[]): Result<Port[], FabricError> {
  const ports: Port[] = []
  for (const page of pages) {
    const body = parseJson(page) as { port?: unknown; ports?: unknown } | undefined
    const parsed = z.array(portWire).safeParse(body?.ports ?? [body?.port])
    if (!parsed.success) return notUnderstood('ports', z.prettifyError(parsed.error))
    const document = readExportDocument(page)
    const fields = new ExportFields(document)
    const exported = listPorts(document).map((port) => readNeutronPort(fields, port))
    const [problem] = fields.problems
    if (problem) return notUnderstood('ports', `${problem.reason}: ${problem.text}`)
    ports.push(...parsed.data.flatMap((port, i) => (exported[i] ? [{ ...port, exported: exported[i] }] : [])))
  }
  return ok(ports)
}
