import 'server-only'
import {
  type Agreement,
  agreementOf,
  type HaVipPast,
  type Move,
  movesOf,
  periodsOf,
} from '../../../core/audit/havip/timeline'
import { pool } from '../../store/database'

/** A registration of the address on an interface that began or ended. */
export type Edit = { readonly at: number; readonly guest: string; readonly isAllowed: boolean; readonly source: string }
export type HaVipHistory = {
  readonly past: HaVipPast
  readonly moves: readonly Move[]
  readonly agreement: Agreement
  readonly edits: readonly Edit[]
  readonly isCut: boolean // there is more than is shown
}

const ROWS_MAX = 500

/** What three witnesses said of who has a HAVIP's address, over time; by evidence that is kept. */
export async function readHaVipPast(
  havip: { readonly id: number; readonly vpc: { readonly id: number }; readonly address: string },
  now: Date,
): Promise<HaVipHistory> {
  const sql = pool()
  const where = [havip.vpc.id, havip.address, ROWS_MAX]
  const [claims, parents, words, edits] = await Promise.all([
    sql.query<{ who: string; from: Date; seenAt: Date; to: Date | null }>(
      `SELECT g.name AS who, c.valid_from AS from, c.last_seen_at AS "seenAt", c.valid_to AS to
         FROM claim c JOIN nic n ON n.id = c.nic_id JOIN guest g ON g.id = n.guest_id
        WHERE c.vpc_id = $1 AND c.address = $2::inet AND (c.valid_to IS NULL OR c.valid_to > c.valid_from) ORDER BY c.valid_from DESC LIMIT $3`,
      where,
    ),
    sql.query<{ who: string; from: Date; to: Date | null; readAt: Date | null }>(
      `SELECT g.name AS who, p.valid_from AS from, p.valid_to AS to, f.read_at AS "readAt" FROM havip_parent p JOIN nic n ON n.id = p.nic_id JOIN guest g ON g.id = n.guest_id
         JOIN vpc v ON v.id = n.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id WHERE p.havip_id = $1 ORDER BY p.valid_from DESC LIMIT $2`,
      [havip.id, ROWS_MAX],
    ),
    sql.query<{ reporter: string; who: string; at: Date }>(
      `SELECT g.name AS reporter, coalesce(o.name, e->>'mac') AS who, k.captured_at AS at
         FROM capture k JOIN guest g ON g.id = k.guest_id CROSS JOIN LATERAL jsonb_array_elements(k.value->'neighbours') e
         LEFT JOIN nic n ON n.vpc_id = $1 AND n.mac = e->>'mac' LEFT JOIN guest o ON o.id = n.guest_id
        WHERE k.kind = 'neigh' AND k.withdrawn_at IS NULL AND k.vpc_id = $1 AND k.value->'neighbours' @> jsonb_build_array(jsonb_build_object('address', $2::text))
          AND e->>'address' = $2::text AND e->>'mac' IS NOT NULL ORDER BY k.captured_at DESC LIMIT $3`,
      where,
    ),
    sql.query<{ guest: string; from: Date; to: Date | null; source: string }>(
      `SELECT g.name AS guest, r.valid_from AS from, r.valid_to AS to, r.source FROM registration r JOIN nic n ON n.id = r.nic_id JOIN guest g ON g.id = n.guest_id
        WHERE r.vpc_id = $1 AND r.address = $2::inet ORDER BY r.valid_from DESC LIMIT $3`,
      where,
    ),
  ])
  const past: HaVipPast = {
    guests: claims.rows
      .map((row) => ({ who: row.who, from: +row.from, seenAt: +row.seenAt, to: row.to && +row.to }))
      .reverse(),
    fabric: parents.rows
      .map((row) => ({
        who: row.who,
        from: +row.from,
        seenAt: +(row.to ?? row.readAt ?? row.from),
        to: row.to && +row.to,
      }))
      .reverse(),
    neighbours: periodsOf(words.rows.map((row) => ({ ...row, at: +row.at }))),
  }
  return {
    past,
    moves: movesOf(past.guests),
    agreement: agreementOf(past, +now),
    edits: edits.rows
      .flatMap(({ guest, from, to, source }): Edit[] => [
        { at: +from, guest, isAllowed: true, source },
        ...(to ? [{ at: +to, guest, isAllowed: false, source }] : []),
      ])
      .sort((a, b) => a.at - b.at),
    isCut: [claims, parents, words, edits].some((one) => one.rows.length === ROWS_MAX),
  }
}
