import 'server-only'
import { pool } from '../../store/database'

/** What a form offers to choose from, by name. */
export type Choice = { readonly value: string; readonly label: string }

const CHOICES_MAX = 1000

export async function listHostChoices(): Promise<Choice[]> {
  return (
    await pool().query<Choice>('SELECT id::text AS value, name AS label FROM host ORDER BY name LIMIT $1', [
      CHOICES_MAX,
    ])
  ).rows
}

export async function listSubnetChoices(vpcId: number): Promise<Choice[]> {
  return (
    await pool().query<Choice>(
      "SELECT id::text AS value, CASE WHEN name = cidr::text THEN name ELSE name || ' · ' || cidr::text END AS label FROM subnet WHERE vpc_id = $1 ORDER BY cidr LIMIT $2",
      [vpcId, CHOICES_MAX],
    )
  ).rows
}

/** Every subnet whose registry is Rollcall's own, with its VPC. */
export async function listOwnSubnetChoices(): Promise<Choice[]> {
  const { rows } = await pool().query<Choice>(
    `SELECT s.id::text AS value, v.name || ' · ' || CASE WHEN s.name = s.cidr::text THEN s.name ELSE s.name || ' · ' || s.cidr::text END AS label
       FROM subnet s JOIN vpc v ON v.id = s.vpc_id WHERE v.fabric_id IS NULL ORDER BY v.name, s.cidr LIMIT $1`,
    [CHOICES_MAX],
  )
  return rows
}

export async function listOwnVpcChoices(): Promise<Choice[]> {
  return (
    await pool().query<Choice>(
      'SELECT id::text AS value, name AS label FROM vpc WHERE fabric_id IS NULL ORDER BY name LIMIT $1',
      [CHOICES_MAX],
    )
  ).rows
}

/** Interfaces of a subnet that are no members of a HAVIP yet. */
export async function listMemberChoices(havipId: number, subnetId: number): Promise<Choice[]> {
  const { rows } = await pool().query<Choice>(
    `SELECT n.id::text AS value, g.name || ' ' || n.name || ' · ' || n.mac AS label FROM nic n JOIN guest g ON g.id = n.guest_id
      WHERE n.subnet_id = $2 AND NOT EXISTS (SELECT 1 FROM havip_member m WHERE m.havip_id = $1 AND m.nic_id = n.id) ORDER BY g.name, n.name LIMIT $3`,
    [havipId, subnetId, CHOICES_MAX],
  )
  return rows
}

/** The other guests of a VPC, for evidence that was bound to the wrong one. */
export async function listOtherGuests(vpcId: number, guestId: number): Promise<Choice[]> {
  const { rows } = await pool().query<Choice>(
    'SELECT id::text AS value, name AS label FROM guest WHERE vpc_id = $1 AND id <> $2 ORDER BY name LIMIT $3',
    [vpcId, guestId, CHOICES_MAX],
  )
  return rows
}

/** Guests of all VPCs, for evidence that does not say whose it is. */
export async function listGuestChoices(): Promise<Choice[]> {
  const { rows } = await pool().query<Choice>(
    "SELECT g.id::text AS value, g.name || ' in ' || v.name AS label FROM guest g JOIN vpc v ON v.id = g.vpc_id ORDER BY v.name, g.name LIMIT $1",
    [CHOICES_MAX],
  )
  return rows
}
