import 'server-only'
import { pool } from '../store/database'

export type ShellFacts = {
  readonly counts: {
    readonly addresses: number
    readonly isEstimate: boolean
    readonly havips: number
    readonly hosts: number
    readonly guests: number
    readonly critical: number
    readonly findings: number
    readonly changes: number
  }
  readonly fabrics: readonly { readonly name: string; readonly readAt: string | null; readonly error: string | null }[]
}

/** Numbers beside the navigation. Large tables answer the planner's estimate instead of a count. */
export async function readShell(): Promise<ShellFacts | null> {
  try {
    const { rows } = await pool().query(
      `SELECT CASE WHEN e.n > 200000 THEN e.n ELSE (SELECT count(*) FROM standing) END::int AS addresses, e.n > 200000 AS "isEstimate",
              (SELECT count(*)::int FROM havip) AS havips, (SELECT count(*)::int FROM host) AS hosts, (SELECT count(*)::int FROM guest) AS guests,
              (SELECT count(*)::int FROM finding WHERE state = 'open' AND severity = 3) AS critical,
              (SELECT count(*)::int FROM finding WHERE state = 'open') AS findings, (SELECT count(*)::int FROM change WHERE at > now() - interval '1 day') AS changes
         FROM (SELECT greatest(reltuples, 0) AS n FROM pg_class WHERE oid = 'standing'::regclass) e`,
    )
    const fabrics = await pool().query<{ name: string; readAt: Date | null; error: string | null }>(
      'SELECT name, read_at AS "readAt", error FROM fabric WHERE kind <> \'export\' ORDER BY name LIMIT 20',
    )
    return {
      counts: rows[0],
      fabrics: fabrics.rows.map((row) => ({ ...row, readAt: row.readAt?.toISOString() ?? null })),
    }
  } catch {
    return null // the page itself says that the database is away
  }
}
