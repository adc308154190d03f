import { bindLink } from '../../core/guest/bind-link'
import type { Link } from '../../core/guest/capture'
import { INNER_LINK } from '../../core/guest/inner-link'
import { isJudged } from '../../core/guest/propose-bindings'
import type { AddressEvent } from '../../core/guest/transcript/parse-event'
import type { Sql } from './database'
import { type GuestNic, listGuestNics } from './inventory'

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
type Family = 'ipv4' | 'ipv6'
const FAMILIES: readonly Family[] = ['ipv4', 'ipv6']
const STACKED_LINK = '[.@]|^(bond|br|vlan|team|vrrp|macvlan|ipvlan)' // names of links that sit on another
const HOST_SOURCE_RANK = 4 // from here on the source names links as the host does, not as the guest

/** Applies what a capture says to the claims of its guest: newer evidence decides, older evidence never undoes it. */
export async function applyCapture(sql: Sql, capture: CaptureToApply): Promise<void> {
  const nics = await listGuestNics(sql, capture.guestId)
  const bound = (capture.value.links ?? []).map((link) => {
    const addresses = link.addresses.map((held) => held.address)
    return { link, nic: bindLink(nics, { name: link.name, mac: link.mac, addresses }) }
  })
  for (const { link, nic } of bound) {
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
    if (link.complete.ipv4 === 'labels') await applyLabels(sql, capture, link)
  }
  for (const nic of nics) {
    const links = bound.flatMap((one) => (one.nic === nic ? [one.link] : []))
    for (const family of FAMILIES) await applyListing(sql, capture, nic, links, family)
  }
  const event = capture.value.event
  if (!event) return
  const nic = bindLink(nics, { name: event.dev ?? '', mac: null, addresses: [] })
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

type ClaimFacts = {
  link: string
  mac: string | null
  address: string
  prefixLength: number | null
  label: string | null
  scope: string | null
  span: { start: number; end: number }
}

async function saveClaim(sql: Sql, capture: CaptureToApply, nic: GuestNic | null, facts: ClaimFacts): Promise<void> {
  const key = [capture.guestId, facts.address, facts.link, facts.label]
  const where = "guest_id = $1 AND address = $2 AND link = $3 AND coalesce(label, '') = coalesce($4, '')"
  const decides = '($5 > last_seen_at OR $5 = last_seen_at AND $9 <= source_rank)'
  const { rowCount: current } = await sql.query(
    `UPDATE claim SET last_seen_at = greatest(last_seen_at, $5), capture_id = CASE WHEN ${decides} THEN $6 ELSE capture_id END,
       span_start = CASE WHEN ${decides} THEN $7 ELSE span_start END, span_end = CASE WHEN ${decides} THEN $8 ELSE span_end END,
       source_rank = CASE WHEN ${decides} THEN $9 ELSE source_rank END, prefix_length = coalesce($10, prefix_length), mac = coalesce($11, mac)
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
  // Evidence older than what ended the claim is history: it does not bring the claim back. Nor does evidence of the same
  // time from a worse source than the listing that does not show it.
  const { rows } = await sql.query<{ until: Date | null }>(
    `SELECT least((SELECT min(valid_to) FROM claim WHERE ${where} AND valid_to >= $5),
       (SELECT listed_at FROM listing WHERE nic_id = $6 AND family = family($2::inet) AND (listed_at > $5 OR listed_at = $5 AND source_rank < $7))) AS until`,
    [...key, capture.capturedAt, nic?.id ?? null, capture.sourceRank],
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

/**
 * A complete listing ends what it does not show: on a link that it lists, what stands there no more; under another name
 * (the interface was renamed, or a hypervisor named it), what stands on none of its links. A link that sits on the
 * interface and that it leaves out (a VLAN, where only its parent was asked for) keeps its own.
 */
async function applyListing(
  sql: Sql,
  capture: CaptureToApply,
  nic: GuestNic,
  links: readonly Link[],
  family: Family,
): Promise<void> {
  const listed = links.filter((link) => link.complete[family] === true).map((link) => link.name)
  if (listed.length === 0) return
  const shown = links.flatMap((link) =>
    link.addresses.filter((held) => held.family === family).map((held) => ({ link: link.name, address: held.address })),
  )
  const number = family === 'ipv4' ? 4 : 6
  await sql.query(
    `UPDATE claim SET valid_to = $3 WHERE nic_id = $1 AND family(address) = $2 AND valid_to IS NULL
        AND (last_seen_at < $3 OR last_seen_at = $3 AND source_rank >= $4)
        AND CASE WHEN link = ANY($5) THEN NOT link || ' ' || host(address) = ANY($6)
                 ELSE (source_rank >= ${HOST_SOURCE_RANK} OR link !~ '${STACKED_LINK}') AND NOT host(address) = ANY($7) END`,
    [
      nic.id,
      number,
      capture.capturedAt,
      capture.sourceRank,
      listed,
      shown.map((one) => `${one.link} ${one.address}`),
      shown.map((one) => one.address),
    ],
  )
  await sql.query(
    `INSERT INTO listing AS l (nic_id, family, capture_id, listed_at, source_rank) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (nic_id, family) DO UPDATE SET capture_id = excluded.capture_id, listed_at = excluded.listed_at, source_rank = excluded.source_rank
       WHERE l.listed_at < excluded.listed_at OR l.listed_at = excluded.listed_at AND l.source_rank >= excluded.source_rank`,
    [nic.id, number, capture.captureId, capture.capturedAt, capture.sourceRank],
  )
}

/** A listing of all labels ends what stood under a label that it does not show. */
async function applyLabels(sql: Sql, capture: CaptureToApply, link: Link): Promise<void> {
  const shown = link.addresses.flatMap((held) => held.label ?? [])
  await sql.query(
    `UPDATE claim SET valid_to = $3 WHERE guest_id = $1 AND link = $2 AND family(address) = 4 AND valid_to IS NULL
        AND (last_seen_at < $3 OR last_seen_at = $3 AND source_rank >= $5) AND label IS NOT NULL AND label <> link AND NOT label = ANY($4)`,
    [capture.guestId, link.name, capture.capturedAt, shown, capture.sourceRank],
  )
}
