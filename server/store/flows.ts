import { readRuleText } from '../../core/openflow/formats/read-rule-text'
import { forgetBlobs, getBlob, saveBlob } from './blobs'
import type { Sql } from './database'

export type DumpDraft = {
  readonly hostId: number
  readonly bridge: string
  readonly text: string
  readonly takenAt: Date
  readonly source: string
}
export type SavedDump = {
  readonly dumpId: number
  readonly rules: number
  readonly problems: number
  readonly isNew: boolean
}

/** What a host did before is kept to compare with; of each bridge this many tables besides the current one. */
const KEPT_BEFORE = 12
const withoutAges = (text: string): string => text.replace(/(duration|idle_age|hard_age)=[\d.]+s?, ?/g, '')

/** Keeps a flow table as the current one of its bridge; a dozen from before stay. A table that differs only in ages is the same. */
export async function saveDump(sql: Sql, draft: DumpDraft): Promise<SavedDump> {
  const { rows: held } = await sql.query<{ id: number; hash: Buffer; rule_count: number; taken_at: Date }>(
    'SELECT id, hash, rule_count, taken_at FROM flow_dump WHERE host_id = $1 AND bridge = $2 AND is_current FOR UPDATE',
    [draft.hostId, draft.bridge],
  )
  const before = held[0]
  if (before && withoutAges(await getBlob(sql, before.hash)) === withoutAges(draft.text)) {
    await sql.query('UPDATE flow_dump SET taken_at = greatest(taken_at, $2) WHERE id = $1', [before.id, draft.takenAt])
    return { dumpId: before.id, rules: before.rule_count, problems: 0, isNew: false }
  }
  const { kind, rules, problems } = readRuleText(draft.text)
  const isCurrent = !before || before.taken_at <= draft.takenAt
  const hash = await saveBlob(sql, draft.text)
  if (before && isCurrent) {
    await sql.query('UPDATE flow_dump SET is_current = false WHERE id = $1', [before.id])
    const { rows: old } = await sql.query<{ hash: Buffer }>(
      `DELETE FROM flow_dump WHERE id IN (
         SELECT id FROM flow_dump WHERE host_id = $1 AND bridge = $2 ORDER BY taken_at DESC, id DESC OFFSET $3) RETURNING hash`,
      [draft.hostId, draft.bridge, KEPT_BEFORE],
    )
    await forgetBlobs(
      sql,
      old.map((row) => row.hash),
    )
  }
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO flow_dump (host_id, bridge, hash, taken_at, source, is_current, rule_count, problems, kind) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id',
    [
      draft.hostId,
      draft.bridge,
      hash,
      draft.takenAt,
      draft.source,
      isCurrent,
      rules.length,
      JSON.stringify(problems.slice(0, 100)),
      kind,
    ],
  )
  const dumpId = rows[0]?.id ?? 0
  return { dumpId, rules: rules.length, problems: problems.length, isNew: true }
}

/** Interfaces of guests placed on a host. */
export async function listNicsOnHost(sql: Sql, hostId: number): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>(
    'SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.host_id = $1',
    [hostId],
  )
  return rows.map((row) => row.id)
}
