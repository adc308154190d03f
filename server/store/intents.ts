import { bindIntended } from '../../core/guest/bind-link'
import type { Intent } from '../../core/guest/intent'
import type { CaptureOfGuest } from './captures'
import type { Sql } from './database'
import { listGuestNics } from './inventory'

/**
 * Stores what a configuration says that its guest should hold. A newer text of the same format and origin ends what it
 * no longer says; an older one is history from the start.
 */
export async function applyIntent(
  sql: Sql,
  capture: CaptureOfGuest,
  { addresses }: Pick<Intent, 'addresses'>,
): Promise<void> {
  const nics = await listGuestNics(sql, capture.guestId)
  const rows = addresses.map((one) => ({
    nic_id: bindIntended(nics, one)?.id ?? null,
    group_name: one.group,
    link: one.link,
    address: one.isPool && one.prefixLength !== null ? `${one.address}/${one.prefixLength}` : one.address,
    prefix_length: one.prefixLength,
    role: one.role,
    is_pool: one.isPool,
    span_start: one.span.start,
    span_end: one.span.end,
  }))
  const key = [capture.guestId, capture.format, capture.origin, capture.capturedAt]
  const { rows: newer } = await sql.query<{ at: Date | null }>(
    `SELECT min(captured_at) AS at FROM capture WHERE guest_id = $1 AND format = $2 AND origin = $3 AND captured_at > $4 AND kind = 'intent' AND withdrawn_at IS NULL`,
    key,
  )
  const until = newer[0]?.at ?? null
  await sql.query(
    'UPDATE intent SET valid_to = $4 WHERE guest_id = $1 AND format = $2 AND origin = $3 AND valid_to IS NULL AND valid_from <= $4 AND capture_id <> $5',
    [...key, capture.captureId],
  )
  await sql.query(
    `INSERT INTO intent (capture_id, vpc_id, guest_id, format, origin, valid_from, valid_to, last_seen_at, nic_id, group_name, link, address, prefix_length, role, is_pool, span_start, span_end)
     SELECT $5, $6, $1, $2, $3, $4, $7, $4, t.* FROM jsonb_to_recordset($8::jsonb)
       AS t(nic_id int, group_name text, link text, address inet, prefix_length smallint, role text, is_pool boolean, span_start int, span_end int)`,
    [...key, capture.captureId, capture.vpcId, until, JSON.stringify(rows)],
  )
}
