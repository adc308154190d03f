import { randomUUID } from 'node:crypto'
import { connect } from '../../launch/database.mjs'
import { migrate } from '../../launch/migrate.mjs'
import { pool } from '../../server/store/database'

/**
 * A database of its own for a test file, on the server of DATABASE_URL, with every migration applied; the product's
 * code in this process then uses it. Answers how to drop it.
 */
export async function openTestDatabase(): Promise<() => Promise<void>> {
  const server = process.env.DATABASE_URL
  if (!server) throw new Error('DATABASE_URL is not set: run the tests through npm test')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = await connect(server)
  await admin.query(`CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  process.env.DATABASE_URL = url.toString()
  await migrate(url.toString())
  return async () => {
    await pool().end()
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await admin.end()
  }
}
