import type { Link } from '../../core/guest/capture'
import { INNER_LINK } from '../../core/guest/inner-link'
import { isJudged } from '../../core/guest/propose-bindings'
import type { AddressEvent } from '../../core/guest/transcript/parse-event'
import type { Sql } from './database'

export type CaptureToApply = {
  readonly captureId: number
  readonly guestId: number
  readonly vpcId: number
  readonly capturedAt: Date
  readonly sourceRank: number
  readonly value: {
    readonly links?: readonly Link[]
    readonly event?: AddressEvent & { readonly span: { start: number; end: number } }
  }
}
type KnownNic = { readonly id: number; readonly name: string; readonly mac: string }

/** Applies what a capture says to the claims of its guest: newer evidence decides, older evidence never undoes it. */
export async function applyCapture(sql: Sql, capture: CaptureToApply): Promise<void> {
  const { rows: nics } = await sql.query<KnownNic>('SELECT id, name, mac FROM nic WHERE guest_id = $1', [
    capture.guestId,
  ])
  for (const link of capture.value.links ?? []) {
    const nic = bind(nics, link.name, link.mac)
    for (const held of link.addresses) {
      await saveClaim(sql, capture, nic, {
        link: link.name,
        mac: link.mac,
        address: held.address,
        prefixLength: held.prefixLength,
        label: held.label,
        scope: held.scope,
        span: held.span,
      })
    }
    if (nic)
      for (const family of ['ipv4', 'ipv6'] as const)
        if (link.complete[family] === true) await applyListing(sql, capture, nic, link, family)
    if (link.complete.ipv4 === 'labels') await applyLabels(sql, capture, link)
  }
  const event = capture.value.event
  if (!event) return
  const nic = bind(nics, event.dev ?? '', null)
  if (event.kind === 'add')
    return saveClaim(sql, capture, nic, {
      link: event.dev ?? '',
      mac: null,
      address: event.address,
      prefixLength: event.prefixLength,
      label: event.label,
      scope: null,
      span: event.span,
    })
  await sql.query(
    'UPDATE claim SET valid_to = $3 WHERE guest_id = $1 AND address = $2 AND valid_to IS NULL AND last_seen_at <= $3 AND ($4::text IS NULL OR link = $4)',
    [capture.guestId, event.address, capture.capturedAt, event.dev],
  )
}

/** By MAC, then by name where the capture shows no MAC; a single interface needs no name. */
function bind(nics: readonly KnownNic[], name: string, mac: string | null): KnownNic | null {
  if (INNER_LINK.test(name)) return null
  if (mac !== null) return nics.find((nic) => nic.mac === mac) ?? null
  return nics.find((nic) => nic.name === name) ?? (nics.length === 1 && name === '' ? (nics[0] ?? null) : null)
}

type ClaimFacts = {
  link: string
  mac: string | null
  address: string
  prefixLength: number | null
  label: string | null
  scope: string | null
  span: { start: number; end: number }
}

async function saveClaim(sql: Sql, capture: CaptureToApply, nic: KnownNic | null, facts: ClaimFacts): Promise<void> {
  const key = [capture.guestId, facts.address, facts.link, facts.label]
  const where = "guest_id = $1 AND address = $2 AND link = $3 AND coalesce(label, '') = coalesce($4, '')"
  const { rowCount: current } = await sql.query(
    `UPDATE claim SET last_seen_at = greatest(last_seen_at, $5), capture_id = CASE WHEN $5 >= last_seen_at THEN $6 ELSE capture_id END,
       span_start = CASE WHEN $5 >= last_seen_at THEN $7 ELSE span_start END, span_end = CASE WHEN $5 >= last_seen_at THEN $8 ELSE span_end END,
       source_rank = CASE WHEN $5 >= last_seen_at THEN $9 ELSE source_rank END, prefix_length = coalesce($10, prefix_length), mac = coalesce($11, mac)
     WHERE ${where} AND valid_to IS NULL`,
    [
      ...key,
      capture.capturedAt,
      capture.captureId,
      facts.span.start,
      facts.span.end,
      capture.sourceRank,
      facts.prefixLength,
      facts.mac,
    ],
  )
  if ((current ?? 0) > 0) return
  // Evidence older than what ended the claim is history: it does not bring the claim back.
  const { rows } = await sql.query<{ until: Date | null }>(
    `SELECT least((SELECT min(valid_to) FROM claim WHERE ${where} AND valid_to >= $5),
       (SELECT listed_at FROM listing WHERE nic_id = $6 AND family = family($2::inet) AND listed_at > $5)) AS until`,
    [...key, capture.capturedAt, nic?.id ?? null],
  )
  const isInner = nic === null && (INNER_LINK.test(facts.link) || facts.mac === null)
  await sql.query(
    `INSERT INTO claim (capture_id, vpc_id, guest_id, nic_id, link, mac, address, prefix_length, label, scope, span_start, span_end, judged, source_rank, valid_from, valid_to, last_seen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $15)`,
    [
      capture.captureId,
      capture.vpcId,
      capture.guestId,
      nic?.id ?? null,
      facts.link,
      facts.mac,
      facts.address,
      facts.prefixLength,
      facts.label,
      facts.scope,
      facts.span.start,
      facts.span.end,
      !isInner && isJudged(facts.address),
      capture.sourceRank,
      capture.capturedAt,
      rows[0]?.until ?? null,
    ],
  )
}

/** A complete listing ends what it does not show. */
async function applyListing(
  sql: Sql,
  capture: CaptureToApply,
  nic: KnownNic,
  link: Link,
  family: 'ipv4' | 'ipv6',
): Promise<void> {
  const shown = link.addresses.filter((held) => held.family === family).map((held) => held.address)
  const number = family === 'ipv4' ? 4 : 6
  await sql.query(
    'UPDATE claim SET valid_to = $3 WHERE nic_id = $1 AND family(address) = $2 AND valid_to IS NULL AND last_seen_at <= $3 AND NOT host(address) = ANY($4)',
    [nic.id, number, capture.capturedAt, shown],
  )
  await sql.query(
    `INSERT INTO listing AS l (nic_id, family, capture_id, listed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (nic_id, family) DO UPDATE SET capture_id = excluded.capture_id, listed_at = excluded.listed_at WHERE l.listed_at <= excluded.listed_at`,
    [nic.id, number, capture.captureId, capture.capturedAt],
  )
}

/** A listing of all labels ends what stood under a label that it does not show. */
async function applyLabels(sql: Sql, capture: CaptureToApply, link: Link): Promise<void> {
  const shown = link.addresses.flatMap((held) => held.label ?? [])
  await sql.query(
    `UPDATE claim SET valid_to = $3 WHERE guest_id = $1 AND link = $2 AND family(address) = 4 AND valid_to IS NULL AND last_seen_at <= $3
        AND label IS NOT NULL AND label <> link AND NOT label = ANY($4)`,
    [capture.guestId, link.name, capture.capturedAt, shown],
  )
}

/** Forgets and derives again the claims of a guest from the captures that still stand, in the order of their time. */
export async function rebuildClaims(sql: Sql, guestId: number): Promise<void> {
  await sql.query('DELETE FROM claim WHERE guest_id = $1', [guestId])
  await sql.query('DELETE FROM listing WHERE nic_id IN (SELECT id FROM nic WHERE guest_id = $1)', [guestId])
  const { rows } = await sql.query<CaptureToApply>(
    `SELECT id AS "captureId", guest_id AS "guestId", vpc_id AS "vpcId", captured_at AS "capturedAt", source_rank AS "sourceRank", value
       FROM capture WHERE guest_id = $1 AND withdrawn_at IS NULL AND kind IN ('capture', 'event') ORDER BY captured_at, id`,
    [guestId],
  )
  for (const capture of rows) await applyCapture(sql, capture)
}
