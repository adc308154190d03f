import type { BindableNic } from '../../core/guest/bind-link'
import type { KnownNic } from '../../core/guest/propose-bindings'
import type { Sql } from './database'

/** Interfaces that a transcript could be about: those with one of its MACs or addresses, or of a guest of that host name. */
export async function findKnownNics(
  sql: Sql,
  macs: readonly string[],
  addresses: readonly string[],
  hostnames: readonly string[],
  vpcId: number | null,
): Promise<KnownNic[]> {
  const { rows } = await sql.query<KnownNic>(
    `WITH hit AS (
       SELECT id FROM nic WHERE mac = ANY($1::text[])
       UNION SELECT nic_id FROM registration WHERE valid_to IS NULL AND kind = 'primary' AND address = ANY($2::inet[])
       UNION SELECT n.id FROM guest g JOIN nic n ON n.guest_id = g.id WHERE g.hostname = ANY($3::text[]) OR g.name = ANY($3::text[])
       LIMIT 500)
     SELECT n.id AS "nicId", g.id AS "guestId", g.name AS guest, g.hostname, n.name AS nic, n.mac, v.id AS "vpcId", v.name AS vpc,
            (SELECT host(r.address) FROM registration r WHERE r.nic_id = n.id AND r.kind = 'primary' AND r.valid_to IS NULL ORDER BY r.id LIMIT 1) AS primary
       FROM hit JOIN nic n ON n.id = hit.id JOIN guest g ON g.id = n.guest_id JOIN vpc v ON v.id = n.vpc_id
      WHERE $4::int IS NULL OR v.id = $4`,
    [macs, addresses, hostnames, vpcId],
  )
  return rows
}

export type GuestNic = BindableNic & { readonly vpcId: number }

/** The interfaces of a guest, as far as links and configuration can be matched with them. */
export async function listGuestNics(sql: Sql, guestId: number): Promise<GuestNic[]> {
  const { rows } = await sql.query<GuestNic>(
    `SELECT n.id, n.name, n.mac, n.vpc_id AS "vpcId", CASE WHEN u.is_guessed THEN NULL ELSE u.cidr::text END AS cidr,
            ARRAY(SELECT host(r.address) FROM registration r WHERE r.nic_id = n.id AND r.kind = 'primary' AND r.valid_to IS NULL) AS primaries
       FROM nic n JOIN subnet u ON u.id = n.subnet_id WHERE n.guest_id = $1 ORDER BY n.id`,
    [guestId],
  )
  return rows
}

export type NewGuest = {
  readonly name: string
  readonly hostname: string | null
  readonly nics: readonly { readonly name: string; readonly mac: string; readonly primary: string }[]
}

/** The name, with a number where another guest has it: what evidence proposes is the same for machines that never met. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`
}

/** Creates a guest with its interfaces and their primary registrations in the subnet of that VPC that holds them. */
export async function createGuestWithNics(
  sql: Sql,
  vpcId: number,
  guest: NewGuest,
  now: Date,
): Promise<{ guestId: number; nicIds: number[] }> {
  const { rows: taken } = await sql.query<{ name: string }>(
    'SELECT name FROM guest WHERE vpc_id = $1 AND starts_with(name, $2)',
    [vpcId, guest.name],
  )
  const { rows } = await sql.query<{ id: number }>(
    'INSERT INTO guest (vpc_id, name, hostname) VALUES ($1, $2, $3) RETURNING id',
    [vpcId, freeName(guest.name, new Set(taken.map((row) => row.name))), guest.hostname],
  )
  const guestId = rows[0]?.id ?? 0
  const nicIds: number[] = []
  for (const nic of guest.nics) {
    const made = await sql.query<{ id: number }>(
      `INSERT INTO nic (vpc_id, guest_id, subnet_id, name, mac)
       SELECT $1, $2, (SELECT id FROM subnet WHERE vpc_id = $1 AND cidr >>= $5::inet ORDER BY masklen(cidr) DESC LIMIT 1), $3, $4 RETURNING id`,
      [vpcId, guestId, nic.name, nic.mac, nic.primary],
    )
    const nicId = made.rows[0]?.id ?? 0
    await sql.query(
      "INSERT INTO registration (vpc_id, nic_id, kind, address, claimant, source, valid_from) VALUES ($1, $2, 'primary', $3, $4, 'rollcall', $5)",
      [vpcId, nicId, nic.primary, guestId, now],
    )
    nicIds.push(nicId)
  }
  return { guestId, nicIds }
}
