import type { CaptureOfGuest } from './captures'
import { applyCapture } from './claims'
import type { Sql } from './database'
import { applyIntent } from './intents'
import { applyNeighbours } from './neighbours'

/** Derives from a capture what its kind says: claims, neighbours or intent. Firewalls and probes are read where they lie. */
export async function applyEvidence(sql: Sql, capture: CaptureOfGuest): Promise<void> {
  const { links, event, neighbours, intent } = capture.value
  if (links || event) await applyCapture(sql, capture)
  if (neighbours) await applyNeighbours(sql, capture, neighbours)
  if (intent) await applyIntent(sql, capture, intent)
}

/** Forgets and derives again everything a guest's captures say, from those that still stand, in the order of their time. */
export async function rebuildGuest(sql: Sql, guestId: number): Promise<void> {
  for (const table of ['claim', 'neighbour', 'intent'])
    await sql.query(`DELETE FROM ${table} WHERE guest_id = $1`, [guestId])
  await sql.query('DELETE FROM listing WHERE nic_id IN (SELECT id FROM nic WHERE guest_id = $1)', [guestId])
  const { rows } = await sql.query<CaptureOfGuest>(
    `SELECT id AS "captureId", guest_id AS "guestId", vpc_id AS "vpcId", captured_at AS "capturedAt", source_rank AS "sourceRank", format, origin, value
       FROM capture WHERE guest_id = $1 AND withdrawn_at IS NULL AND kind IN ('capture', 'event', 'neigh', 'intent') ORDER BY captured_at, id`,
    [guestId],
  )
  for (const capture of rows) await applyEvidence(sql, capture)
}
