import 'server-only'
import type { GuestProbe } from '../../core/guest/capture'
import { findGuestDrop } from '../../core/guest/find-guest-drop'
import type { PacketFilter } from '../../core/guest/packet-filter'
import { splitLines } from '../../core/text/lines'
import { getBlob } from '../store/blobs'
import { pool } from '../store/database'

export type ClaimEvidence = {
  readonly captureId: number
  readonly command: string | null
  readonly source: string
  readonly capturedAt: string
  readonly text: string
  readonly marks: readonly { start: number; end: number; bad: boolean }[]
  readonly label: string | null
  readonly prefixLength: number | null
}
export type FindingPage = {
  readonly id: number
  readonly rule: string
  readonly severity: number
  readonly state: string
  readonly cause: string
  readonly data: Record<string, unknown>
  readonly openedAt: string
  readonly resolvedAt: string | null
  readonly resolvedBy: number | null
  readonly acknowledged: { readonly by: string; readonly why: string; readonly until: string | null } | null
  readonly nicId: number | null
  readonly address: string | null
  readonly vpc: {
    readonly id: number
    readonly name: string
    readonly fabric: string | null
    readonly revision: string | null
    readonly readAt: string | null
  } | null
  readonly pair: {
    readonly configured: 'yes' | 'no' | 'unknown'
    readonly registered: 'yes' | 'no' | 'unknown'
    readonly programmed: 'yes' | 'no' | 'unknown'
    readonly standing: string
    readonly lastSeen: boolean
  } | null
  readonly nic: {
    readonly name: string
    readonly mac: string
    readonly guestId: number
    readonly guest: string
    readonly hostId: number | null
    readonly host: string | null
    readonly cidr: string
  } | null
  readonly claim: ClaimEvidence | null
  readonly registrations: readonly { readonly address: string; readonly kind: string }[]
  readonly probe: {
    readonly answer: string
    readonly reason: string
    readonly isPolicy: boolean
    readonly takenAt: string
    readonly rule: string | null
    readonly bridge: string
    readonly ruleCount: number
  } | null
  /** What the guest's own filter does with the address; `drops` is null when only another guest's is known. */
  readonly firewall: {
    readonly drops: 'yes' | 'no' | 'unknown' | null
    readonly packets: string
    readonly reason: string
    readonly chains: readonly string[]
    readonly rules: number
    readonly isOpen: boolean
    readonly guest: string
    readonly at: string
  } | null
  readonly pings: readonly { readonly guest: string; readonly probe: GuestProbe; readonly at: string }[]
  readonly history: readonly { readonly at: string; readonly text: string; readonly href: string | null }[]
}

const iso = (value: Date | null | undefined): string | null => value?.toISOString() ?? null
const CONTEXT_LINES = 2

/** A finding with the evidence it rests on. Null: there is no such finding. */
export async function findFinding(id: number): Promise<FindingPage | null> {
  const sql = pool()
  const { rows } = await sql.query(
    `SELECT f.*, host(f.address) AS host_address, v.name AS vpc, v.id AS vpc_number, fb.name AS fabric, fb.revision, fb.read_at,
            s.configured, s.registered, s.programmed, s.standing, s.last_seen,
            n.name AS nic, n.mac, g.id AS guest_number, g.name AS guest, h.id AS host_id, h.name AS host, u.cidr::text AS cidr
       FROM finding f LEFT JOIN vpc v ON v.id = f.vpc_id LEFT JOIN fabric fb ON fb.id = v.fabric_id
       LEFT JOIN standing s ON s.nic_id = f.nic_id AND s.address = f.address
       LEFT JOIN nic n ON n.id = f.nic_id LEFT JOIN guest g ON g.id = n.guest_id LEFT JOIN host h ON h.id = g.host_id LEFT JOIN subnet u ON u.id = n.subnet_id
      WHERE f.id = $1`,
    [id],
  )
  const row = rows[0]
  if (!row) return null
  const pair = [row.nic_id, row.host_address]
  const [registrations, probe, firewall, pings, events, changes] = await Promise.all([
    sql.query(
      'SELECT CASE WHEN masklen(address) = CASE family(address) WHEN 4 THEN 32 ELSE 128 END THEN host(address) ELSE address::text END AS address, kind FROM registration WHERE nic_id = $1 AND valid_to IS NULL ORDER BY registration.address LIMIT 50',
      [row.nic_id],
    ),
    sql.query(
      `SELECT p.answer, p.reason, p.is_policy, p.detail, d.taken_at, d.bridge, d.rule_count, d.hash FROM probe p JOIN flow_dump d ON d.id = p.dump_id WHERE p.nic_id = $1 AND p.address = $2::inet`,
      pair,
    ),
    sql.query(
      `SELECT c.value, c.captured_at, c.turn, g.name
         FROM (SELECT * FROM (SELECT *, 1 AS turn FROM capture WHERE guest_id = $2 AND kind = 'firewall' AND jsonb_typeof(value->'chains') = 'array' AND withdrawn_at IS NULL ORDER BY captured_at DESC LIMIT 1) own
               UNION ALL SELECT * FROM (SELECT *, 2 AS turn FROM capture WHERE vpc_id = $1 AND kind = 'firewall' AND jsonb_typeof(value->'chains') = 'array' AND withdrawn_at IS NULL ORDER BY captured_at DESC LIMIT 1) other
               ORDER BY turn LIMIT 1) c JOIN guest g ON g.id = c.guest_id`,
      [row.vpc_id, row.guest_number],
    ),
    sql.query(
      "SELECT c.value, c.captured_at, g.name FROM capture c JOIN guest g ON g.id = c.guest_id WHERE c.vpc_id = $1 AND c.kind = 'probe' AND c.withdrawn_at IS NULL AND g.id IN (SELECT guest_id FROM nic WHERE subnet_id = (SELECT subnet_id FROM nic WHERE id = $2)) ORDER BY c.captured_at DESC LIMIT 20",
      [row.vpc_id, row.nic_id],
    ),
    sql.query('SELECT at, state, actor, note FROM finding_event WHERE finding_id = $1 ORDER BY at LIMIT 100', [id]),
    sql.query(
      'SELECT id, at, actor, verb, subject, state FROM change WHERE finding_id = $1 OR id = $2 ORDER BY at LIMIT 50',
      [id, row.resolved_by],
    ),
  ])
  const claim = row.nic_id === null ? null : await readClaim(row.nic_id, row.host_address)
  return {
    id,
    rule: row.rule,
    severity: row.severity,
    state: row.state,
    cause: row.cause,
    data: row.data,
    openedAt: row.opened_at.toISOString(),
    resolvedAt: iso(row.resolved_at),
    resolvedBy: row.resolved_by,
    acknowledged: row.acknowledged_by
      ? { by: row.acknowledged_by, why: row.acknowledged_why ?? '', until: iso(row.acknowledged_until) }
      : null,
    nicId: row.nic_id,
    address: row.host_address,
    vpc: row.vpc
      ? { id: row.vpc_number, name: row.vpc, fabric: row.fabric, revision: row.revision, readAt: iso(row.read_at) }
      : null,
    pair: row.standing
      ? {
          configured: row.configured,
          registered: row.registered,
          programmed: row.programmed,
          standing: row.standing,
          lastSeen: row.last_seen,
        }
      : null,
    nic: row.nic
      ? {
          name: row.nic,
          mac: row.mac,
          guestId: row.guest_number,
          guest: row.guest,
          hostId: row.host_id,
          host: row.host,
          cidr: row.cidr,
        }
      : null,
    claim,
    registrations: registrations.rows,
    probe: await readProbe(probe.rows[0]),
    firewall: firewallOf(firewall.rows[0], row),
    pings: pings.rows.flatMap((one) =>
      one.value.probe ? [{ guest: one.name, probe: one.value.probe, at: one.captured_at.toISOString() }] : [],
    ),
    history: [
      ...(claim
        ? [
            {
              at: claim.capturedAt,
              text: `${claim.command ?? 'capture'} on ${row.guest}`,
              href: `/captures/${claim.captureId}`,
            },
          ]
        : []),
      ...events.rows.map((event) => ({
        at: event.at.toISOString(),
        text: `${event.state === 'open' ? 'opened' : event.state} by ${event.actor}${event.note ? `: ${event.note}` : ''}`,
        href: null,
      })),
      ...changes.rows.map((change) => ({
        at: change.at.toISOString(),
        text: `change #${change.id}, ${change.verb.replaceAll('-', ' ')}: ${change.subject} (${change.state})`,
        href: `/changes/${change.id}`,
      })),
    ].sort((a, b) => a.at.localeCompare(b.at)),
  }
}

/** The lines of the capture around a claim, with the very characters marked. */
async function readClaim(nicId: number, address: string): Promise<ClaimEvidence | null> {
  const { rows } = await pool().query(
    `SELECT c.span_start, c.span_end, c.label, c.prefix_length, c.last_seen_at, k.id, k.command, k.source, k.hash FROM claim c JOIN capture k ON k.id = c.capture_id
      WHERE c.nic_id = $1 AND c.address = $2::inet AND c.valid_to IS NULL ORDER BY c.last_seen_at DESC LIMIT 1`,
    [nicId, address],
  )
  const row = rows[0]
  if (!row) return null
  const lines = splitLines(await getBlob(pool(), row.hash))
  const at = lines.findIndex((line) => line.start <= row.span_start && row.span_start <= line.start + line.text.length)
  const shown = lines
    .slice(Math.max(0, at - CONTEXT_LINES), at + CONTEXT_LINES + 1)
    .filter((line) => line.text.trim() !== '' && !line.text.startsWith('```'))
  let text = ''
  let marks: ClaimEvidence['marks'] = []
  for (const line of shown) {
    if (line === lines[at])
      marks = [
        { start: text.length + row.span_start - line.start, end: text.length + row.span_end - line.start, bad: false },
      ]
    text += `${line.text.trimEnd()}\n`
  }
  return {
    captureId: row.id,
    command: row.command,
    source: row.source,
    capturedAt: row.last_seen_at.toISOString(),
    text: text.trimEnd(),
    marks,
    label: row.label,
    prefixLength: row.prefix_length,
  }
}

function firewallOf(
  row: { value: { filter?: PacketFilter }; captured_at: Date; turn: number; name: string } | undefined,
  pair: { host_address: string | null },
): FindingPage['firewall'] {
  const filter = row?.value.filter
  if (!row || !filter) return null
  const chains = filter.tables.flatMap((table) => table.chains)
  const rules = chains.reduce((sum, chain) => sum + chain.rules.length, 0)
  // Another guest's filter says what that guest drops, not what this one does.
  const drop = row.turn === 1 && pair.host_address !== null ? findGuestDrop(filter, pair.host_address, null) : null
  return {
    drops: drop?.drops ?? null,
    packets: drop?.packets ?? '',
    reason: drop?.reason ?? '',
    chains: chains.flatMap((chain) => (chain.hook === null ? [] : chain.name)),
    rules,
    isOpen: rules === 0 && chains.every((chain) => chain.policy !== 'drop'),
    guest: row.name,
    at: row.captured_at.toISOString(),
  }
}

async function readProbe(
  row:
    | {
        answer: string
        reason: string
        is_policy: boolean
        detail: { verdict: string; line: number | null }[]
        taken_at: Date
        bridge: string
        rule_count: number
        hash: Buffer
      }
    | undefined,
): Promise<FindingPage['probe']> {
  if (!row) return null
  const line = row.detail.find((one) => one.verdict === 'drop')?.line ?? null
  const lines = line === null ? [] : splitLines(await getBlob(pool(), row.hash))
  return {
    answer: row.answer,
    reason: row.reason,
    isPolicy: row.is_policy,
    takenAt: row.taken_at.toISOString(),
    bridge: row.bridge,
    ruleCount: row.rule_count,
    rule: line === null ? null : (lines[line - 1]?.text.trim() ?? null),
  }
}
