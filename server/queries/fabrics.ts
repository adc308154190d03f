import 'server-only'
import { pool } from '../store/database'

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
            coalesce((SELECT json_agg(json_build_object('id', v.id, 'name', v.name)) FROM (SELECT id, name FROM vpc WHERE fabric_id = f.id ORDER BY name LIMIT ${VPCS_SHOWN}) v), '[]') AS vpcs,
            (SELECT count(*)::int FROM host WHERE fabric_id = f.id) AS hosts,
            (SELECT count(*)::int FROM host h WHERE h.fabric_id = f.id AND EXISTS (SELECT 1 FROM flow_dump d WHERE d.host_id = h.id AND d.is_current)) AS "readHosts"
       FROM fabric f WHERE f.kind <> 'export' ORDER BY f.name LIMIT $1`,
    [FABRICS_MAX],
  )
  return rows.map((row) => ({ ...row, readAt: row.readAt?.toISOString() ?? null }))
}
