import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { connect, openDatabase } from '../../launch/database.mjs'
import { migrate } from '../../launch/migrate.mjs'
import { pause } from '../../launch/processes.mjs'

const ROUNDS = 20

/** A server process that registers one VPC with its log entry a transaction, and says so when it is acknowledged. */
const WRITER = `
import pg from 'pg'
const client = new pg.Client({ connectionString: process.env.URL })
client.on('error', () => process.exit(1))
await client.connect()
for (let i = 0; ; i++) {
  const name = process.env.ROUND + '-' + i
  await client.query('BEGIN')
  const { rows } = await client.query('INSERT INTO vpc (name) VALUES ($1) RETURNING id', [name])
  await client.query("INSERT INTO change (actor, verb, subject, vpc_id) VALUES ('test', 'create-vpc', $1, $2)", [name, rows[0].id])
  await client.query('COMMIT')
  process.stdout.write(name + '\\n')
}`

describe('a database that is killed', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-durable-'))
  chmodSync(folder, 0o755)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it(`keeps every acknowledged write and no half of one, over ${ROUNDS} kills`, { timeout: 300_000 }, async () => {
    const server = process.env.DATABASE_URL
    delete process.env.DATABASE_URL // this test is about the embedded one
    const acknowledged = new Set<string>()
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const database = await openDatabase(folder)
        if (round === 0) await migrate(database.url)
        await verify(database.url, acknowledged)
        const writer = spawn(process.execPath, ['--input-type=module', '-e', WRITER], {
          cwd: path.resolve(import.meta.dirname, '../..'),
          env: { ...process.env, URL: database.url, ROUND: `r${round}` },
          stdio: ['ignore', 'pipe', 'ignore'],
        })
        writer.stdout?.on('data', (chunk) => {
          const lines = `${held.get(writer) ?? ''}${chunk}`.split('\n')
          held.set(writer, lines.pop() ?? '')
          for (const line of lines) acknowledged.add(line)
        })
        // From the first acknowledged write on, so that a slow machine is killed while it writes as well.
        await new Promise((resolve) => writer.stdout?.once('data', resolve))
        await pause(Math.random() * 600)
        const victims = [database.pid(), writer.pid].sort(() => Math.random() - 0.5)
        for (const pid of victims) if (pid) process.kill(pid, 'SIGKILL')
        await new Promise((resolve) => writer.once('close', resolve))
        await database.stop()
      }
      const database = await openDatabase(folder)
      await verify(database.url, acknowledged)
      await database.stop()
      expect(acknowledged.size).toBeGreaterThan(ROUNDS)
    } finally {
      if (server) process.env.DATABASE_URL = server
    }
  })
})

const held = new Map<ChildProcess, string>()

async function verify(url: string, acknowledged: ReadonlySet<string>): Promise<void> {
  const client = await connect(url)
  const { rows } = await client.query<{ name: string; logged: number }>(
    'SELECT v.name, (SELECT count(*)::int FROM change c WHERE c.vpc_id = v.id) AS logged FROM vpc v',
  )
  const { rows: orphans } = await client.query(
    'SELECT 1 FROM change c WHERE NOT EXISTS (SELECT 1 FROM vpc v WHERE v.id = c.vpc_id)',
  )
  await client.end()
  const stored = new Set(rows.map((row) => row.name))
  expect([...acknowledged].filter((name) => !stored.has(name))).toEqual([])
  expect(rows.filter((row) => row.logged !== 1)).toEqual([])
  expect(orphans).toEqual([])
}
