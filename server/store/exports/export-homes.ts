import type { AppError } from '../../errors'
import type { Sql } from '../database'

/**
 * The VPCs that an export's networks went to before: by the network's name in an earlier export, or as the VPC's own;
 * what names no network (HAVIPs) goes where exports know its members. Only VPCs known from exports are proposed.
 */
export async function findExportHomes(
  sql: Sql,
  networks: readonly string[],
  memberRefs: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ network: string; vpcId: number }>(
    `SELECT DISTINCT ON (w.network) w.network, v.id AS "vpcId"
       FROM unnest($1::text[]) AS w(network)
       JOIN (SELECT v.id, v.name FROM vpc v JOIN fabric f ON f.id = v.fabric_id WHERE f.kind = 'export') v
         ON (w.network <> '' AND (v.name = w.network OR EXISTS (SELECT 1 FROM capture c WHERE c.vpc_id = v.id AND c.kind = 'registry' AND c.withdrawn_at IS NULL AND c.value->>'network' = w.network)))
         OR (w.network = '' AND EXISTS (SELECT 1 FROM guest g JOIN nic n ON n.guest_id = g.id WHERE g.vpc_id = v.id AND (g.name = ANY($2) OR n.name = ANY($2))))
      ORDER BY w.network, v.id`,
    [networks, memberRefs],
  )
  return new Map(rows.map((row) => [row.network, row.vpcId]))
}

/**
 * Why a VPC may not take exported facts: a fabric serves it, or its own registry says more than the primary addresses
 * that transcripts showed, which the export would overrule.
 */
export async function refuseHome(sql: Sql, vpcId: number): Promise<AppError | null> {
  const { rows } = await sql.query<{ name: string; fabric: string | null; kind: string | null; own: number }>(
    `SELECT v.name, f.name AS fabric, f.kind,
            ((SELECT count(*) FROM havip h WHERE h.vpc_id = v.id AND h.owned) + (SELECT count(*) FROM registration r WHERE r.vpc_id = v.id AND r.owned AND r.valid_to IS NULL AND r.kind <> 'primary'))::int AS own
       FROM vpc v LEFT JOIN fabric f ON f.id = v.fabric_id WHERE v.id = $1`,
    [vpcId],
  )
  const vpc = rows[0]
  if (!vpc) return { kind: 'not-found', what: 'That VPC' }
  if (vpc.kind !== null && vpc.kind !== 'export')
    return {
      kind: 'refused',
      reason: `VPC ${vpc.name} is read from fabric ${vpc.fabric}: an export adds nothing to it.`,
    }
  return vpc.own > 0
    ? {
        kind: 'refused',
        reason: `VPC ${vpc.name} has a registry of its own with ${vpc.own} addresses and HAVIPs that somebody entered: take the export into another VPC.`,
      }
    : null
}
