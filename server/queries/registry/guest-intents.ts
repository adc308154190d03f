import 'server-only'
import { pool } from '../../store/database'

/** An address that configuration says a guest should hold. */
export type GuestIntent = {
  readonly id: number
  readonly address: string
  readonly role: 'static' | 'vip' | 'planned'
  readonly nic: string | null // null: the text does not say on which of several
  readonly group: string | null
  readonly format: string
  readonly origin: string
  readonly captureId: number
  readonly at: string
  readonly until: string | null // since when a newer text no longer says so
  readonly isAllowed: boolean | null // null: the registry does not say
  readonly configured: string | null
}

const INTENTS_MAX = 100

/** What configuration says that a guest should hold: now, and what an earlier text said. */
export async function listGuestIntents(guestId: number): Promise<GuestIntent[]> {
  const { rows } = await pool().query(
    `SELECT i.id, abbrev(i.address) AS address, i.role, n.name AS nic, i.group_name AS "group", i.format, i.origin, i.capture_id AS "captureId", i.valid_from AS at, i.valid_to AS until,
            CASE WHEN i.nic_id IS NULL OR i.is_pool THEN NULL
                 WHEN EXISTS (SELECT 1 FROM registration r WHERE r.nic_id = i.nic_id AND r.valid_to IS NULL AND r.address >>= i.address) THEN true
                 WHEN n.is_registry_whole THEN false END AS "isAllowed",
            (SELECT s.configured FROM standing s WHERE s.nic_id = i.nic_id AND s.address = i.address) AS configured
       FROM intent i LEFT JOIN nic n ON n.id = i.nic_id WHERE i.guest_id = $1 ORDER BY i.valid_to IS NOT NULL, i.valid_to DESC, i.address, i.id LIMIT $2`,
    [guestId, INTENTS_MAX],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), until: row.until?.toISOString() ?? null }))
}
