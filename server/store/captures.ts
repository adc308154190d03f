import type { EvidenceSource } from '../../core/guest/evidence-source'
import type { Intent } from '../../core/guest/intent'
import type { Neighbour } from '../../core/guest/neighbour'
import type { CaptureToApply } from './claims'
import type { Sql } from './database'

/** A capture of a guest as it is kept: what its parser made of it stands in `value`, by kind. */
export type CaptureOfGuest = CaptureToApply & {
  readonly format: string
  readonly origin: string
  readonly value: {
    readonly neighbours?: readonly Neighbour[]
    readonly intent?: Pick<Intent, 'addresses'>
  }
}

export type CaptureDraft = {
  readonly hash: Buffer
  readonly firstLine: number
  readonly lastLine: number
  readonly kind: string
  readonly format: string
  readonly command: string | null
  readonly hostname: string | null
  readonly origin: string
  readonly guestId: number | null
  readonly vpcId: number
  readonly capturedAt: Date
  readonly source: string
  readonly trust: EvidenceSource
  readonly value: unknown
}

/** PostgreSQL holds no zero character and no half of a surrogate pair; the text itself is kept as bytes. */
const storable = (text: string): string => text.replace(/\p{Surrogate}|\0/gu, '\ufffd')

const SAME = `hash = $1 AND first_line = $2 AND last_line = $3 AND format = $5 AND coalesce(guest_id, 0) = coalesce($9::int, 0) AND coalesce(vpc_id, 0) = coalesce($10::int, 0)
  AND withdrawn_at IS NULL AND source_kind <> 'agent'`

/**
 * Keeps one piece of evidence; null when the very same piece of the same guest (or VPC) is kept already and the guest has
 * said nothing else since. Said again after something else, it is new: an address may be back where it was.
 */
export async function saveCapture(sql: Sql, draft: CaptureDraft): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>(
    `INSERT INTO capture (hash, first_line, last_line, kind, format, command, hostname, origin, guest_id, vpc_id, source, source_kind, source_rank, captured_at, value, repetition)
     SELECT $1::bytea, $2::int, $3::int, $4::text, $5::text, $6::text, $7::text, $8::text, $9::int, $10::int, $11::text, $12::text, $13::int, $14::timestamptz, $15::json, coalesce((
       SELECT s.repetition + CASE WHEN EXISTS (
           SELECT 1 FROM capture c WHERE c.guest_id = $9 AND c.kind IN ('capture', 'event') AND c.withdrawn_at IS NULL AND c.hash <> $1
              AND c.captured_at > s.captured_at AND c.captured_at < $14) THEN 1 ELSE 0 END
         FROM capture s WHERE ${SAME} ORDER BY s.repetition DESC LIMIT 1), 0)
     ON CONFLICT (hash, first_line, last_line, format, (coalesce(guest_id, 0)), (coalesce(vpc_id, 0)), repetition) WHERE withdrawn_at IS NULL AND source_kind <> 'agent' DO NOTHING RETURNING id`,
    [
      draft.hash,
      draft.firstLine,
      draft.lastLine,
      draft.kind,
      draft.format,
      draft.command && storable(draft.command),
      draft.hostname && storable(draft.hostname),
      storable(draft.origin),
      draft.guestId,
      draft.vpcId,
      draft.source,
      draft.trust.kind,
      draft.trust.rank,
      draft.capturedAt,
      JSON.stringify(draft.value, (_, value: unknown) => (typeof value === 'string' ? storable(value) : value)),
    ],
  )
  return rows[0]?.id ?? null
}
