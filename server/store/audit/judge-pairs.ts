import { LIMITS, STANDING_TABLE, type Truth } from '../../../core/audit/standing-table'
import type { Sql } from '../database'
import type { AuditContext, Scope } from './scope'

const TRUTHS: readonly Truth[] = ['yes', 'no', 'unknown']

/** A moment some hours from another, as SQL: CREATE TABLE AS takes no parameters, and a constant is compared fastest. */
export const instant = (now: Date, hours: number) =>
  `'${new Date(now.getTime() + hours * 3_600_000).toISOString()}'::timestamptz`

const MANY = 10_000 // rows after which the planner should look at the table again

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

/** What is judged exactly: all there is, the interfaces in `judged_nic`, or the pairs in `judged_pair`. */
type Extent = 'all' | 'nics' | 'pairs'

/**
 * Writes the standing of every pair in scope that differs from what is stored, and removes pairs that nobody claims and
 * nobody allows. A whole world is first searched for pairs where anything may differ; only those are judged exactly.
 * Answers how many rows changed.
 */
export async function judgePairs(sql: Sql, scope: Scope, context: AuditContext): Promise<number> {
  if (scope.nicIds !== null) {
    await sql.query('CREATE TEMP TABLE IF NOT EXISTS judged_nic (nic_id int PRIMARY KEY) ON COMMIT DROP')
    await sql.query('TRUNCATE judged_nic')
    await sql.query('INSERT INTO judged_nic SELECT unnest($1::int[]) ON CONFLICT DO NOTHING', [scope.nicIds])
    await sql.query('ANALYZE judged_nic')
    return writeDifferences(sql, 'nics', context)
  }
  const { rows } = await sql.query<{ isFirst: boolean }>('SELECT NOT EXISTS (SELECT 1 FROM standing) AS "isFirst"')
  if (rows[0]?.isFirst) return writeDifferences(sql, 'all', context)
  // CREATE TABLE AS, because only it (and not INSERT) lets the server work in parallel; it takes no parameters.
  await sql.query('DROP TABLE IF EXISTS judged_pair')
  await sql.query(`CREATE TEMP TABLE judged_pair ON COMMIT DROP AS ${suspects(context)}`)
  await sql.query('ANALYZE judged_pair')
  return writeDifferences(sql, 'pairs', context)
}

const COLUMNS =
  'nic_id, address, vpc_id, configured, registered, programmed, standing, kind, havip_id, configured_at, programmed_at, last_seen, since'
const JUDGED = `SELECT nic_id, address, vpc_id, configured, registered, programmed, standing, kind, havip_id, seen, taken_at, last_seen, $1::timestamptz
                  FROM judged WHERE standing IS NOT NULL`

async function writeDifferences(sql: Sql, extent: Extent, context: AuditContext): Promise<number> {
  await sql.query('DROP TABLE IF EXISTS judged')
  await sql.query(`CREATE TEMP TABLE judged ON COMMIT DROP AS ${differences(extent, context)}`)
  if (extent === 'all') return fillEmpty(sql, context)
  const changed = await sql.query(
    `INSERT INTO standing AS s (${COLUMNS}) ${JUDGED}
     ON CONFLICT (nic_id, address) DO UPDATE SET configured = excluded.configured, registered = excluded.registered, programmed = excluded.programmed,
       standing = excluded.standing, kind = excluded.kind, havip_id = excluded.havip_id, configured_at = excluded.configured_at,
       programmed_at = excluded.programmed_at, last_seen = excluded.last_seen,
       since = CASE WHEN s.standing = excluded.standing THEN s.since ELSE excluded.since END`,
    [context.now],
  )
  const gone = await sql.query(
    'DELETE FROM standing s USING judged j WHERE s.nic_id = j.nic_id AND s.address = j.address AND j.standing IS NULL',
  )
  return (changed.rowCount ?? 0) + (gone.rowCount ?? 0)
}

/**
 * A first audit fills an empty table, which is faster without its indexes than with them: when it is large they are
 * dropped and built again, in this transaction. Readers wait; there is nothing for them to read yet.
 */
async function fillEmpty(sql: Sql, context: AuditContext): Promise<number> {
  const { rows: sizes } = await sql.query<{ isLarge: boolean }>(
    'SELECT count(*) > $1 AS "isLarge" FROM (SELECT 1 FROM judged LIMIT $1 + 1) j',
    [MANY],
  )
  const isLarge = sizes[0]?.isLarge ?? false
  const { rows: indexes } = await sql.query<{ drop: string; build: string }>(
    `SELECT CASE WHEN k.oid IS NULL THEN format('DROP INDEX %I', c.relname) ELSE format('ALTER TABLE standing DROP CONSTRAINT %I', k.conname) END AS drop,
            CASE WHEN k.oid IS NULL THEN pg_get_indexdef(c.oid) ELSE format('ALTER TABLE standing ADD CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)) END AS build
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
      WHERE $1 AND i.indrelid = 'standing'::regclass`,
    [isLarge],
  )
  for (const index of indexes) await sql.query(index.drop)
  const { rowCount } = await sql.query(`INSERT INTO standing (${COLUMNS}) ${JUDGED}`, [context.now])
  for (const index of indexes) await sql.query(index.build)
  if (isLarge) await sql.query('ANALYZE standing')
  return rowCount ?? 0
}

/**
 * The pairs of an extent that differ from what is stored, and what is true of them. Barriers (OFFSET 0) keep the planner
 * from joining the 27 rows before it has worked out which of them is meant.
 */
function differences(extent: Extent, context: AuditContext): string {
  const within = (nic: string, address: string) =>
    ({
      all: '',
      nics: `AND ${nic} IN (SELECT nic_id FROM judged_nic)`,
      pairs: `AND (${nic}, ${address}) IN (SELECT nic_id, address FROM judged_pair)`,
    })[extent]
  return `
    WITH claimed AS (
      SELECT nic_id, address, max(last_seen_at) AS seen FROM claim
       WHERE valid_to IS NULL AND judged AND nic_id IS NOT NULL ${within('nic_id', 'address')} GROUP BY nic_id, address
    ), allowed AS (
      SELECT nic_id, address, max(kind) AS kind, max(havip_id) AS havip_id FROM registration r
       WHERE valid_to IS NULL AND ${FITS_MAC('r')} ${within('nic_id', 'address')} GROUP BY nic_id, address
    ), member AS (
      SELECT m.nic_id, h.address, h.id AS havip_id FROM havip_member m JOIN havip h ON h.id = m.havip_id WHERE true ${within('m.nic_id', 'h.address')}
    ), evaluated AS (
      SELECT q.nic_id, q.address, q.answer, d.taken_at, ${isFresh('d.taken_at', LIMITS.flowHours, context)} AS is_fresh
        FROM probe q LEFT JOIN flow_dump d ON d.id = q.dump_id WHERE true ${within('q.nic_id', 'q.address')}
    ), held AS (
      SELECT * FROM standing WHERE true ${within('nic_id', 'address')}
    ), pair AS (
      SELECT nic_id, address, c.seen, c.seen IS NOT NULL AS is_claimed, a.nic_id IS NOT NULL AS is_allowed, a.kind, m.havip_id IS NOT NULL AS is_member,
             coalesce(a.havip_id, m.havip_id) AS havip_id, e.answer, e.is_fresh, e.taken_at, s.nic_id IS NOT NULL AS is_held,
             s.configured AS held_configured, s.registered AS held_registered, s.programmed AS held_programmed, s.standing AS held_standing, s.kind AS held_kind,
             s.havip_id AS held_havip, s.configured_at AS held_configured_at, s.programmed_at AS held_programmed_at, s.last_seen AS held_last_seen
        FROM claimed c FULL JOIN allowed a USING (nic_id, address) FULL JOIN held s USING (nic_id, address)
        FULL JOIN evaluated e USING (nic_id, address) FULL JOIN member m USING (nic_id, address)
       WHERE c.nic_id IS NOT NULL OR a.nic_id IS NOT NULL OR m.nic_id IS NOT NULL OR e.answer = 'yes' OR s.nic_id IS NOT NULL
      OFFSET 0
    ), truth AS (
      SELECT p.*, n.vpc_id,
             CASE WHEN ${isFresh('p.seen', LIMITS.evidenceHours, context)} THEN 'yes'
                  WHEN p.seen IS NULL AND ${isFresh('l.listed_at', LIMITS.evidenceHours, context)} THEN 'no' ELSE 'unknown' END AS configured,
             CASE WHEN p.is_allowed OR (w.nic_id IS NOT NULL AND EXISTS (SELECT 1 FROM registration o WHERE o.nic_id = p.nic_id AND o.address >>= p.address AND ${isWide('o')} AND ${FITS_MAC('o')})) THEN 'yes'
                  WHEN ${REGISTRY_UNREAD} THEN 'unknown' ELSE 'no' END AS registered,
             CASE WHEN p.is_fresh THEN p.answer ELSE 'unknown' END AS programmed
        FROM pair p
        JOIN nic n ON n.id = p.nic_id JOIN vpc v ON v.id = n.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id
        LEFT JOIN (SELECT DISTINCT r.nic_id FROM registration r WHERE ${isWide('r')}) w ON w.nic_id = p.nic_id
        LEFT JOIN listing l ON l.nic_id = p.nic_id AND l.family = family(p.address)
      OFFSET 0
    ), stood AS (
      SELECT t.*, t.is_claimed AND t.configured = 'unknown' AS last_seen,
             CASE WHEN coalesce(r.standing, CASE WHEN t.is_member THEN 'unused' END) = 'unused' AND t.havip_id IS NOT NULL AND EXISTS (
                    SELECT 1 FROM claim o JOIN havip_member om ON om.nic_id = o.nic_id AND om.havip_id = t.havip_id
                     WHERE o.vpc_id = t.vpc_id AND o.address = t.address AND o.valid_to IS NULL AND o.nic_id <> t.nic_id) THEN 'standby'
                  ELSE coalesce(r.standing, CASE WHEN t.is_member THEN 'unused' END,
                    CASE WHEN t.is_claimed AND t.configured = 'unknown' THEN t.held_standing END) END AS standing
        FROM truth t
        JOIN standing_rule r ON r.configured = t.configured AND r.registered = t.registered AND r.programmed = t.programmed
      OFFSET 0
    )
    SELECT nic_id, address, vpc_id, configured, registered, programmed, standing, kind, havip_id, seen, taken_at, last_seen
      FROM stood
     WHERE CASE WHEN standing IS NULL THEN is_held ELSE NOT is_held OR
           (configured, registered, programmed, standing, kind, havip_id, seen, taken_at, last_seen) IS DISTINCT FROM
           (held_configured, held_registered, held_programmed, held_standing, held_kind, held_havip, held_configured_at, held_programmed_at, held_last_seen) END`
}

const isFresh = (column: string, hours: number, context: AuditContext) => `${column} >= ${instant(context.now, -hours)}`
export const isWide = (alias: string) =>
  `${alias}.valid_to IS NULL AND masklen(${alias}.address) < 32 * (CASE family(${alias}.address) WHEN 4 THEN 1 ELSE 4 END)`
/** The registry cannot say no of an interface: it was never read, or what was exported of it does not say everything. */
export const REGISTRY_UNREAD = '(v.fabric_id IS NOT NULL AND f.read_at IS NULL OR NOT n.is_registry_whole)'
/** A registration for another MAC than the interface's own allows what the guest is seen to send from that MAC. */
const FITS_MAC = (r: string) =>
  `(${r}.mac IS NULL OR ${r}.mac = (SELECT x.mac FROM nic x WHERE x.id = ${r}.nic_id)
     OR EXISTS (SELECT 1 FROM claim x WHERE x.nic_id = ${r}.nic_id AND x.valid_to IS NULL AND x.mac = ${r}.mac AND x.address <<= ${r}.address))`

/**
 * Pairs that may differ from what is stored: never too few. Each truth is compared on its own with what is stored, in a
 * join that is light enough for many cores; what depends on other interfaces (members of a HAVIP) or on a prefix that is
 * allowed is always named. The standing table stands in the text as an array: a join with it would be done too early.
 */
function suspects(context: AuditContext): string {
  const place = (truth: string) => `CASE ${truth} WHEN 'yes' THEN 0 WHEN 'no' THEN 1 ELSE 2 END`
  const at = (configured: Truth, registered: Truth, programmed: Truth) =>
    STANDING_TABLE.find(
      (row) => row.configured === configured && row.registered === registered && row.programmed === programmed,
    )?.standing
  const standings = TRUTHS.flatMap((c) => TRUTHS.flatMap((r) => TRUTHS.map((p) => at(c, r, p))))
  const table = `ARRAY[${standings.map((standing) => (standing ? `'${standing}'` : 'NULL')).join(', ')}]`
  return `
    SELECT nic_id, address
      FROM (SELECT nic_id, address, last_seen_at AS seen FROM claim WHERE valid_to IS NULL AND judged AND nic_id IS NOT NULL) c
      FULL JOIN (SELECT nic_id, address, configured_at FROM standing) s USING (nic_id, address)
     WHERE c.seen IS DISTINCT FROM s.configured_at
    UNION ALL
    SELECT nic_id, address
      FROM (SELECT nic_id, address, kind, havip_id FROM registration WHERE valid_to IS NULL) r
      FULL JOIN (SELECT nic_id, address, kind, havip_id, registered = 'yes' AS is_allowed FROM standing) s USING (nic_id, address)
     WHERE r.kind IS DISTINCT FROM s.kind OR s.is_allowed IS DISTINCT FROM (r.kind IS NOT NULL) OR r.havip_id IS DISTINCT FROM s.havip_id
    UNION ALL
    SELECT nic_id, address
      FROM (SELECT q.nic_id, q.address, q.answer, d.taken_at FROM probe q LEFT JOIN flow_dump d ON d.id = q.dump_id) e
      FULL JOIN (SELECT nic_id, address, programmed, programmed_at FROM standing) s USING (nic_id, address)
     WHERE (s.programmed IS NOT NULL OR e.answer = 'yes') AND (e.taken_at IS DISTINCT FROM s.programmed_at
        OR s.programmed IS DISTINCT FROM CASE WHEN ${isFresh('e.taken_at', LIMITS.flowHours, context)} THEN e.answer ELSE 'unknown' END)
    UNION ALL
    SELECT nic_id, address FROM standing
     WHERE havip_id IS NOT NULL OR configured_at IS NOT NULL AND (configured = 'yes') <> (${isFresh('configured_at', LIMITS.evidenceHours, context)})
        OR standing IS DISTINCT FROM (${table})[1 + 9 * ${place('configured')} + 3 * ${place('registered')} + ${place('programmed')}]
    UNION ALL
    SELECT s.nic_id, s.address FROM standing s LEFT JOIN listing l ON l.nic_id = s.nic_id AND l.family = family(s.address)
     WHERE s.configured_at IS NULL AND s.configured IS DISTINCT FROM CASE WHEN ${isFresh('l.listed_at', LIMITS.evidenceHours, context)} THEN 'no' ELSE 'unknown' END
    UNION ALL
    SELECT s.nic_id, s.address FROM standing s JOIN nic n ON n.id = s.nic_id JOIN vpc v ON v.id = n.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id
     WHERE s.registered <> 'yes' AND s.registered <> CASE WHEN ${REGISTRY_UNREAD} THEN 'unknown' ELSE 'no' END
    UNION ALL
    SELECT s.nic_id, s.address FROM standing s WHERE s.nic_id IN (SELECT r.nic_id FROM registration r WHERE ${isWide('r')})
    UNION ALL
    SELECT m.nic_id, h.address FROM havip_member m JOIN havip h ON h.id = m.havip_id
     WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.nic_id = m.nic_id AND s.address = h.address AND s.havip_id IS NOT NULL)`
}
