import type { PoolClient } from 'pg'
import { pool } from './database'

const LOCK_CLASS = 7_213

/**
 * Which fabrics this process leads: advisory locks of one connection, which the database lets go of when the process or
 * its connection dies.
 */
export class FabricLeadership {
  private client: PoolClient | null = null
  private readonly held = new Set<number>()

  /** Tries to lead these fabrics and lets go of others; answers those that are led. Throws when the connection died. */
  async lead(fabricIds: readonly number[]): Promise<number[]> {
    const client = await this.connection()
    await client.query('SELECT 1')
    for (const id of [...this.held])
      if (!fabricIds.includes(id)) {
        await client.query('SELECT pg_advisory_unlock($1, $2)', [LOCK_CLASS, id])
        this.held.delete(id)
      }
    for (const id of fabricIds) {
      if (this.held.has(id)) continue
      const { rows } = await client.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS won', [
        LOCK_CLASS,
        id,
      ])
      if (rows[0]?.won) this.held.add(id)
    }
    return [...this.held]
  }

  async end(): Promise<void> {
    this.client?.release(true)
    this.client = null
    this.held.clear()
  }

  private async connection(): Promise<PoolClient> {
    if (this.client) return this.client
    const client = await pool().connect()
    client.on('error', () => {
      if (this.client === client) {
        client.release(true)
        this.client = null
        this.held.clear()
      }
    })
    this.client = client
    return client
  }
}
