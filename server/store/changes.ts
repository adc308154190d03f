import type { Sql } from './database'

export type ChangeDraft = {
  readonly actor: string
  readonly verb: string
  readonly subject: string
  readonly vpcId?: number | null
  readonly address?: string | null
  readonly findingId?: number | null
  readonly before?: unknown
  readonly after?: unknown
  readonly why?: string
  readonly state?: 'applying' | 'done' | 'failed'
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))

/** Appends to the log of changes; answers its number. */
export async function appendChange(sql: Sql, draft: ChangeDraft): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    `INSERT INTO change (actor, verb, subject, vpc_id, address, finding_id, before, after, why, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
    [
      draft.actor,
      draft.verb,
      draft.subject,
      draft.vpcId ?? null,
      draft.address ?? null,
      draft.findingId ?? null,
      json(draft.before),
      json(draft.after),
      draft.why ?? '',
      draft.state ?? 'done',
    ],
  )
  return rows[0]?.id ?? 0
}

export type ChangeStep = {
  readonly name: string
  readonly state: 'done' | 'failed'
  readonly at: string
  readonly detail: string
}

/** Records progress, and in the end the receipt, of a change that is still applying. */
export async function updateChange(
  sql: Sql,
  id: number,
  state: 'applying' | 'done' | 'failed',
  steps: readonly ChangeStep[],
  receipt: unknown = null,
): Promise<void> {
  await sql.query('UPDATE change SET state = $2, steps = $3, receipt = $4 WHERE id = $1', [
    id,
    state,
    JSON.stringify(steps),
    json(receipt),
  ])
}
