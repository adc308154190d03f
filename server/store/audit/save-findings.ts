import type { FindingDraft } from '../../../core/audit/facts'
import type { Sql } from '../database'
import type { AuditContext, Scope } from './scope'

const MANY = 1000 // rows after which the planner should look at a table again

/** Opens a table for what the rules state in this audit; it is dropped with the transaction. */
export async function openDrafts(sql: Sql): Promise<void> {
  await sql.query(
    `CREATE TEMP TABLE IF NOT EXISTS draft (rule text, key text, severity smallint, vpc_id int, nic_id int, guest_id int, havip_id int, address inet, cause text, data jsonb,
       PRIMARY KEY (rule, key)) ON COMMIT DROP`,
  )
  await sql.query('TRUNCATE draft')
}

export async function addDrafts(sql: Sql, drafts: readonly FindingDraft[]): Promise<void> {
  if (drafts.length === 0) return
  const rows = drafts.map(({ vpcId, nicId, guestId, havipId, ...draft }) => ({
    ...draft,
    vpc_id: vpcId,
    nic_id: nicId,
    guest_id: guestId,
    havip_id: havipId,
  }))
  await sql.query(
    `INSERT INTO draft SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS t(rule text, key text, severity smallint, vpc_id int, nic_id int, guest_id int, havip_id int, address inet, cause text, data jsonb)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  )
}

export type FindingChanges = { readonly opened: number; readonly reopened: number; readonly resolved: number }

/**
 * Makes the stored findings agree with the drafts: new ones open, resolved ones that are back reopen, those not stated
 * any more resolve. Neither silence nor age resolves: a finding whose evidence went stale stays as it is.
 */
export async function saveFindings(sql: Sql, scope: Scope, context: AuditContext): Promise<FindingChanges> {
  const event = (state: string) =>
    `INSERT INTO finding_event (finding_id, at, state, actor) SELECT id, $1, '${state}', $2 FROM`
  await sql.query('ANALYZE draft (rule, key)') // or thousands of drafts are taken for a few, and met one by one
  await sql.query(
    `UPDATE finding f SET severity = d.severity, cause = d.cause, data = d.data, last_seen_at = $1 FROM draft d
      WHERE f.rule = d.rule AND f.key = d.key AND f.state <> 'resolved' AND (f.severity, f.cause, f.data) IS DISTINCT FROM (d.severity, d.cause, d.data)`,
    [context.now],
  )
  const reopened = await sql.query(
    `WITH back AS (
       UPDATE finding f SET state = 'open', resolved_at = NULL, resolved_by = NULL, reopened = f.reopened + 1, severity = d.severity, cause = d.cause, data = d.data, last_seen_at = $1,
              acknowledged_by = NULL, acknowledged_why = NULL, acknowledged_until = NULL
         FROM draft d
        WHERE f.id = (SELECT id FROM finding o WHERE o.rule = d.rule AND o.key = d.key AND o.state = 'resolved' ORDER BY o.resolved_at DESC, o.id DESC LIMIT 1)
          AND NOT EXISTS (SELECT 1 FROM finding l WHERE l.rule = d.rule AND l.key = d.key AND l.state <> 'resolved')
       RETURNING f.id)
     ${event('reopened')} back`,
    [context.now, context.actor],
  )
  // Sorted, so that all of it is read before the first is written: a first audit would look through its own findings.
  const opened = await sql.query(
    `INSERT INTO finding (rule, key, severity, state, vpc_id, nic_id, guest_id, havip_id, address, cause, data, opened_at, last_seen_at)
     SELECT d.rule, d.key, d.severity, 'open', d.vpc_id, d.nic_id, d.guest_id, d.havip_id, d.address, d.cause, d.data, $1, $1 FROM draft d
      WHERE NOT EXISTS (SELECT 1 FROM finding l WHERE l.rule = d.rule AND l.key = d.key AND l.state <> 'resolved')
      ORDER BY d.rule, d.key`,
    [context.now],
  )
  // Before the events refer to them: a plan made for an empty table would look through it once an event.
  if ((opened.rowCount ?? 0) > MANY) await sql.query('ANALYZE finding (rule, key, state, nic_id, address)')
  await sql.query(
    `${event('open')} (
       SELECT f.id FROM draft d JOIN finding f ON f.rule = d.rule AND f.key = d.key AND f.state <> 'resolved'
        WHERE NOT EXISTS (SELECT 1 FROM finding_event e WHERE e.finding_id = f.id)) fresh`,
    [context.now, context.actor],
  )
  const resolved = await sql.query(
    `WITH ended AS (
       UPDATE finding f SET state = 'resolved', resolved_at = $1, resolved_by = $3
        WHERE f.state <> 'resolved' AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.rule = f.rule AND d.key = f.key)
          AND ($4::int[] IS NULL OR f.nic_id = ANY($4) OR (f.nic_id IS NULL AND (f.guest_id = ANY($5::int[])
               OR f.havip_id IN (SELECT havip_id FROM havip_member WHERE nic_id = ANY($4)) OR (f.havip_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM havip h WHERE h.id = f.havip_id)))))
          AND NOT EXISTS (SELECT 1 FROM standing s WHERE s.nic_id = f.nic_id AND s.address = f.address AND s.last_seen AND (s.registered = 'no' OR f.rule <> 'unregistered'))
       RETURNING f.id)
     ${event('resolved')} ended`,
    [context.now, context.actor, context.changeId ?? null, scope.nicIds, scope.guestIds],
  )
  const within = scope.nicIds === null ? '$1::int[] IS NULL' : 'nic_id = ANY($1)'
  await sql.query(
    `UPDATE standing s SET severity = t.worst FROM (
       SELECT nic_id, address, coalesce(w.worst, 0) AS worst
         FROM (SELECT nic_id, address, max(severity) AS worst FROM finding WHERE state = 'open' AND nic_id IS NOT NULL AND ${within} GROUP BY nic_id, address) w
         FULL JOIN (SELECT nic_id, address, severity FROM standing WHERE severity > 0 AND ${within}) x USING (nic_id, address)
        WHERE coalesce(w.worst, 0) <> coalesce(x.severity, 0)) t
      WHERE s.nic_id = t.nic_id AND s.address = t.address`,
    [scope.nicIds],
  )
  return { opened: opened.rowCount ?? 0, reopened: reopened.rowCount ?? 0, resolved: resolved.rowCount ?? 0 }
}
