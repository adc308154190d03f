import type { HaVipFacts, InterfaceFacts, PairFacts, SilentGuestFacts } from '../../../core/audit/facts'
import { HAVIP_RULES, PAIR_RULES } from '../../../core/audit/rules/all'
import { judgeFirewall } from '../../../core/audit/rules/guest-firewall-drops'
import { judgeIntended } from '../../../core/audit/rules/intended-not-allowed'
import { judgeFilterOff, judgeGivenNotAllowed, judgeWidePairs } from '../../../core/audit/rules/interface-rules'
import { judgeStaleEvidence } from '../../../core/audit/rules/stale-evidence'
import { judgeTooWide, type PassingFacts } from '../../../core/audit/rules/too-wide'
import { judgeUnknownInterface } from '../../../core/audit/rules/unknown-interface'
import { judgeVrrp } from '../../../core/audit/rules/vrrp-multicast'
import { type Sql, transaction } from '../database'
import { loadPassing } from '../passing'
import { judgePairs, loadStandingTable } from './judge-pairs'
import {
  collectCandidates,
  loadCandidates,
  loadHaVips,
  loadIntended,
  loadInterfaces,
  loadLooseClaims,
  loadSilentGuests,
} from './load-facts'
import { loadFirewalls } from './load-firewalls'
import { loadVrrp } from './load-vrrp'
import { addDrafts, type FindingChanges, openDrafts, saveFindings } from './save-findings'
import { type AuditContext, lockVpcs, type Scope, type Touched, widenScope } from './scope'

const BATCH = 2000
const FIREWALL_BATCH = 100 // a listing may have thousands of rules

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
    await sql.query("SET LOCAL maintenance_work_mem = '256MB'")
    await sql.query('SET LOCAL parallel_tuple_cost = 0') // the planner takes all that is compared for what comes out
    return auditScope(sql, { nicIds: null, guestIds: null }, context)
  })
}

async function auditScope(sql: Sql, scope: Scope, context: AuditContext): Promise<AuditOutcome> {
  await loadStandingTable(sql)
  const pairsChanged = await judgePairs(sql, scope, context)
  await openDrafts(sql)
  await collectCandidates(sql, scope, context)
  await inBatches(
    (last: PairFacts | null) => loadCandidates(sql, context, last, BATCH),
    (facts) =>
      addDrafts(
        sql,
        facts.flatMap((pair) => PAIR_RULES.flatMap((rule) => rule.judge(pair) ?? [])),
      ),
  )
  await inBatches(
    (last: PassingFacts | null) => loadPassing(sql, scope, last?.nicId ?? 0, BATCH),
    (facts) =>
      addDrafts(
        sql,
        facts.flatMap((nic) => judgeTooWide(nic) ?? []),
      ),
  )
  await inBatches(
    (last: HaVipFacts | null) => loadHaVips(sql, scope, context, last?.havipId ?? 0, BATCH),
    (facts) =>
      addDrafts(
        sql,
        facts.flatMap((havip) => HAVIP_RULES.flatMap((rule) => rule.judge(havip))),
      ),
  )
  await inBatches(
    (last: InterfaceFacts | null) => loadInterfaces(sql, scope, last?.nicId ?? 0, BATCH),
    (facts) =>
      addDrafts(
        sql,
        facts.flatMap((one) => [judgeFilterOff(one) ?? [], judgeWidePairs(one), judgeGivenNotAllowed(one)].flat()),
      ),
  )
  await inBatches(
    (last: { readonly claimId: number } | null) => loadLooseClaims(sql, scope, last?.claimId ?? 0, BATCH),
    (facts) =>
      addDrafts(
        sql,
        facts.flatMap((claim) => judgeUnknownInterface(claim) ?? []),
      ),
  )
  await inBatches(
    (last: { readonly intentId: number } | null) => loadIntended(sql, scope, last?.intentId ?? 0, BATCH),
    (facts) => addDrafts(sql, facts.map(judgeIntended)),
  )
  await inBatches(
    (last: { readonly captureId: number } | null) => loadFirewalls(sql, scope, last?.captureId ?? 0, FIREWALL_BATCH),
    (facts) => addDrafts(sql, facts.flatMap(judgeFirewall)),
    FIREWALL_BATCH,
  )
  await inBatches(
    (last: { readonly captureId: number } | null) => loadVrrp(sql, scope, last?.captureId ?? 0, BATCH),
    (facts) => addDrafts(sql, facts.flatMap(judgeVrrp)),
  )
  await inBatches(
    (last: SilentGuestFacts | null) => loadSilentGuests(sql, scope, context, last?.guestId ?? 0, BATCH),
    (facts) => addDrafts(sql, facts.map(judgeStaleEvidence)),
  )
  return { pairsChanged, ...(await saveFindings(sql, scope, context)) }
}

/** Loads and hands on a batch at a time, each after the last row of the one before, so that no table is held in memory. */
async function inBatches<T>(
  load: (last: T | null) => Promise<T[]>,
  take: (batch: readonly T[]) => Promise<void>,
  size = BATCH,
): Promise<void> {
  let last: T | null = null
  for (;;) {
    const batch: T[] = await load(last)
    await take(batch)
    last = batch.at(-1) ?? null
    if (batch.length < size) return
  }
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
