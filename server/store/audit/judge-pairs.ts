import { LIMITS, STANDING_TABLE } from '../../../core/audit/standing-table'
import type { Sql } from '../database'
import type { AuditContext, Scope } from './scope'

/** Loads the standing table of core into the database when it differs. */
export async function loadStandingTable(sql: Sql): Promise<void> {
  const rows = JSON.stringify(STANDING_TABLE)
  await sql.query(
    `INSERT INTO standing_rule (configured, registered, programmed, standing)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS t(configured text, registered text, programmed text, standing text)
     ON CONFLICT (configured, registered, programmed) DO UPDATE SET standing = excluded.standing
       WHERE standing_rule.standing IS DISTINCT FROM excluded.standing`,
    [rows],
  )
}

/**
 * Writes the standing of every pair in scope that differs from what is stored, and removes pairs that nobody claims and
 * nobody allows. One statement for the truths, whatever the number of pairs. Answers how many rows changed.
 */
export async function judgePairs(sql: Sql, scope: Scope, context: AuditContext): Promise<number> {
  const isAll = scope.nicIds === null
  const of = (column: string) => `AND ($1::int[] IS NULL OR ${column} = ANY($1))`
  const values = [scope.nicIds, context.now, LIMITS.evidenceHours, LIMITS.flowHours]
  await sql.query('CREATE TEMP TABLE IF NOT EXISTS judged ON COMMIT DROP AS SELECT * FROM standing WITH NO DATA')
  await sql.query('TRUNCATE judged')
  await sql.query(
    `INSERT INTO judged (nic_id, address, vpc_id, configured, registered, programmed, standing, kind, havip_id, configured_at, programmed_at, last_seen, since)
     WITH claimed AS (
       SELECT nic_id, address, max(last_seen_at) AS seen FROM claim WHERE valid_to IS NULL AND judged AND nic_id IS NOT NULL ${of('nic_id')} GROUP BY nic_id, address
     ), allowed AS (
       SELECT nic_id, address, max(kind) AS kind, max(havip_id) AS havip_id FROM registration WHERE valid_to IS NULL ${of('nic_id')} GROUP BY nic_id, address
     ), wide AS (
       SELECT nic_id, address, kind FROM registration
        WHERE valid_to IS NULL AND masklen(address) < 32 * (CASE family(address) WHEN 4 THEN 1 ELSE 4 END) ${of('nic_id')}
     ), member AS (
       SELECT m.nic_id, h.address, max(h.id) AS havip_id FROM havip_member m JOIN havip h ON h.id = m.havip_id WHERE true ${of('m.nic_id')} GROUP BY m.nic_id, h.address
     ), pair AS (
       SELECT nic_id, address FROM claimed UNION SELECT nic_id, address FROM allowed UNION SELECT nic_id, address FROM member
       UNION SELECT nic_id, address FROM probe WHERE answer = 'yes' ${of('nic_id')}
       UNION SELECT nic_id, address FROM standing WHERE true ${of('nic_id')}
     ), truth AS (
       SELECT p.nic_id, p.address, n.vpc_id, c.seen, a.kind, coalesce(a.havip_id, m.havip_id) AS havip_id, m.havip_id IS NOT NULL AS is_member,
              CASE WHEN c.seen >= $2::timestamptz - make_interval(hours => $3) THEN 'yes'
                   WHEN c.seen IS NULL AND l.listed_at >= $2::timestamptz - make_interval(hours => $3) THEN 'no' ELSE 'unknown' END AS configured,
              CASE WHEN a.nic_id IS NOT NULL OR (w.nics IS NOT NULL AND EXISTS (SELECT 1 FROM wide WHERE wide.nic_id = p.nic_id AND wide.address >>= p.address)) THEN 'yes'
                   WHEN v.fabric_id IS NOT NULL AND f.read_at IS NULL THEN 'unknown' ELSE 'no' END AS registered,
              CASE WHEN q.evaluated_at IS NOT NULL AND d.taken_at >= $2::timestamptz - make_interval(hours => $4) THEN q.answer ELSE 'unknown' END AS programmed,
              d.taken_at
         FROM pair p
         JOIN nic n ON n.id = p.nic_id JOIN vpc v ON v.id = n.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id
         LEFT JOIN claimed c ON c.nic_id = p.nic_id AND c.address = p.address
         LEFT JOIN allowed a ON a.nic_id = p.nic_id AND a.address = p.address
         LEFT JOIN (SELECT nic_id, count(*) AS nics FROM wide GROUP BY nic_id) w ON w.nic_id = p.nic_id
         LEFT JOIN member m ON m.nic_id = p.nic_id AND m.address = p.address
         LEFT JOIN listing l ON l.nic_id = p.nic_id AND l.family = family(p.address)
         LEFT JOIN probe q ON q.nic_id = p.nic_id AND q.address = p.address
         LEFT JOIN flow_dump d ON d.id = q.dump_id
     )
     SELECT t.nic_id, t.address, t.vpc_id, t.configured, t.registered, t.programmed,
            CASE WHEN coalesce(r.standing, CASE WHEN t.is_member THEN 'unused' END) = 'unused' AND t.havip_id IS NOT NULL AND EXISTS (
                   SELECT 1 FROM claim o JOIN havip_member om ON om.nic_id = o.nic_id AND om.havip_id = t.havip_id
                    WHERE o.vpc_id = t.vpc_id AND o.address = t.address AND o.valid_to IS NULL AND o.nic_id <> t.nic_id) THEN 'standby'
                 ELSE coalesce(r.standing, CASE WHEN t.is_member THEN 'unused' END,
                   CASE WHEN t.seen IS NOT NULL AND t.configured = 'unknown' THEN s.standing END) END,
            t.kind, t.havip_id, t.seen, t.taken_at,
            t.seen IS NOT NULL AND t.configured = 'unknown', $2::timestamptz
       FROM truth t
       JOIN standing_rule r ON r.configured = t.configured AND r.registered = t.registered AND r.programmed = t.programmed
       LEFT JOIN standing s ON s.nic_id = t.nic_id AND s.address = t.address`,
    values,
  )
  if (isAll) await sql.query('ANALYZE judged')
  const changed = await sql.query(
    `INSERT INTO standing AS s (nic_id, address, vpc_id, configured, registered, programmed, standing, kind, havip_id, configured_at, programmed_at, last_seen, since)
     SELECT j.nic_id, j.address, j.vpc_id, j.configured, j.registered, j.programmed, j.standing, j.kind, j.havip_id, j.configured_at, j.programmed_at, j.last_seen, j.since
       FROM judged j LEFT JOIN standing s ON s.nic_id = j.nic_id AND s.address = j.address
      WHERE j.standing IS NOT NULL AND (s.nic_id IS NULL OR (j.configured, j.registered, j.programmed, j.standing, j.kind, j.havip_id, j.configured_at, j.programmed_at, j.last_seen)
            IS DISTINCT FROM (s.configured, s.registered, s.programmed, s.standing, s.kind, s.havip_id, s.configured_at, s.programmed_at, s.last_seen))
     ON CONFLICT (nic_id, address) DO UPDATE SET configured = excluded.configured, registered = excluded.registered, programmed = excluded.programmed,
       standing = excluded.standing, kind = excluded.kind, havip_id = excluded.havip_id, configured_at = excluded.configured_at,
       programmed_at = excluded.programmed_at, last_seen = excluded.last_seen,
       since = CASE WHEN s.standing = excluded.standing THEN s.since ELSE excluded.since END`,
  )
  const gone = await sql.query(
    'DELETE FROM standing s USING judged j WHERE s.nic_id = j.nic_id AND s.address = j.address AND j.standing IS NULL',
  )
  return (changed.rowCount ?? 0) + (gone.rowCount ?? 0)
}
