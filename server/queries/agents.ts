import 'server-only'
import { pool } from '../store/database'

export type AgentToken = {
  readonly id: number
  readonly name: string
  readonly vpc: string | null
  readonly createdAt: string
  readonly createdBy: string
  readonly lastUsedAt: string | null
  readonly lastError: string | null
  readonly revokedAt: string | null
  readonly guests: number // that report with it
  readonly silent: number // of them not heard for an hour
}

const TOKENS_MAX = 500

/** Tokens of agents: those in use first, then revoked ones, each by name. */
export async function listAgentTokens(): Promise<AgentToken[]> {
  const { rows } = await pool().query<
    Omit<AgentToken, 'createdAt' | 'lastUsedAt' | 'revokedAt'> & {
      createdAt: Date
      lastUsedAt: Date | null
      revokedAt: Date | null
    }
  >(
    `SELECT t.id, t.name, v.name AS vpc, t.created_at AS "createdAt", t.created_by AS "createdBy", t.last_used_at AS "lastUsedAt", t.last_error AS "lastError", t.revoked_at AS "revokedAt",
            coalesce(r.guests, 0)::int AS guests, coalesce(r.silent, 0)::int AS silent
       FROM agent_token t LEFT JOIN vpc v ON v.id = t.vpc_id
       LEFT JOIN (SELECT token_id, count(*) AS guests, count(*) FILTER (WHERE seen_at < now() - interval '1 hour') AS silent FROM agent_report GROUP BY token_id) r ON r.token_id = t.id
      ORDER BY t.revoked_at IS NOT NULL, t.name, t.id LIMIT $1`,
    [TOKENS_MAX],
  )
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }))
}
