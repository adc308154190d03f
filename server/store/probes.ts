import type { ProbeAnswer } from '../../core/openflow/probe-address'
import type { Sql } from './database'

/** Replaces what is known of "programmed" for one interface. */
export async function saveProbes(
  sql: Sql,
  nicId: number,
  dumpId: number,
  answers: readonly (ProbeAnswer & { readonly address: string })[],
  now: Date,
): Promise<void> {
  await sql.query('DELETE FROM probe WHERE nic_id = $1 AND NOT address = ANY($2::inet[])', [
    nicId,
    answers.map((one) => one.address),
  ])
  await sql.query(
    `INSERT INTO probe AS p (nic_id, address, answer, reason, is_policy, detail, dump_id, evaluated_at)
     SELECT $1, t.address, t.answer, t.reason, t."isPolicy", t.probes, $2, $3
       FROM jsonb_to_recordset($4::jsonb) AS t(address inet, answer text, reason text, "isPolicy" boolean, probes jsonb)
     ON CONFLICT (nic_id, address) DO UPDATE SET answer = excluded.answer, reason = excluded.reason, is_policy = excluded.is_policy,
       detail = excluded.detail, dump_id = excluded.dump_id, evaluated_at = excluded.evaluated_at`,
    [nicId, dumpId, now, JSON.stringify(answers)],
  )
}

/** Of interfaces whose host has no rules that can be evaluated nothing is known: neither what passes nor as whom they speak. */
export async function forgetEvaluated(sql: Sql, nicIds: readonly number[]): Promise<void> {
  await sql.query('DELETE FROM probe WHERE nic_id = ANY($1)', [nicIds])
  await sql.query('DELETE FROM passing WHERE nic_id = ANY($1)', [nicIds])
  await sql.query('UPDATE nic SET passing_of = NULL WHERE id = ANY($1) AND passing_of IS NOT NULL', [nicIds])
}
