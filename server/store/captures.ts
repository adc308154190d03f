import type { Section } from '../../core/guest/transcript/parse-transcript'
import type { Sql } from './database'

export type CaptureDraft = {
  readonly hash: Buffer
  readonly section: Section
  readonly guest: { readonly guestId: number; readonly vpcId: number }
  readonly kind: string
  readonly capturedAt: Date
  readonly source: string
  readonly sourceKind: 'agent' | 'paste' | 'guest-agent' | 'lease' | 'arp'
  readonly sourceRank: number
  readonly value: unknown
}

/** Keeps one piece of evidence; null when the very same piece of the same guest is kept already. */
export async function saveCapture(sql: Sql, draft: CaptureDraft): Promise<number | null> {
  const { section, guest } = draft
  const { rows } = await sql.query<{ id: number }>(
    `INSERT INTO capture (hash, first_line, last_line, kind, format, command, hostname, guest_id, vpc_id, source, source_kind, source_rank, captured_at, value)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     ON CONFLICT (hash, first_line, last_line, format, (coalesce(guest_id, 0))) WHERE withdrawn_at IS NULL AND source_kind <> 'agent' DO NOTHING RETURNING id`,
    [
      draft.hash,
      section.firstLine,
      section.lastLine,
      draft.kind,
      section.content?.format ?? 'command',
      section.command,
      section.host,
      guest.guestId,
      guest.vpcId,
      draft.source,
      draft.sourceKind,
      draft.sourceRank,
      draft.capturedAt,
      JSON.stringify(draft.value),
    ],
  )
  return rows[0]?.id ?? null
}
