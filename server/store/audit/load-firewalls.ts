import type { FirewallFacts } from '../../../core/audit/facts'
import type { Sql } from '../database'
import type { Scope } from './scope'

/**
 * The latest listing of each kind of a guest's own filter, with the addresses that the guest has. Kinds are told apart by
 * format and by the families that a listing covers: one of ip6tables does not replace one of iptables. Age ends neither.
 */
export async function loadFirewalls(
  sql: Sql,
  scope: Scope,
  after: number,
  rowsMax: number,
): Promise<(FirewallFacts & { readonly captureId: number })[]> {
  const { rows } = await sql.query<FirewallFacts & { captureId: number }>(
    `SELECT c.id AS "captureId", g.vpc_id AS "vpcId", g.id AS "guestId", g.name AS guest, c.value->'filter' AS filter, k.claims
       FROM capture c JOIN guest g ON g.id = c.guest_id
       CROSS JOIN LATERAL (
         SELECT json_agg(json_build_object('nicId', n.id, 'address', host(m.address), 'link', m.link) ORDER BY m.id) AS claims
           FROM claim m JOIN nic n ON n.id = m.nic_id WHERE n.guest_id = g.id AND m.valid_to IS NULL AND m.judged) k
      WHERE c.id > $2 AND c.kind = 'firewall' AND c.withdrawn_at IS NULL AND ${scope.guestIds === null ? '$1::int[] IS NULL' : 'c.guest_id = ANY($1)'}
        AND c.value->'filter' IS NOT NULL AND k.claims IS NOT NULL
        AND NOT EXISTS (
          SELECT 1 FROM capture o WHERE o.guest_id = c.guest_id AND o.kind = 'firewall' AND o.withdrawn_at IS NULL AND o.format = c.format
             AND (o.captured_at, o.id) > (c.captured_at, c.id) AND o.value#>>'{filter,covers}' = c.value#>>'{filter,covers}')
      ORDER BY c.id LIMIT $3`,
    [scope.guestIds, after, rowsMax],
  )
  return rows
}
