import { HAVIP_RULES, PAIR_RULES } from '../../../core/audit/rules/all'
import { judgeStaleEvidence } from '../../../core/audit/rules/stale-evidence'
import { judgeUnknownInterface } from '../../../core/audit/rules/unknown-interface'
import { type Sql, transaction } from '../database'
import { judgePairs, loadStandingTable } from './judge-pairs'
import { loadCandidates, loadHaVips, loadLooseClaims, loadSilentGuests } from './load-facts'
import { addDrafts, type FindingChanges, openDrafts, saveFindings } from './save-findings'
import { type AuditContext, lockVpcs, type Scope, type Touched, widenScope } from './scope'

const BATCH = 2000

export type AuditOutcome = FindingChanges & { readonly pairsChanged: number }

/** Re-judges what was touched, and what that bears on, inside the caller's transaction: evidence and judgement commit together. */
export async function auditTouched(sql: Sql, touched: Touched, context: AuditContext): Promise<AuditOutcome> {
  return auditScope(sql, await widenScope(sql, touched), context)
}

/** Re-judges the whole world in one transaction, writing only differences. */
export async function auditAll(context: AuditContext): Promise<AuditOutcome> {
  return transaction(async (sql) => {
    const { rows } = await sql.query<{ id: number }>('SELECT id FROM vpc')
    await lockVpcs(
      sql,
      rows.map((row) => row.id),
    )
    await sql.query("SET LOCAL work_mem = '256MB'")
    return auditScope(sql, { nicIds: null, guestIds: null }, context)
  })
}

async function auditScope(sql: Sql, scope: Scope, context: AuditContext): Promise<AuditOutcome> {
  await loadStandingTable(sql)
  const pairsChanged = await judgePairs(sql, scope, context)
  await openDrafts(sql)
  let after: { nicId: number; address: string } | null = null
  for (;;) {
    const batch = await loadCandidates(sql, scope, context, after, BATCH)
    await addDrafts(
      sql,
      batch.flatMap((facts) => PAIR_RULES.flatMap((rule) => rule.judge(facts) ?? [])),
    )
    const last = batch.at(-1)
    if (batch.length < BATCH || !last) break
    after = { nicId: last.nicId, address: last.address }
  }
  const havips = await loadHaVips(sql, scope, context)
  await addDrafts(
    sql,
    havips.flatMap((facts) => HAVIP_RULES.flatMap((rule) => rule.judge(facts))),
  )
  await addDrafts(
    sql,
    (await loadLooseClaims(sql, scope)).flatMap((facts) => judgeUnknownInterface(facts) ?? []),
  )
  await addDrafts(sql, (await loadSilentGuests(sql, scope, context)).map(judgeStaleEvidence))
  return { pairsChanged, ...(await saveFindings(sql, scope, context)) }
}

/** Re-judges interfaces whose evidence passed its limit since it was judged; answers how many. */
export async function expireEvidence(context: AuditContext, hours: number): Promise<number> {
  return transaction(async (sql) => {
    const { rows } = await sql.query<{ nicId: number }>(
      `SELECT DISTINCT nic_id AS "nicId" FROM standing WHERE configured = 'yes' AND configured_at < $1::timestamptz - make_interval(hours => $2) LIMIT 10000`,
      [context.now, hours],
    )
    if (rows.length > 0) await auditTouched(sql, { nicIds: rows.map((row) => row.nicId) }, context)
    return rows.length
  })
}
