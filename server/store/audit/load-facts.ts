import type {
  HaVipFacts,
  IntendedFacts,
  InterfaceFacts,
  LooseClaimFacts,
  PairFacts,
  SilentGuestFacts,
} from '../../../core/audit/facts'
import { LIMITS } from '../../../core/audit/standing-table'
import type { Sql } from '../database'
import { instant, isWide, REGISTRY_UNREAD } from './judge-pairs'
import type { AuditContext, Scope } from './scope'

/** Exports of clouds whose cluster agents move the registration together with the address: only its holder is allowed. */
const MOVED_BY_AGENT = '^(aws|alibaba|tencent)'

/**
 * Collects the pairs that a rule could object to, after judgePairs in the same transaction: a superset by cheap
 * conditions, each one pass over what it bears on; the rules of core decide.
 */
export async function collectCandidates(sql: Sql, scope: Scope, context: AuditContext): Promise<void> {
  const within = (column: string) => (scope.nicIds === null ? 'true' : `${column} IN (SELECT nic_id FROM judged_nic)`)
  await sql.query('DROP TABLE IF EXISTS candidate')
  await sql.query(
    `CREATE TEMP TABLE candidate ON COMMIT DROP AS
     SELECT nic_id, address FROM standing WHERE ${within('nic_id')} AND standing IN ('unregistered', 'not-programmed', 'unfiltered', 'orphan-rule')
     UNION
     SELECT nic_id, address FROM standing WHERE ${within('nic_id')} AND standing = 'unused' AND since < ${instant(context.now, -24 * LIMITS.unusedDays)}
     UNION
     SELECT s.nic_id, s.address FROM standing s JOIN nic n ON n.id = s.nic_id JOIN subnet u ON u.id = n.subnet_id
      WHERE ${within('s.nic_id')} AND s.configured = 'yes' AND ((family(s.address) = family(u.cidr) AND NOT s.address <<= u.cidr)
         OR s.address = ANY(u.reserved) OR s.address = u.gateway OR s.address = set_masklen(u.cidr::inet, masklen(s.address)) OR s.address = set_masklen(broadcast(u.cidr), masklen(s.address)))
     UNION
     SELECT c.nic_id, c.address FROM (
       SELECT o.nic_id, o.address FROM claim o JOIN nic n ON n.id = o.nic_id JOIN subnet u ON u.id = n.subnet_id
        WHERE ${within('o.nic_id')} AND o.valid_to IS NULL AND (o.mac <> n.mac OR o.prefix_length NOT IN (masklen(o.address), masklen(u.cidr))) OFFSET 0
     ) c JOIN standing s ON s.nic_id = c.nic_id AND s.address = c.address WHERE s.configured = 'yes'
     UNION
     SELECT s.nic_id, s.address FROM standing s
      WHERE ${within('s.nic_id')} AND s.configured = 'yes'
        AND EXISTS (SELECT 1 FROM standing o WHERE o.vpc_id = s.vpc_id AND o.address = s.address AND o.nic_id <> s.nic_id AND o.configured = 'yes')`,
  )
  await sql.query('CREATE INDEX ON candidate (nic_id, address)')
  await sql.query('ANALYZE candidate')
}

/** What the rules need to know of the next candidates; `after` is the last one of the batch before. */
export async function loadCandidates(
  sql: Sql,
  context: AuditContext,
  after: { nicId: number; address: string } | null,
  rowsMax: number,
): Promise<PairFacts[]> {
  const { rows } = await sql.query<Omit<PairFacts, 'now' | 'since'> & { since: Date }>(
    `WITH next AS (
       SELECT nic_id, address FROM candidate WHERE $1::int IS NULL OR (nic_id, address) > ($1::int, $2::inet) ORDER BY nic_id, address LIMIT $3
     ), candidate AS (
       SELECT s.* FROM next JOIN standing s USING (nic_id, address))
     SELECT v.id AS "vpcId", v.name AS vpc, n.id AS "nicId", n.name AS nic, n.mac AS "nicMac", g.id AS "guestId", g.name AS guest, h.name AS host,
            CASE WHEN masklen(s.address) = CASE family(s.address) WHEN 4 THEN 32 ELSE 128 END THEN host(s.address) ELSE s.address::text END AS address,
            s.configured, s.registered, s.programmed, s.standing, s.last_seen AS "isLastSeen", s.since, s.kind, s.havip_id AS "havipId",
            EXISTS (SELECT 1 FROM havip_member m JOIN havip hv ON hv.id = m.havip_id WHERE m.nic_id = n.id AND hv.address = s.address) AS "isHaVipMember",
            CASE WHEN NOT u.is_guessed THEN json_build_object('cidr', u.cidr::text, 'gateway', host(u.gateway), 'reserved', ARRAY(SELECT host(r) FROM unnest(u.reserved) r)) END AS subnet,
            coalesce((SELECT json_agg(json_build_object('link', c.link, 'label', c.label, 'mac', c.mac, 'prefixLength', c.prefix_length,
               'byHand', c.label IS NOT NULL OR k.kind = 'event')) FROM claim c JOIN capture k ON k.id = c.capture_id
               WHERE c.nic_id = n.id AND c.address = s.address AND c.valid_to IS NULL), '[]') AS claims,
            ARRAY(SELECT DISTINCT og.name FROM standing o JOIN nic xn ON xn.id = o.nic_id JOIN guest og ON og.id = xn.guest_id
               WHERE o.vpc_id = s.vpc_id AND o.address = s.address AND o.nic_id <> s.nic_id AND o.configured = 'yes' AND og.id <> g.id ORDER BY og.name) AS holders,
            EXISTS (SELECT 1 FROM havip hv WHERE hv.vpc_id = v.id AND hv.address = s.address)
              OR EXISTS (SELECT 1 FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND r.kind = 'allowed-pair' AND r.address >>= s.address) AS "isShared"
       FROM candidate s JOIN nic n ON n.id = s.nic_id JOIN vpc v ON v.id = s.vpc_id JOIN guest g ON g.id = n.guest_id
       JOIN subnet u ON u.id = n.subnet_id LEFT JOIN host h ON h.id = g.host_id
      ORDER BY s.nic_id, s.address`,
    [after?.nicId ?? null, after?.address ?? null, rowsMax],
  )
  return rows.map((row) => ({ ...row, since: row.since.getTime(), now: context.now.getTime() }))
}

export async function loadHaVips(
  sql: Sql,
  scope: Scope,
  context: AuditContext,
  after: number,
  rowsMax: number,
): Promise<HaVipFacts[]> {
  const { rows } = await sql.query<HaVipFacts>(
    `SELECT h.vpc_id AS "vpcId", h.id AS "havipId", h.name, host(h.address) AS address,
       coalesce((SELECT json_agg(json_build_object('nicId', m.nic_id, 'guest', g.name, 'isAllowed', EXISTS (
           SELECT 1 FROM registration r WHERE r.nic_id = m.nic_id AND r.valid_to IS NULL AND r.address >>= h.address)) ORDER BY g.name)
         FROM havip_member m JOIN nic n ON n.id = m.nic_id JOIN guest g ON g.id = n.guest_id WHERE m.havip_id = h.id), '[]') AS members,
       coalesce((SELECT json_agg(json_build_object('nicId', c.nic_id, 'guest', g.name, 'seenAt', extract(epoch FROM c.seen) * 1000,
           'isMember', EXISTS (SELECT 1 FROM havip_member m WHERE m.havip_id = h.id AND m.nic_id = c.nic_id)) ORDER BY g.name)
         FROM (SELECT nic_id, max(last_seen_at) AS seen FROM claim WHERE vpc_id = h.vpc_id AND address = h.address AND valid_to IS NULL AND nic_id IS NOT NULL GROUP BY nic_id) c
         JOIN nic n ON n.id = c.nic_id JOIN guest g ON g.id = n.guest_id WHERE c.seen >= $2::timestamptz - make_interval(hours => $3)), '[]') AS holders,
       ARRAY(SELECT g.name FROM havip_member m JOIN standing s ON s.nic_id = m.nic_id AND s.address = h.address JOIN nic n ON n.id = m.nic_id JOIN guest g ON g.id = n.guest_id
         WHERE m.havip_id = h.id AND s.configured = 'unknown') AS silent,
       (SELECT json_build_object('nicId', n.id, 'guest', g.name) FROM nic n JOIN guest g ON g.id = n.guest_id WHERE n.id = h.master_nic_id) AS master
     FROM havip h
    WHERE h.id > $4 AND ($1::int[] IS NULL OR h.id IN (SELECT havip_id FROM havip_member WHERE nic_id = ANY($1) UNION SELECT hv.id FROM standing s JOIN havip hv ON hv.vpc_id = s.vpc_id AND hv.address = s.address WHERE s.nic_id = ANY($1)))
    ORDER BY h.id LIMIT $5`,
    [scope.nicIds, context.now, LIMITS.evidenceHours, after, rowsMax],
  )
  return rows
}

/** Interfaces of which the fabric says something that a rule about the interface may object to. */
export async function loadInterfaces(
  sql: Sql,
  scope: Scope,
  after: number,
  rowsMax: number,
): Promise<InterfaceFacts[]> {
  const wide = `r.nic_id = n.id AND r.valid_to IS NULL AND masklen(r.address) < 32 * (CASE family(r.address) WHEN 4 THEN 1 ELSE 4 END)
      AND (family(r.address) <> family(u.cidr) OR u.is_guessed OR NOT r.address << u.cidr)`
  const { rows } = await sql.query<InterfaceFacts>(
    `SELECT v.id AS "vpcId", v.name AS vpc, n.id AS "nicId", n.name AS nic, g.id AS "guestId", g.name AS guest, coalesce(n.filter = 'off', false) AS "isFilterOff",
            ARRAY(SELECT r.address::text FROM registration r WHERE ${wide} ORDER BY 1) AS "widePrefixes", ARRAY(SELECT host(a) FROM unnest(n.given_not_allowed) a) AS "givenNotAllowed"
       FROM nic n JOIN guest g ON g.id = n.guest_id JOIN vpc v ON v.id = n.vpc_id JOIN subnet u ON u.id = n.subnet_id
      WHERE n.id > $1 AND ($3::int[] IS NULL OR n.id = ANY($3))
        AND (n.filter = 'off' OR n.given_not_allowed <> '{}' OR n.id IN (SELECT r.nic_id FROM registration r WHERE ${isWide('r')}))
      ORDER BY n.id LIMIT $2`,
    [after, rowsMax, scope.nicIds],
  )
  return rows
}

/** Claims whose interface nobody knows. */
export async function loadLooseClaims(
  sql: Sql,
  scope: Scope,
  after: number,
  rowsMax: number,
): Promise<(LooseClaimFacts & { readonly claimId: number })[]> {
  const { rows } = await sql.query<LooseClaimFacts & { claimId: number }>(
    `SELECT c.id AS "claimId", c.vpc_id AS "vpcId", c.guest_id AS "guestId", g.name AS guest, c.link, c.mac, host(c.address) AS address
       FROM claim c LEFT JOIN guest g ON g.id = c.guest_id
      WHERE c.id > $2 AND c.valid_to IS NULL AND c.judged AND c.nic_id IS NULL AND ${scope.guestIds === null ? '$1::int[] IS NULL' : 'c.guest_id = ANY($1)'}
      ORDER BY c.id LIMIT $3`,
    [scope.guestIds, after, rowsMax],
  )
  return rows
}

/** What current configuration wants on an interface that the registry, where it is known, does not allow there. */
export async function loadIntended(
  sql: Sql,
  scope: Scope,
  after: number,
  rowsMax: number,
): Promise<(IntendedFacts & { readonly intentId: number })[]> {
  const { rows } = await sql.query<IntendedFacts & { intentId: number }>(
    `SELECT i.id AS "intentId", v.id AS "vpcId", v.name AS vpc, n.id AS "nicId", n.name AS nic, g.id AS "guestId", g.name AS guest, host(i.address) AS address,
            i.role, i.format, i.group_name AS "group", (SELECT h.id FROM havip h WHERE h.vpc_id = v.id AND h.address = i.address) AS "havipId"
       FROM intent i JOIN nic n ON n.id = i.nic_id JOIN guest g ON g.id = n.guest_id JOIN vpc v ON v.id = n.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id
      WHERE i.id > $2 AND i.valid_to IS NULL AND NOT i.is_pool AND i.role <> 'planned' AND ($1::int[] IS NULL OR i.nic_id = ANY($1)) AND NOT (${REGISTRY_UNREAD})
        AND NOT i.address <<= ANY('{127.0.0.0/8,169.254.0.0/16,::1/128,fe80::/10}'::inet[])
        AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND r.address >>= i.address)
        AND NOT EXISTS (SELECT 1 FROM standing s WHERE s.nic_id = n.id AND s.address = i.address AND s.configured = 'yes')
        AND NOT EXISTS (SELECT 1 FROM havip h JOIN havip_member m ON m.havip_id = h.id WHERE m.nic_id = n.id AND h.address = i.address)
        AND NOT EXISTS (SELECT 1 FROM registration o WHERE o.vpc_id = v.id AND o.address = i.address AND o.valid_to IS NULL AND o.source ~ '${MOVED_BY_AGENT}')
      ORDER BY i.id LIMIT $3`,
    [scope.nicIds, after, rowsMax],
  )
  return rows
}

/** Guests of which every claim is older than evidence may be. */
export async function loadSilentGuests(
  sql: Sql,
  scope: Scope,
  context: AuditContext,
  after: number,
  rowsMax: number,
): Promise<SilentGuestFacts[]> {
  const { rows } = await sql.query<Omit<SilentGuestFacts, 'hours' | 'lastHeardAt'> & { heard: Date }>(
    `SELECT c.vpc_id AS "vpcId", g.id AS "guestId", g.name AS guest, max(c.last_seen_at) AS heard, count(DISTINCT c.address)::int AS addresses
       FROM claim c JOIN guest g ON g.id = c.guest_id
      WHERE g.id > $4 AND c.valid_to IS NULL AND c.judged AND c.last_seen_at < $2::timestamptz - make_interval(hours => $3)
        AND ${scope.guestIds === null ? '$1::int[] IS NULL' : 'c.guest_id = ANY($1)'}
        AND NOT EXISTS (SELECT 1 FROM claim f WHERE f.guest_id = c.guest_id AND f.valid_to IS NULL AND f.judged AND f.last_seen_at >= $2::timestamptz - make_interval(hours => $3))
      GROUP BY c.vpc_id, g.id ORDER BY g.id LIMIT $5`,
    [scope.guestIds, context.now, LIMITS.evidenceHours, after, rowsMax],
  )
  return rows.map(({ heard, ...row }) => ({ ...row, lastHeardAt: heard.getTime(), hours: LIMITS.evidenceHours }))
}
