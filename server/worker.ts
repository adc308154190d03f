import PgBoss from 'pg-boss'
import { LIMITS } from '../core/audit/standing-table'
import { closeFabrics } from '../fabrics/catalogue'
import { SYSTEM } from './actor'
import { env } from './env'
import { FabricFollower } from './jobs/follow-fabrics'
import { log } from './log'
import { workImport } from './operations/evidence/import/work-import'
import { evaluatePassing } from './operations/fabric/evaluate-passing'
import { settleChanges } from './operations/fix/finish-change'
import { auditAll, expireEvidence } from './store/audit/audit'
import { pool, transaction } from './store/database'
import { reopenExpired } from './store/findings'
import { deleteImports } from './store/imports'

/** The process beside the web server that runs what runs by itself: fabrics are read, evidence grows old, pauses end. */
const boss = new PgBoss({ connectionString: env().DATABASE_URL, schema: 'pgboss', max: 3 })
const QUEUES_LOCK = 7_215
boss.on('error', (error) => log.warn({ err: error.message }, 'queue'))

await boss.start()
// Two workers that make the same queue at the same moment would deadlock: one after the other.
await transaction(async (sql) => {
  await sql.query('SELECT pg_advisory_xact_lock($1, 0)', [QUEUES_LOCK])
  for (const queue of ['expire-evidence', 'end-pauses', 'forget-drafts', 'audit-all', 'settle-changes'])
    await boss.createQueue(queue)
})
await boss.work(
  'expire-evidence',
  async () => void (await expireEvidence({ now: new Date(), actor: SYSTEM.name }, LIMITS.evidenceHours)),
)
await boss.work('end-pauses', async () => void (await reopenExpired(pool(), new Date())))
await boss.schedule('expire-evidence', '* * * * *')
await boss.work('forget-drafts', async () => void (await deleteImports(pool(), null)))
// What no evidence brings about, days that pass without use among it.
await boss.work('audit-all', async () => void (await auditAll({ now: new Date(), actor: SYSTEM.name })))
await boss.schedule('audit-all', '23 3 * * *')
// Changes whose process died.
await boss.work('settle-changes', async () => settleChanges(SYSTEM))
await boss.schedule('settle-changes', '* * * * *')
await boss.schedule('end-pauses', '* * * * *')
await boss.schedule('forget-drafts', '17 * * * *')

let isStopping = false
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

/** As whom interfaces may speak, wherever rules are new. */
const PASSING_MS = 5000
const passingLoop = async () => {
  while (!isStopping) {
    const count = await evaluatePassing(SYSTEM).catch((error: Error) => {
      log.warn({ err: error.message }, 'who may speak')
      return 0
    })
    if (count === 0) await new Promise((resolve) => setTimeout(resolve, PASSING_MS))
  }
}
void passingLoop()

const follower = new FabricFollower()
void follower.run()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    isStopping = true
    void Promise.all([follower.stop(), closeFabrics(), boss.stop({ graceful: true, timeout: 3000 })]).then(() =>
      process.exit(0),
    )
  })
