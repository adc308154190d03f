import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from './database.mjs'
import { inRoot } from './paths.mjs'
import { LaunchError, say } from './say.mjs'

const LOCK = 7_211_903 // any number, the same for every starter

/**
 * Applies prisma/migrations in order, each in one transaction, and records them where Prisma's own tool does, so that
 * either may follow the other. Answers how many were applied.
 */
export async function migrate(url) {
  const client = await connect(url)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
      logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`)
    const { rows } = await client.query(
      'SELECT migration_name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    )
    const known = new Map(rows.map((row) => [row.migration_name, row.checksum]))
    const folders = readdirSync(inRoot('prisma/migrations'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )
    let applied = 0
    for (const name of folders.map((entry) => entry.name).sort()) {
      const sql = readFileSync(inRoot('prisma/migrations', name, 'migration.sql'), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      if (known.get(name) === checksum) continue
      if (known.has(name))
        throw new LaunchError(
          `Migration ${name} was changed after it had been applied to this database. Use a database of its own for this version.`,
        )
      say(`Applying migration ${name}.`)
      await client.query('BEGIN')
      await client.query(sql)
      await client.query(
        'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)',
        [randomUUID(), checksum, name],
      )
      await client.query('COMMIT')
      applied++
    }
    return applied
  } catch (error) {
    if (error instanceof LaunchError) throw error
    throw new LaunchError(`The database could not be migrated: ${error.message}`)
  } finally {
    await client.end()
  }
}
