import type { PoolClient } from 'pg'
import { pool, type Sql } from './database'

const LOCK_CLASS = 7_214

/**
 * Holds a change while somebody works on it. The lock is its connection's: the database lets go of it when the process
 * dies, and the change can be taken up by another.
 */
export class ChangeLock {
  private constructor(
    private readonly client: PoolClient,
    readonly changeId: number,
  ) {}

  /** Makes a change and holds it from before others can see it. */
  static async make(append: (sql: Sql) => Promise<number>): Promise<ChangeLock> {
    const client = await pool().connect()
    try {
      await client.query('BEGIN')
      const id = await append(client)
      await client.query('SELECT pg_advisory_lock($1, $2)', [LOCK_CLASS, id])
      await client.query('COMMIT')
      return new ChangeLock(client, id)
    } catch (error) {
      client.release(true)
      throw error
    }
  }

  /** Null: somebody is working on it. */
  static async take(changeId: number): Promise<ChangeLock | null> {
    const client = await pool().connect()
    const { rows } = await client.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS won', [
      LOCK_CLASS,
      changeId,
    ])
    if (rows[0]?.won) return new ChangeLock(client, changeId)
    client.release()
    return null
  }

  async release(): Promise<void> {
    try {
      await this.client.query('SELECT pg_advisory_unlock($1, $2)', [LOCK_CLASS, this.changeId])
      this.client.release()
    } catch {
      this.client.release(true)
    }
  }
}

/** Whether anybody works on a change now. */
export async function isHeld(sql: Sql, changeId: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    [LOCK_CLASS, changeId],
  )
  return (rowCount ?? 0) > 0
}
