import 'server-only'
import { pool } from '../store/database'
import { BEHIND } from './fabric-lag'

export type FabricLine = {
  readonly id: number
  readonly name: string
  readonly kind: string
  readonly endpoint: string
  readonly secretName: string | null // the variable, never its value
  readonly options: Readonly<Record<string, string>>
  readonly canWrite: boolean
  readonly version: string
  readonly readAt: string | null
  readonly error: string | null
  readonly installs: string | null // the VPC whose registry, Rollcall's own, it installs on hosts
  readonly behindSeconds: number | null
  readonly vpcs: readonly { readonly id: number; readonly name: string }[]
  readonly hosts: number
  readonly readHosts: number // with a flow table
}

const FABRICS_MAX = 200
const VPCS_SHOWN = 5

/** Every fabric with what it serves and how current it is. */
export async function listFabrics(): Promise<FabricLine[]> {
  const { rows } = await pool().query<Omit<FabricLine, 'readAt'> & { readAt: Date | null }>(
    `SELECT f.id, f.name, f.kind, f.endpoint, f.secret_name AS "secretName", f.options, f.can_write AS "canWrite", f.xmin::text AS version, f.read_at AS "readAt", f.error,
            (SELECT name FROM vpc WHERE programmed_by = f.id) AS installs, ${BEHIND} AS "behindSeconds",
            coalesce((SELECT json_agg(json_build_object('id', v.id, 'name', v.name)) FROM (SELECT id, name FROM vpc WHERE f.id IN (fabric_id, programmed_by) ORDER BY name LIMIT ${VPCS_SHOWN}) v), '[]') AS vpcs,
            (SELECT count(*)::int FROM host WHERE fabric_id = f.id) AS hosts,
            (SELECT count(*)::int FROM host h WHERE h.fabric_id = f.id AND EXISTS (SELECT 1 FROM flow_dump d WHERE d.host_id = h.id AND d.is_current)) AS "readHosts"
       FROM fabric f WHERE f.kind <> 'export' ORDER BY f.name LIMIT $1`,
    [FABRICS_MAX],
  )
  return rows.map((row) => ({ ...row, readAt: row.readAt?.toISOString() ?? null }))
}

/** VPCs with a registry of our own that no fabric installs yet. */
export async function listInstallableVpcs(): Promise<string[]> {
  const { rows } = await pool().query<{ name: string }>(
    'SELECT name FROM vpc WHERE fabric_id IS NULL AND programmed_by IS NULL ORDER BY name LIMIT 500',
  )
  return rows.map((row) => row.name)
}
