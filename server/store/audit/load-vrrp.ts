import type { VrrpFacts } from '../../../core/audit/facts'
import type { Sql } from '../database'
import type { Scope } from './scope'

/** What the latest keepalived.conf of each origin tells guests whose registry was exported by a fabric. */
export async function loadVrrp(
  sql: Sql,
  scope: Scope,
  after: number,
  rowsMax: number,
): Promise<(VrrpFacts & { readonly captureId: number })[]> {
  const { rows } = await sql.query<VrrpFacts & { captureId: number }>(
    `SELECT c.id AS "captureId", g.vpc_id AS "vpcId", v.name AS vpc, g.id AS "guestId", g.name AS guest, c.value#>'{intent,vrrp}' AS instances, f.fabrics
       FROM capture c JOIN guest g ON g.id = c.guest_id JOIN vpc v ON v.id = g.vpc_id
       CROSS JOIN LATERAL (
         SELECT array_agg(DISTINCT r.source) AS fabrics FROM registration r JOIN nic n ON n.id = r.nic_id WHERE n.guest_id = g.id AND r.valid_to IS NULL) f
      WHERE c.id > $2 AND c.kind = 'intent' AND c.format = 'keepalived-conf' AND c.withdrawn_at IS NULL AND ${scope.guestIds === null ? '$1::int[] IS NULL' : 'c.guest_id = ANY($1)'}
        AND f.fabrics IS NOT NULL AND c.value#>'{intent,vrrp}' IS NOT NULL
        AND NOT EXISTS (
          SELECT 1 FROM capture o WHERE o.guest_id = c.guest_id AND o.kind = 'intent' AND o.format = c.format AND o.origin = c.origin
             AND o.withdrawn_at IS NULL AND (o.captured_at, o.id) > (c.captured_at, c.id))
      ORDER BY c.id LIMIT $3`,
    [scope.guestIds, after, rowsMax],
  )
  return rows
}
