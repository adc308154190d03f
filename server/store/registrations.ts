import type { Sql } from './database'

export type PairContext = {
  readonly nicId: number
  readonly nic: string
  readonly mac: string
  readonly ofport: number | null
  readonly guestId: number
  readonly guest: string
  readonly vpcId: number
  readonly vpc: string
  readonly fabricId: number | null
  readonly fabric: string | null
  readonly subnetId: number
  readonly subnet: string
  readonly cidr: string
  readonly gateway: string | null
  readonly reserved: readonly string[]
  readonly usedMax: number
  readonly used: number
  readonly registered: boolean
  readonly registeredTo: string | null // another guest or HAVIP has it; not the HAVIP that this interface is a member of
  readonly haVip: { readonly name: string; readonly memberNicIds: readonly number[] } | null // there is one at this address
  readonly holders: readonly string[]
}

/** Everything a registration of `address` on an interface has to be checked against. Null: no such interface. */
export async function findPairContext(sql: Sql, nicId: number, address: string): Promise<PairContext | null> {
  const { rows } = await sql.query<PairContext>(
    `SELECT n.id AS "nicId", n.name AS nic, n.mac, n.ofport, g.id AS "guestId", g.name AS guest, v.id AS "vpcId", v.name AS vpc, f.id AS "fabricId", f.name AS fabric,
            u.id AS "subnetId", u.name AS subnet, u.cidr::text AS cidr, host(u.gateway) AS gateway, ARRAY(SELECT host(r) FROM unnest(u.reserved) r) AS reserved, v.addresses_max AS "usedMax",
            (SELECT count(*)::int FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL) AS used,
            EXISTS (SELECT 1 FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND r.address = $2::inet) AS registered,
            (SELECT coalesce('HAVIP ' || hv.name, og.name || ' ' || o.name) FROM registration r JOIN nic o ON o.id = r.nic_id JOIN guest og ON og.id = o.guest_id LEFT JOIN havip hv ON hv.id = r.havip_id
              WHERE r.vpc_id = v.id AND r.valid_to IS NULL AND r.address = $2::inet AND r.kind <> 'allowed-pair' AND og.id <> g.id
                AND NOT EXISTS (SELECT 1 FROM havip_member m WHERE m.havip_id = r.havip_id AND m.nic_id = n.id) LIMIT 1) AS "registeredTo",
            (SELECT json_build_object('name', h.name, 'memberNicIds', ARRAY(SELECT m.nic_id FROM havip_member m WHERE m.havip_id = h.id ORDER BY m.nic_id))
               FROM havip h WHERE h.vpc_id = v.id AND h.address = $2::inet) AS "haVip",
            ARRAY(SELECT DISTINCT og.name FROM claim c JOIN nic o ON o.id = c.nic_id JOIN guest og ON og.id = o.guest_id
              WHERE c.vpc_id = v.id AND c.address = $2::inet AND c.valid_to IS NULL AND og.id <> g.id) AS holders
       FROM nic n JOIN guest g ON g.id = n.guest_id JOIN vpc v ON v.id = n.vpc_id JOIN subnet u ON u.id = n.subnet_id LEFT JOIN fabric f ON f.id = coalesce(v.fabric_id, v.programmed_by)
      WHERE n.id = $1`,
    [nicId, address],
  )
  return rows[0] ?? null
}

/** The registration of an address on an interface that holds now, of its own before that of a HAVIP. Null: there is none. */
export async function findRegistered(sql: Sql, nicId: number, address: string): Promise<number | null> {
  const { rows } = await sql.query<{ id: number }>(
    "SELECT id FROM registration WHERE nic_id = $1 AND address = $2::inet AND valid_to IS NULL ORDER BY kind = 'havip', id LIMIT 1",
    [nicId, address],
  )
  return rows[0]?.id ?? null
}

/** Registers an address in a registry of our own. */
export async function insertRegistration(
  sql: Sql,
  row: {
    vpcId: number
    nicId: number
    kind: string
    address: string
    claimant: number
    havipId: number | null
    now: Date
  },
): Promise<void> {
  await sql.query(
    "INSERT INTO registration (vpc_id, nic_id, kind, address, claimant, havip_id, source, valid_from) VALUES ($1, $2, $3, $4, $5, $6, 'rollcall', $7)",
    [row.vpcId, row.nicId, row.kind, row.address, row.claimant, row.havipId, row.now],
  )
}

/** Makes a HAVIP with its members in a registry of our own; every member is allowed. */
export async function insertHaVip(
  sql: Sql,
  row: { vpcId: number; subnetId: number; name: string; address: string; memberNicIds: readonly number[]; now: Date },
): Promise<number> {
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO havip (vpc_id, subnet_id, name, address) VALUES ($1, $2, $3, $4) RETURNING id',
    [row.vpcId, row.subnetId, row.name, row.address],
  )
  const havipId = rows[0]?.id ?? 0
  for (const nicId of row.memberNicIds) {
    await sql.query('INSERT INTO havip_member (havip_id, nic_id) VALUES ($1, $2)', [havipId, nicId])
    await insertRegistration(sql, {
      vpcId: row.vpcId,
      nicId,
      kind: 'havip',
      address: row.address,
      claimant: -havipId,
      havipId,
      now: row.now,
    })
  }
  return havipId
}
