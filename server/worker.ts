import PgBoss from 'pg-boss'
import { LIMITS } from '../core/audit/standing-table'
import { SYSTEM } from './actor'
import { env } from './env'
import { log } from './log'
import { workImport } from './operations/evidence/import/work-import'
import { syncFabric } from './operations/fabric/sync-fabric'
import { expireEvidence } from './store/audit/audit'
import { pool } from './store/database'
import { reopenExpired } from './store/findings'
import { deleteImports } from './store/imports'

/** The process beside the web server that runs what runs by itself: fabrics are read, evidence grows old, pauses end. */
const SYNC_SECONDS = 15
const boss = new PgBoss({ connectionString: env().DATABASE_URL, schema: 'pgboss', max: 3 })
boss.on('error', (error) => log.warn({ err: error.message }, 'queue'))

async function syncAll(): Promise<void> {
  const { rows } = await pool().query<{ id: number; name: string }>(
    "SELECT id, name FROM fabric WHERE kind <> 'export' ORDER BY id",
  )
  for (const fabric of rows) {
    const result = await syncFabric({ fabricId: fabric.id }, SYSTEM)
    if (!result.ok) log.warn({ fabric: fabric.name, kind: result.error.kind }, 'fabric not read')
  }
}

await boss.start()
for (const queue of ['expire-evidence', 'end-pauses', 'forget-drafts']) await boss.createQueue(queue)
await boss.work(
  'expire-evidence',
  async () => void (await expireEvidence({ now: new Date(), actor: SYSTEM.name }, LIMITS.evidenceHours)),
)
await boss.work('end-pauses', async () => void (await reopenExpired(pool(), new Date())))
await boss.schedule('expire-evidence', '* * * * *')
await boss.work('forget-drafts', async () => void (await deleteImports(pool(), null)))
await boss.schedule('end-pauses', '* * * * *')
await boss.schedule('forget-drafts', '17 * * * *')

let isStopping = false
const rest = () => new Promise((resolve) => setTimeout(resolve, SYNC_SECONDS * 1000))
const loop = async () => {
  while (!isStopping) {
    await syncAll().catch((error: Error) => log.warn({ err: error.message }, 'sync'))
    await rest()
  }
}
void loop()

/** Imports too large to be read while somebody waits; the page that shows one asks how far it is. */
const IMPORT_MS = 500
const importLoop = async () => {
  while (!isStopping) {
    const worked = await workImport(null).catch((error: Error) => {
      log.warn({ err: error.message }, 'import')
      return false
    })
    if (!worked) await new Promise((resolve) => setTimeout(resolve, IMPORT_MS))
  }
}
void importLoop()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    isStopping = true
    void boss.stop({ graceful: true, timeout: 3000 }).then(() => process.exit(0))
  })
