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

/**
 * Writes the standing of every pair in scope that differs from what is stored, and removes pairs that nobody claims and
 * nobody allows. A whole world is first searched for interfaces where anything may differ; only those are judged
 * exactly. Answers how many rows changed.
 */
export async function judgePairs(sql: Sql, scope: Scope, context: AuditContext): Promise<number> {
  if (scope.nicIds !== null) {
    await createScope(sql, 'SELECT unnest($1::int[])', [scope.nicIds])
    return judgeInScope(sql, context)
  }
  // CREATE TABLE AS, because only it (and not INSERT) lets the server work in parallel; it takes no parameters.
  await sql.query('DROP TABLE IF EXISTS suspect')
  await sql.query(`CREATE TEMP TABLE suspect ON COMMIT DROP AS ${suspects(context)}`)
  await createScope(sql, 'SELECT nic_id FROM suspect')
  return judgeInScope(sql, context)
}

async function createScope(sql: Sql, nicIds: string, values: unknown[] = []): Promise<void> {
  await sql.query('CREATE TEMP TABLE IF NOT EXISTS judged_nic (nic_id int PRIMARY KEY) ON COMMIT DROP')
  await sql.query('TRUNCATE judged_nic')
  await sql.query(`INSERT INTO judged_nic ${nicIds} ON CONFLICT DO NOTHING`, values)
  await sql.query('ANALYZE judged_nic')
}

async function judgeInScope(sql: Sql, context: AuditContext): Promise<number> {
  await sql.query('DROP TABLE IF EXISTS judged')
  await sql.query(`CREATE TEMP TABLE judged ON COMMIT DROP AS ${exactDifferences(context)}`)
  const restoreIndexes = await setIndexesAside(sql)
  const changed = await sql.query(
    `INSERT INTO standing AS s (nic_id, address, vpc_id, configured, registered, programmed, standing, kind, havip_id, configured_at, programmed_at, last_seen, since)
     SELECT nic_id, address, vpc_id, configured, registered, programmed, standing, kind, havip_id, seen, taken_at, last_seen, $1
       FROM judged WHERE standing IS NOT NULL
     ON CONFLICT (nic_id, address) DO UPDATE SET configured = excluded.configured, registered = excluded.registered, programmed = excluded.programmed,
       standing = excluded.standing, kind = excluded.kind, havip_id = excluded.havip_id, configured_at = excluded.configured_at,
       programmed_at = excluded.programmed_at, last_seen = excluded.last_seen,
       since = CASE WHEN s.standing = excluded.standing THEN s.since ELSE excluded.since END`,
    [context.now],
  )
  await restoreIndexes()
  const gone = await sql.query(
    'DELETE FROM standing s USING judged j WHERE s.nic_id = j.nic_id AND s.address = j.address AND j.standing IS NULL',
  )
  const count = (changed.rowCount ?? 0) + (gone.rowCount ?? 0)
  if (count > MANY) await sql.query('ANALYZE standing')
  return count
}

/**
 * A first audit fills an empty table, which is faster without its indexes than with them: they are dropped, and built
 * again when the answer is called. Readers wait; there is nothing for them to read yet. Otherwise nothing happens.
 */
async function setIndexesAside(sql: Sql): Promise<() => Promise<void>> {
  const { rows: sizes } = await sql.query<{ isFirst: boolean }>(
    'SELECT NOT EXISTS (SELECT 1 FROM standing) AND (SELECT count(*) > $1 FROM judged) AS "isFirst"',
    [MANY],
  )
  if (!sizes[0]?.isFirst) return async () => undefined
  const { rows: indexes } = await sql.query<{ name: string; text: string }>(
    `SELECT quote_ident(c.relname) AS name, pg_get_indexdef(c.oid) AS text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE i.indrelid = 'standing'::regclass AND NOT i.indisprimary`,
  )
  for (const index of indexes) await sql.query(`DROP INDEX ${index.name}`)
  return async () => {
    for (const index of indexes) await sql.query(index.text)
  }
}

/**
 * The first half of a query: the truths of all pairs, met in one pass of full joins, beside what is stored. Exact: of
 * the interfaces in `judged_nic`. Not exact: of all, where a pair that several claims or registrations speak of is a row
 * for each of them, and members that nothing else is known of are missing; without sums and without the barriers
 * (OFFSET 0) that keep the planner from judging before it has joined, the server can work in parallel.
 */
function truths(context: AuditContext, { isExact }: { isExact: boolean }): string {
  const fresh = (column: string, hours: number) => `${column} >= ${instant(context.now, -hours)}`
  const barrier = isExact ? 'OFFSET 0' : ''
  const within = (column: string) => (isExact ? `AND ${column} IN (SELECT nic_id FROM judged_nic)` : '')
  const each = (columns: string, source: string, summed: string) =>
    isExact
      ? `SELECT nic_id, address, ${summed} FROM ${source} GROUP BY nic_id, address`
      : `SELECT nic_id, address, ${columns} FROM ${source}`
  const wide = (alias: string) =>
    `${alias}.valid_to IS NULL AND masklen(${alias}.address) < 32 * (CASE family(${alias}.address) WHEN 4 THEN 1 ELSE 4 END)`
  return `
    WITH claimed AS (
      ${each('last_seen_at AS seen', `claim WHERE valid_to IS NULL AND judged AND nic_id IS NOT NULL ${within('nic_id')}`, 'max(last_seen_at) AS seen')}
    ), allowed AS (
      ${each('kind, havip_id', `registration WHERE valid_to IS NULL ${within('nic_id')}`, 'max(kind) AS kind, max(havip_id) AS havip_id')}
    ), member AS (
      SELECT m.nic_id, h.address, h.id AS havip_id FROM havip_member m JOIN havip h ON h.id = m.havip_id WHERE true ${within('m.nic_id')}
    ), evaluated AS (
      SELECT q.nic_id, q.address, q.answer, d.taken_at, ${fresh('d.taken_at', LIMITS.flowHours)} AS is_fresh
        FROM probe q LEFT JOIN flow_dump d ON d.id = q.dump_id WHERE true ${within('q.nic_id')}
    ), held AS (
      SELECT * FROM standing WHERE true ${within('nic_id')}
    ), pair AS (
      SELECT nic_id, address, c.seen, c.seen IS NOT NULL AS is_claimed, a.nic_id IS NOT NULL AS is_allowed, a.kind, m.havip_id IS NOT NULL AS is_member,
             coalesce(a.havip_id, m.havip_id) AS havip_id, e.answer, e.is_fresh, e.taken_at, s.nic_id IS NOT NULL AS is_held,
             s.configured AS held_configured, s.registered AS held_registered, s.programmed AS held_programmed, s.standing AS held_standing, s.kind AS held_kind,
             s.havip_id AS held_havip, s.configured_at AS held_configured_at, s.programmed_at AS held_programmed_at, s.last_seen AS held_last_seen
        FROM claimed c FULL JOIN allowed a USING (nic_id, address) FULL JOIN held s USING (nic_id, address)
        FULL JOIN evaluated e USING (nic_id, address) ${isExact ? 'FULL' : 'LEFT'} JOIN member m USING (nic_id, address)
       WHERE c.nic_id IS NOT NULL OR a.nic_id IS NOT NULL OR m.nic_id IS NOT NULL OR e.answer = 'yes' OR s.nic_id IS NOT NULL
      ${barrier}
    ), truth AS (
      SELECT p.*, n.vpc_id, w.nic_id IS NOT NULL AS has_wide,
             CASE WHEN ${fresh('p.seen', LIMITS.evidenceHours)} THEN 'yes'
                  WHEN p.seen IS NULL AND ${fresh('l.listed_at', LIMITS.evidenceHours)} THEN 'no' ELSE 'unknown' END AS configured,
             CASE WHEN p.is_allowed ${isExact ? `OR (w.nic_id IS NOT NULL AND EXISTS (SELECT 1 FROM registration o WHERE o.nic_id = p.nic_id AND o.address >>= p.address AND ${wide('o')}))` : ''} THEN 'yes'
                  WHEN v.fabric_id IS NOT NULL AND f.read_at IS NULL THEN 'unknown' ELSE 'no' END AS registered,
             CASE WHEN p.is_fresh THEN p.answer ELSE 'unknown' END AS programmed
        FROM pair p
        JOIN nic n ON n.id = p.nic_id JOIN vpc v ON v.id = n.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id
        LEFT JOIN (SELECT DISTINCT r.nic_id FROM registration r WHERE ${wide('r')}) w ON w.nic_id = p.nic_id
        LEFT JOIN listing l ON l.nic_id = p.nic_id AND l.family = family(p.address)
      ${barrier}
    )`
}

/** The pairs of the interfaces in `judged_nic` that differ from what is stored, and what is true of them. */
const exactDifferences = (context: AuditContext) => `${truths(context, { isExact: true })}, stood AS (
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

/**
 * Interfaces of which a pair may differ from what is stored: never too few. What depends on other interfaces (members of
 * a HAVIP) or on a prefix that is allowed is always named. The standing table stands in the text as an array: a join with it would be done too early.
 */
function suspects(context: AuditContext): string {
  const place = (truth: string) => `CASE ${truth} WHEN 'yes' THEN 0 WHEN 'no' THEN 1 ELSE 2 END`
  const at = (configured: Truth, registered: Truth, programmed: Truth) =>
    STANDING_TABLE.find(
      (row) => row.configured === configured && row.registered === registered && row.programmed === programmed,
    )?.standing
  const standings = TRUTHS.flatMap((c) => TRUTHS.flatMap((r) => TRUTHS.map((p) => at(c, r, p))))
  const table = `ARRAY[${standings.map((standing) => (standing ? `'${standing}'` : 'NULL')).join(', ')}]`
  return `${truths(context, { isExact: false })}
    SELECT nic_id FROM truth
     WHERE NOT is_held OR has_wide OR havip_id IS NOT NULL OR held_havip IS NOT NULL
        OR (configured, registered, programmed, kind, seen, taken_at) IS DISTINCT FROM
           (held_configured, held_registered, held_programmed, held_kind, held_configured_at, held_programmed_at)
        OR held_standing IS DISTINCT FROM (${table})[1 + 9 * ${place('configured')} + 3 * ${place('registered')} + ${place('programmed')}]
    UNION ALL
    SELECT m.nic_id FROM havip_member m JOIN havip h ON h.id = m.havip_id
     WHERE NOT EXISTS (SELECT 1 FROM standing s WHERE s.nic_id = m.nic_id AND s.address = h.address)`
}
