import 'server-only'
import { pool } from '../../store/database'

/** An interface that may become a member of a HAVIP, with what bears on the choice. */
export type MemberChoice = {
  readonly nicId: number
  readonly guest: string
  readonly nic: string
  readonly ownAddress: string | null // registered, of the address's family
  readonly link: string | null // as the guest calls the link with that address
  readonly holds: boolean // has the address configured
  readonly intends: boolean // its HA configuration names the address
}
export type MemberChoices = {
  readonly subnet: { readonly id: number; readonly cidr: string; readonly prefixLength: number }
  readonly vpc: { readonly id: number; readonly name: string; readonly fabric: string | null }
  readonly nics: readonly MemberChoice[]
}

const NICS_MAX = 500

/** The interfaces of the subnet that an interface is in; who has or expects the address first. Null: no such interface. */
export async function listMembersFor(nicId: number, address: string): Promise<MemberChoices | null> {
  const home = await pool().query<{
    subnetId: number
    cidr: string
    prefixLength: number
    vpcId: number
    vpc: string
    fabric: string | null
  }>(
    `SELECT s.id AS "subnetId", s.cidr::text AS cidr, masklen(s.cidr) AS "prefixLength", v.id AS "vpcId", v.name AS vpc, f.name AS fabric
       FROM nic n JOIN subnet s ON s.id = n.subnet_id JOIN vpc v ON v.id = n.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id WHERE n.id = $1`,
    [nicId],
  )
  const found = home.rows[0]
  if (!found) return null
  const nics = await pool().query<MemberChoice>(
    `SELECT n.id AS "nicId", g.name AS guest, n.name AS nic, own.address AS "ownAddress",
            (SELECT c.link FROM claim c WHERE c.nic_id = n.id AND c.address = own.address::inet AND c.valid_to IS NULL ORDER BY c.last_seen_at DESC LIMIT 1) AS link,
            EXISTS (SELECT 1 FROM claim c WHERE c.nic_id = n.id AND c.address = $2::inet AND c.valid_to IS NULL) AS holds,
            EXISTS (SELECT 1 FROM intent i WHERE i.guest_id = n.guest_id AND i.vpc_id = n.vpc_id AND i.address = $2::inet AND i.valid_to IS NULL) AS intends
       FROM nic n JOIN guest g ON g.id = n.guest_id
       LEFT JOIN LATERAL (SELECT host(r.address) AS address FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND r.kind <> 'havip'
         AND family(r.address) = family($2::inet) AND masklen(r.address) = CASE family(r.address) WHEN 4 THEN 32 ELSE 128 END AND r.address <> $2::inet
         ORDER BY r.kind <> 'primary', r.id LIMIT 1) own ON true
      WHERE n.subnet_id = $1 ORDER BY holds DESC, intends DESC, g.name, n.name LIMIT $3`,
    [found.subnetId, address, NICS_MAX],
  )
  return {
    subnet: { id: found.subnetId, cidr: found.cidr, prefixLength: found.prefixLength },
    vpc: { id: found.vpcId, name: found.vpc, fabric: found.fabric },
    nics: nics.rows,
  }
}

/** Interfaces to begin with, by VPC and guest. */
export async function listNicChoices(): Promise<{ readonly value: string; readonly label: string }[]> {
  const { rows } = await pool().query<{ value: string; label: string }>(
    `SELECT n.id::text AS value, v.name || ' · ' || g.name || ' ' || n.name || ' · ' || s.cidr::text AS label
       FROM nic n JOIN guest g ON g.id = n.guest_id JOIN vpc v ON v.id = n.vpc_id JOIN subnet s ON s.id = n.subnet_id ORDER BY v.name, g.name, n.name LIMIT 1000`,
  )
  return rows
}
