import 'server-only'
import { STANDINGS } from '../../core/audit/standing-table'
import { pool } from '../store/database'

/** How many pairs have a standing; `isEstimate` when counting exactly would read too much. */
export type StandingCount = { readonly standing: string; readonly count: number; readonly isEstimate: boolean }

const EXACT_ROWS_MAX = 200_000

/**
 * Counts by standing. Exact up to 200,000 pairs. Beyond, the planner's statistics tell which standings are common: those
 * are estimates, the rare ones (what is wrong is rare) are still counted through their index.
 */
export async function countStandings(vpcId?: number): Promise<StandingCount[]> {
  const { rows: size } = await pool().query(
    `SELECT CASE WHEN c.reltuples < 0 THEN 0 ELSE c.reltuples END::int8 AS pairs, s.most_common_vals::text::text[] AS vals, s.most_common_freqs AS freqs
       FROM pg_class c LEFT JOIN pg_stats s ON s.schemaname = current_schema() AND s.tablename = 'standing' AND s.attname = 'standing'
      WHERE c.oid = 'standing'::regclass`,
  )
  const pairs = Number(size[0]?.pairs ?? 0)
  const vals: string[] = size[0]?.vals ?? []
  const freqs: number[] = size[0]?.freqs ?? []
  const common = vals
    .map((standing, i) => ({ standing, count: Math.round((freqs[i] ?? 0) * pairs), isEstimate: true }))
    .filter((entry) => entry.count > EXACT_ROWS_MAX / 4)
  if (pairs <= EXACT_ROWS_MAX || common.length === 0 || vpcId !== undefined) {
    const { rows } = await pool().query(
      'SELECT standing, count(*)::int AS count FROM standing WHERE $1::int IS NULL OR vpc_id = $1 GROUP BY standing',
      [vpcId ?? null],
    )
    return rows.map((row) => ({ standing: row.standing, count: row.count, isEstimate: false }))
  }
  const { rows } = await pool().query(
    'SELECT standing, count(*)::int AS count FROM standing WHERE standing = ANY($1) GROUP BY standing',
    [STANDINGS.filter((standing) => !common.some((entry) => entry.standing === standing))],
  )
  return [...common, ...rows.map((row) => ({ standing: row.standing, count: row.count, isEstimate: false }))]
}
