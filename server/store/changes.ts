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
  readonly stage?: string
  readonly plan?: unknown
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))

/** Appends to the log of changes; answers its number. */
export async function appendChange(sql: Sql, draft: ChangeDraft): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    `INSERT INTO change (actor, verb, subject, vpc_id, address, finding_id, before, after, why, state, stage, plan)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
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
      draft.stage ?? null,
      json(draft.plan),
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

export type ChangeState = 'applying' | 'unfinished' | 'done' | 'failed' | 'rolled-back'
/** Where a change is: `stage` names in words what has happened of one that is not at its end. */
export type ChangeProgress = {
  readonly state: ChangeState
  readonly stage?: string | null
  readonly steps: readonly ChangeStep[]
  readonly plan?: unknown
  readonly receipt?: unknown
}

/** Records progress, and in the end the receipt, of a change that is not at its end. What is not given stays. */
export async function updateChange(sql: Sql, id: number, to: ChangeProgress): Promise<void> {
  await sql.query(
    'UPDATE change SET state = $2, stage = $3, steps = $4, plan = coalesce($5, plan), receipt = coalesce($6, receipt) WHERE id = $1',
    [id, to.state, to.stage ?? null, JSON.stringify(to.steps), json(to.plan), json(to.receipt)],
  )
}

export type StoredChange = {
  readonly id: number
  readonly subject: string
  readonly verb: string
  readonly state: ChangeState
  readonly stage: string | null
  readonly steps: readonly ChangeStep[]
  readonly plan: unknown
}

export async function getChange(sql: Sql, id: number): Promise<StoredChange | null> {
  const { rows } = await sql.query<StoredChange>(
    'SELECT id, subject, verb, state, stage, steps, plan FROM change WHERE id = $1',
    [id],
  )
  return rows[0] ?? null
}

/** Changes of fabrics that are not at their end, oldest first. */
export async function listUnderWay(sql: Sql): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>(
    "SELECT id FROM change WHERE state = 'applying' AND plan IS NOT NULL ORDER BY id LIMIT 100",
  )
  return rows.map((row) => row.id)
}
