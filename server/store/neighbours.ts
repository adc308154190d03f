import type { Neighbour } from '../../core/guest/neighbour'
import type { CaptureOfGuest } from './captures'
import type { Sql } from './database'

/** Remembers whom a guest's neighbour table names, the latest word for each address. */
export async function applyNeighbours(
  sql: Sql,
  capture: CaptureOfGuest,
  neighbours: readonly Neighbour[],
): Promise<void> {
  const rows = new Map(
    neighbours.flatMap(({ address, mac, dev, state, span }) =>
      address === null ? [] : [[address, { address, mac, dev, state, span_start: span.start, span_end: span.end }]],
    ),
  )
  await sql.query(
    `INSERT INTO neighbour AS n (guest_id, vpc_id, capture_id, seen_at, address, mac, dev, state, span_start, span_end)
     SELECT $1, $2, $3, $4, t.* FROM jsonb_to_recordset($5::jsonb) AS t(address inet, mac text, dev text, state text, span_start int, span_end int)
     ON CONFLICT (guest_id, address) DO UPDATE SET vpc_id = excluded.vpc_id, capture_id = excluded.capture_id, seen_at = excluded.seen_at, mac = excluded.mac,
       dev = excluded.dev, state = excluded.state, span_start = excluded.span_start, span_end = excluded.span_end WHERE n.seen_at <= excluded.seen_at`,
    [capture.guestId, capture.vpcId, capture.captureId, capture.capturedAt, JSON.stringify([...rows.values()])],
  )
}
