import type { NamedSubnet } from '../../../core/registry/validate-address'
import type { NicDraft } from '../../../core/registry/validate-nic'
import { err, ok, type Result } from '../../../core/result'
import type { AppError } from '../../errors'
import type { Sql } from '../database'

export type NicRow = NicDraft & {
  readonly id: number
  readonly vpcId: number
  readonly guestId: number
  readonly guest: string
  readonly hostId: number | null
  readonly subnet: NamedSubnet & { readonly id: number }
  readonly used: number
  readonly version: string
}

export async function getNic(sql: Sql, id: number): Promise<Result<NicRow, AppError>> {
  const { rows } = await sql.query<NicRow>(
    `SELECT n.id, n.vpc_id AS "vpcId", n.guest_id AS "guestId", g.name AS guest, g.host_id AS "hostId", n.name, n.mac, n.bridge, n.ofport, n.xmin::text AS version,
       json_build_object('id', s.id, 'name', s.name, 'cidr', s.cidr::text, 'gateway', host(s.gateway), 'reserved', ARRAY(SELECT host(r) FROM unnest(s.reserved) r)) AS subnet,
       (SELECT count(*)::int FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL) AS used
     FROM nic n JOIN guest g ON g.id = n.guest_id JOIN subnet s ON s.id = n.subnet_id WHERE n.id = $1`,
    [id],
  )
  return rows[0] ? ok(rows[0]) : err({ kind: 'not-found', what: 'This interface' })
}

export type NicRivals = {
  readonly sameMac: string | null
  readonly hasSameName: boolean
  readonly samePort: string | null
}

/** Who else has the MAC, the name or the port that an interface wants. */
export async function findNicRivals(
  sql: Sql,
  place: { vpcId: number; guestId: number; hostId: number | null; exceptId: number },
  draft: NicDraft,
): Promise<NicRivals> {
  const { rows } = await sql.query<NicRivals>(
    `SELECT (SELECT g.name || ' ' || n.name FROM nic n JOIN guest g ON g.id = n.guest_id WHERE n.vpc_id = $1 AND n.mac = $3 AND n.id <> $7) AS "sameMac",
       EXISTS (SELECT 1 FROM nic n WHERE n.guest_id = $2 AND n.name = $4 AND n.id <> $7) AS "hasSameName",
       (SELECT g.name || ' ' || n.name FROM nic n JOIN guest g ON g.id = n.guest_id
         WHERE g.host_id = $8 AND coalesce(n.bridge, '') = coalesce($5, '') AND n.ofport = $6 AND n.id <> $7 LIMIT 1) AS "samePort"`,
    [place.vpcId, place.guestId, draft.mac, draft.name, draft.bridge, draft.ofport, place.exceptId, place.hostId],
  )
  return rows[0] ?? { sameMac: null, hasSameName: false, samePort: null }
}

export async function createNic(
  sql: Sql,
  place: { vpcId: number; guestId: number; subnetId: number },
  draft: NicDraft,
): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO nic (vpc_id, guest_id, subnet_id, name, mac, bridge, ofport) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id',
    [place.vpcId, place.guestId, place.subnetId, draft.name, draft.mac, draft.bridge, draft.ofport],
  )
  return rows[0]?.id ?? 0
}

export async function saveNic(sql: Sql, id: number, subnetId: number, draft: NicDraft): Promise<void> {
  await sql.query('UPDATE nic SET subnet_id = $2, name = $3, mac = $4, bridge = $5, ofport = $6 WHERE id = $1', [
    id,
    subnetId,
    draft.name,
    draft.mac,
    draft.bridge,
    draft.ofport,
  ])
}

/** Interfaces that have, are allowed, or are members for an address of one of these: they are judged anew when these go. */
export async function listNeighbours(sql: Sql, nicIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql.query<{ id: number }>(
    `SELECT DISTINCT o.nic_id AS id FROM standing s JOIN standing o ON o.vpc_id = s.vpc_id AND o.address = s.address
      WHERE s.nic_id = ANY($1) AND NOT o.nic_id = ANY($1)
     UNION SELECT m.nic_id FROM havip_member own JOIN havip_member m ON m.havip_id = own.havip_id WHERE own.nic_id = ANY($1) AND NOT m.nic_id = ANY($1)`,
    [nicIds],
  )
  return rows.map((row) => row.id)
}

/** What an interface was allowed, for the log: with the interface its registrations leave the tables. */
export async function listHistory(
  sql: Sql,
  nicIds: readonly number[],
): Promise<{ nic: string; kind: string; address: string; validFrom: Date; validTo: Date | null }[]> {
  const { rows } = await sql.query(
    `SELECT n.name AS nic, r.kind, abbrev(r.address) AS address, r.valid_from AS "validFrom", r.valid_to AS "validTo"
       FROM registration r JOIN nic n ON n.id = r.nic_id WHERE r.nic_id = ANY($1) ORDER BY r.valid_from, r.id`,
    [nicIds],
  )
  return rows
}

/** Deletes interfaces with everything that is said of them; their findings end by this change. */
export async function deleteNics(
  sql: Sql,
  nicIds: readonly number[],
  context: { now: Date; actor: string; changeId: number },
): Promise<void> {
  await sql.query(
    `WITH ended AS (UPDATE finding SET state = 'resolved', resolved_at = $2, resolved_by = $4 WHERE nic_id = ANY($1) AND state <> 'resolved' RETURNING id)
     INSERT INTO finding_event (finding_id, at, state, actor, note) SELECT id, $2, 'resolved', $3, 'The interface was deleted.' FROM ended`,
    [nicIds, context.now, context.actor, context.changeId],
  )
  for (const table of ['standing', 'probe', 'listing'])
    await sql.query(`DELETE FROM ${table} WHERE nic_id = ANY($1)`, [nicIds])
  await sql.query(
    'UPDATE claim SET valid_to = greatest($2, valid_from), nic_id = NULL WHERE nic_id = ANY($1) AND valid_to IS NULL',
    [nicIds, context.now],
  )
  await sql.query('UPDATE claim SET nic_id = NULL WHERE nic_id = ANY($1)', [nicIds])
  await sql.query('DELETE FROM nic WHERE id = ANY($1)', [nicIds])
}
