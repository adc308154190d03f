import 'server-only'
import { pool } from '../store/database'
import { BEHIND } from './fabric-lag'

export type Overview = {
  readonly vpcs: number
  readonly hasDemo: boolean
  readonly bySeverity: readonly { readonly severity: number; readonly count: number }[]
  readonly urgent: {
    readonly id: number
    readonly rule: string
    readonly data: Record<string, unknown>
    readonly severity: number
    readonly openedAt: string
    readonly configured: string | null
    readonly registered: string | null
    readonly programmed: string | null
  } | null
  readonly causes: readonly {
    readonly cause: string // the first of them, when there are several
    readonly causes: number
    readonly rule: string
    readonly severity: number
    readonly count: number
    readonly firstId: number
  }[]
  readonly trend: readonly { readonly day: string; readonly critical: number; readonly warning: number }[]
  readonly firstFindingAt: string | null
  readonly coverage: readonly {
    readonly vpcId: number
    readonly vpc: string
    readonly fabric: string | null
    readonly isOwn: boolean // the registry is Rollcall's own; a fabric may install it
    readonly error: string | null
    readonly readAt: string | null
    readonly hosts: number
    readonly guests: number
    readonly heard: number
    readonly heardAt: string | null
    readonly dumps: number
    readonly dumpAt: string | null
  }[]
  readonly behind: readonly {
    readonly name: string
    readonly readAt: string
    readonly seconds: number
    readonly error: string | null
  }[]
  readonly lastChange: {
    readonly id: number
    readonly at: string
    readonly verb: string
    readonly subject: string
  } | null
}

const CAUSES_APART_MAX = 3 // of one rule; more are said in one row

const iso = (value: Date | null | undefined): string | null => value?.toISOString() ?? null

/** Everything the overview shows but the standings (see count-standings). */
export async function readOverview(): Promise<Overview> {
  const sql = pool()
  const [size, severities, urgent, causes, trend, first, coverage, change, behind] = await Promise.all([
    sql.query<{ vpcs: number; demo: boolean }>(
      'SELECT count(*)::int AS vpcs, coalesce(bool_or(is_demo), false) AS demo FROM vpc',
    ),
    sql.query<{ severity: number; count: number }>(
      "SELECT severity, count(*)::int AS count FROM finding WHERE state = 'open' GROUP BY severity",
    ),
    sql.query(
      `SELECT f.id, f.rule, f.data, f.severity, f.opened_at, s.configured, s.registered, s.programmed FROM finding f
         LEFT JOIN standing s ON s.nic_id = f.nic_id AND s.address = f.address
        WHERE f.state = 'open' ORDER BY f.severity DESC, f.opened_at DESC, f.id DESC LIMIT 1`,
    ),
    sql.query<Overview['causes'][number]>(
      `WITH by_cause AS (
         SELECT rule, cause, max(severity)::int AS severity, count(*)::int AS count, min(id) AS first_id FROM finding WHERE state = 'open' GROUP BY rule, cause
       ), counted AS (
         SELECT *, count(*) OVER (PARTITION BY rule)::int AS causes FROM by_cause)
       SELECT rule, min(cause) AS cause, CASE WHEN causes > $1 THEN causes ELSE 1 END AS causes, max(severity)::int AS severity, sum(count)::int AS count, min(first_id) AS "firstId"
         FROM counted GROUP BY rule, causes, CASE WHEN causes > $1 THEN '' ELSE cause END
        ORDER BY max(severity) DESC, sum(count) DESC, min(cause)`,
      [CAUSES_APART_MAX],
    ),
    sql.query<{ day: string; critical: number; warning: number }>(
      `SELECT to_char(d, 'YYYY-MM-DD') AS day, count(f.id) FILTER (WHERE f.severity = 3)::int AS critical, count(f.id) FILTER (WHERE f.severity = 2)::int AS warning
         FROM generate_series(date_trunc('day', now()) - interval '13 days', date_trunc('day', now()), interval '1 day') d
         LEFT JOIN finding f ON f.opened_at < d + interval '1 day' AND (f.resolved_at IS NULL OR f.resolved_at >= d + interval '1 day') GROUP BY d ORDER BY d`,
    ),
    sql.query<{ at: Date | null }>('SELECT min(opened_at) AS at FROM finding'),
    sql.query(
      `SELECT v.id AS "vpcId", v.name AS vpc, f.name AS fabric, v.fabric_id IS NULL AS "isOwn", f.error, f.read_at, g.hosts, g.guests, c.heard, c.heard_at, d.dumps, d.dump_at
         FROM vpc v LEFT JOIN fabric f ON f.id IN (v.fabric_id, v.programmed_by)
         LEFT JOIN LATERAL (SELECT count(*)::int AS guests, count(DISTINCT host_id)::int AS hosts FROM guest WHERE vpc_id = v.id) g ON true
         LEFT JOIN LATERAL (SELECT count(DISTINCT n.guest_id)::int AS heard, max(l.listed_at) AS heard_at FROM nic n JOIN listing l ON l.nic_id = n.id WHERE n.vpc_id = v.id AND l.listed_at > now() - interval '24 hours') c ON true
         LEFT JOIN LATERAL (SELECT count(*)::int AS dumps, max(fd.taken_at) AS dump_at FROM (SELECT DISTINCT host_id FROM guest WHERE vpc_id = v.id) h JOIN flow_dump fd ON fd.host_id = h.host_id AND fd.is_current AND fd.taken_at > now() - interval '24 hours') d ON true
        ORDER BY v.name LIMIT 20`,
    ),
    sql.query<{ id: number; at: Date; verb: string; subject: string }>(
      'SELECT id, at, verb, subject FROM change ORDER BY at DESC, id DESC LIMIT 1',
    ),
    sql.query<{ name: string; readAt: Date; seconds: number; error: string | null }>(
      `SELECT * FROM (SELECT f.name, f.read_at AS "readAt", ${BEHIND} AS seconds, f.error FROM fabric f) b WHERE seconds IS NOT NULL ORDER BY seconds DESC, name LIMIT 20`,
    ),
  ])
  const top = urgent.rows[0]
  const last = change.rows[0]
  return {
    vpcs: size.rows[0]?.vpcs ?? 0,
    hasDemo: size.rows[0]?.demo ?? false,
    bySeverity: severities.rows,
    urgent: top
      ? {
          id: top.id,
          rule: top.rule,
          data: top.data,
          severity: top.severity,
          openedAt: top.opened_at.toISOString(),
          configured: top.configured,
          registered: top.registered,
          programmed: top.programmed,
        }
      : null,
    causes: causes.rows,
    trend: trend.rows,
    firstFindingAt: iso(first.rows[0]?.at),
    coverage: coverage.rows.map(({ read_at, heard_at, dump_at, ...row }) => ({
      ...row,
      readAt: iso(read_at),
      heardAt: iso(heard_at),
      dumpAt: iso(dump_at),
    })),
    behind: behind.rows.map((row) => ({ ...row, readAt: row.readAt.toISOString() })),
    lastChange: last ? { ...last, at: last.at.toISOString() } : null,
  }
}
