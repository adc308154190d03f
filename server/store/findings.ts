import type { Sql } from './database'

/** Acknowledges open findings until a time (or for good); answers which were open. */
export async function acknowledge(
  sql: Sql,
  ids: readonly number[],
  actor: string,
  why: string,
  until: Date | null,
  now: Date,
): Promise<number[]> {
  const { rows } = await sql.query<{ id: number; nic_id: number | null; address: string | null }>(
    `UPDATE finding SET state = 'acknowledged', acknowledged_by = $2, acknowledged_why = $3, acknowledged_until = $4
      WHERE id = ANY($1) AND state = 'open' RETURNING id, nic_id, address`,
    [ids, actor, why, until],
  )
  await noteStates(
    sql,
    rows.map((row) => row.id),
    'acknowledged',
    actor,
    why,
    now,
  )
  return rows.map((row) => row.id)
}

/** Findings whose acknowledgement has run out are open again. */
export async function reopenExpired(sql: Sql, now: Date): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    `UPDATE finding SET state = 'open', acknowledged_by = NULL, acknowledged_why = NULL, acknowledged_until = NULL
      WHERE state = 'acknowledged' AND acknowledged_until <= $1 RETURNING id`,
    [now],
  )
  await noteStates(
    sql,
    rows.map((row) => row.id),
    'open',
    'rollcall',
    'the acknowledgement ran out',
    now,
  )
  return rows.length
}

async function noteStates(
  sql: Sql,
  ids: readonly number[],
  state: string,
  actor: string,
  note: string,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  await sql.query(
    'INSERT INTO finding_event (finding_id, at, state, actor, note) SELECT unnest($1::int[]), $2, $3, $4, $5',
    [ids, now, state, actor, note],
  )
  await sql.query(
    `UPDATE standing s SET severity = coalesce((SELECT max(f.severity) FROM finding f WHERE f.nic_id = s.nic_id AND f.address = s.address AND f.state = 'open'), 0)
      WHERE (s.nic_id, s.address) IN (SELECT nic_id, address FROM finding WHERE id = ANY($1) AND nic_id IS NOT NULL)`,
    [ids],
  )
}
