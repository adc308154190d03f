import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from '../env'
import { PrismaClient } from './generated/client'

/** One pool and one client a process; kept across reloads in development. */
const held = globalThis as unknown as { rollcallPool?: pg.Pool; rollcallPrisma?: PrismaClient }

export function pool(): pg.Pool {
  held.rollcallPool ??= new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 10,
    connectionTimeoutMillis: 5_000,
  }).on(
    'error',
    () => undefined, // an idle connection was cut (restart of the database); the pool opens another
  )
  return held.rollcallPool
}

export function prisma(): PrismaClient {
  held.rollcallPrisma ??= new PrismaClient({ adapter: new PrismaPg(pool()) })
  return held.rollcallPrisma
}

/** A connection inside a transaction, or the pool: what every store and query function takes first. */
export type Sql = Pick<pg.ClientBase, 'query'>

/** Runs `work` in one transaction; serialization failures and deadlocks are tried again up to three times. */
export async function transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool().connect()
    try {
      await client.query('BEGIN')
      const value = await work(client)
      await client.query('COMMIT')
      return value
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      const code = (error as { code?: string }).code
      if (attempt < 3 && (code === '40001' || code === '40P01')) continue
      throw error
    } finally {
      client.release()
    }
  }
}
