import { readFileSync } from 'node:fs'
import { SYSTEM } from '../actor'
import { env } from '../env'
import { ingestInput, ingestTranscript } from '../operations/evidence/ingest-transcript'
import { syncFabric } from '../operations/fabric/sync-fabric'
import { pool } from '../store/database'
import { createFabric } from '../store/fabrics'
import { DEMO_COUNTERS, DEMO_FABRIC, DEMO_SNAPSHOT } from './demo-world'

/** Loads the founding incident: its fabric, and the transcript up to the moment before the author removed the address. */
async function loadDemo(): Promise<void> {
  const { rows } = await pool().query(
    'SELECT 1 FROM vpc UNION ALL SELECT 1 FROM fabric UNION ALL SELECT 1 FROM change LIMIT 1',
  )
  if (process.argv.includes('--if-empty') && rows.length > 0) return
  const endpoint = env().ROLLCALL_SIM_URL
  if (!endpoint) throw new Error('ROLLCALL_SIM_URL is not set: the demo needs the simulated fabric')
  const seeded = await fetch(`${endpoint}/fabrics/${DEMO_FABRIC}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${env().ROLLCALL_SIM_TOKEN ?? ''}` },
    body: JSON.stringify({ snapshot: DEMO_SNAPSHOT, counters: DEMO_COUNTERS }),
  })
  if (!seeded.ok) throw new Error(`the simulated fabric answered ${seeded.status}`)
  const fabricId = await createFabric(pool(), {
    name: DEMO_FABRIC,
    kind: 'simulated',
    endpoint,
    secretName: 'ROLLCALL_SIM_TOKEN',
  })
  const synced = await syncFabric({ fabricId }, SYSTEM)
  if (!synced.ok) throw new Error(JSON.stringify(synced.error))
  await pool().query('UPDATE vpc SET is_demo = true WHERE id = ANY($1)', [synced.value.vpcIds])
  const text = readFileSync('prisma/seed/founding-incident.md', 'utf8')
  const ingested = await ingestTranscript(
    ingestInput.parse({ text, untilLine: 112, source: 'founding incident' }),
    SYSTEM,
  )
  if (!ingested.ok) throw new Error(JSON.stringify(ingested.error))
}

await loadDemo()
await pool().end()
