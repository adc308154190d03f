import 'server-only'
import type { Truth } from '../../../core/audit/standing-table'
import { pool } from '../../store/database'
import { type ClaimLine, readClaimLines } from './claim-lines'

export type HaVipMember = {
  readonly nicId: number
  readonly nic: string
  readonly mac: string
  readonly guestId: number
  readonly guest: string
  readonly host: string | null
  readonly isMember: boolean
  readonly isAllowed: boolean
  readonly configured: Truth
  readonly registered: Truth
  readonly programmed: Truth
  readonly standing: string | null
  readonly programmedReason: string | null
  readonly claim: ClaimLine | null
  readonly heardAt: string | null
  readonly ownAddress: string | null // registered, of the HAVIP's family
  readonly link: string | null // as the guest calls the link with that address
}
export type HaVipPage = {
  readonly id: number
  readonly name: string
  readonly address: string
  readonly version: string
  readonly createdAt: string
  readonly vpc: {
    readonly id: number
    readonly name: string
    readonly fabric: string | null
    readonly readAt: string | null
  }
  readonly subnet: { readonly id: number; readonly name: string; readonly cidr: string }
  readonly master: string | null // the guest that the fabric says is master
  readonly members: readonly HaVipMember[]
  readonly strangers: readonly HaVipMember[] // hold it and are no members
  readonly findings: readonly {
    readonly id: number
    readonly rule: string
    readonly severity: number
    readonly data: Record<string, unknown>
  }[]
}

const OWN_ADDRESS = `LEFT JOIN LATERAL (SELECT host(r.address) AS address FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND r.kind <> 'havip'
       AND family(r.address) = family($3::inet) AND masklen(r.address) = CASE family(r.address) WHEN 4 THEN 32 ELSE 128 END AND r.address <> $3::inet
       ORDER BY r.kind <> 'primary', r.id LIMIT 1) own ON true`

/** A HAVIP with its members and everybody who holds it. Null: there is none. */
export async function findHaVip(id: number): Promise<HaVipPage | null> {
  const sql = pool()
  const { rows } = await sql.query(
    `SELECT h.id, h.name, host(h.address) AS address, h.xmin::text AS version, h.created_at, v.id AS vpc_id, v.name AS vpc, f.name AS fabric, f.read_at,
       s.id AS subnet_id, s.name AS subnet, s.cidr::text AS cidr, mg.name AS master
     FROM havip h JOIN vpc v ON v.id = h.vpc_id JOIN subnet s ON s.id = h.subnet_id LEFT JOIN fabric f ON f.id = v.fabric_id
     LEFT JOIN nic mn ON mn.id = h.master_nic_id LEFT JOIN guest mg ON mg.id = mn.guest_id WHERE h.id = $1`,
    [id],
  )
  const havip = rows[0]
  if (!havip) return null
  const concerned = await sql.query(
    `WITH who AS (
       SELECT nic_id, true AS is_member FROM havip_member WHERE havip_id = $1
       UNION ALL SELECT c.nic_id, false FROM (SELECT DISTINCT nic_id FROM claim WHERE vpc_id = $2 AND address = $3::inet AND valid_to IS NULL AND nic_id IS NOT NULL) c
         WHERE NOT EXISTS (SELECT 1 FROM havip_member m WHERE m.havip_id = $1 AND m.nic_id = c.nic_id))
     SELECT w.is_member, n.id, n.name AS nic, n.mac, g.id AS guest_id, g.name AS guest, o.name AS host, s.configured, s.registered, s.programmed, s.standing, p.reason,
       EXISTS (SELECT 1 FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL AND r.address >>= $3::inet) AS is_allowed,
       (SELECT c.captured_at FROM capture c WHERE c.guest_id = g.id AND c.kind = 'capture' AND c.withdrawn_at IS NULL ORDER BY c.captured_at DESC LIMIT 1) AS heard_at, own.address AS own_address,
       (SELECT c.link FROM claim c WHERE c.nic_id = n.id AND c.address = own.address::inet AND c.valid_to IS NULL ORDER BY c.last_seen_at DESC LIMIT 1) AS link
     FROM who w JOIN nic n ON n.id = w.nic_id JOIN guest g ON g.id = n.guest_id LEFT JOIN host o ON o.id = g.host_id
     LEFT JOIN standing s ON s.nic_id = n.id AND s.address = $3::inet LEFT JOIN probe p ON p.nic_id = n.id AND p.address = $3::inet
     ${OWN_ADDRESS}
     ORDER BY g.name, n.name LIMIT 200`,
    [id, havip.vpc_id, havip.address],
  )
  const claims = await readClaimLines(
    concerned.rows.map((row) => row.id),
    havip.address,
    200,
  )
  const findings = await sql.query(
    "SELECT id, rule, severity, data FROM finding WHERE state <> 'resolved' AND (havip_id = $1 OR (nic_id = ANY($2) AND address = $3::inet)) ORDER BY severity DESC, id LIMIT 20",
    [id, concerned.rows.map((row) => row.id), havip.address],
  )
  const people: HaVipMember[] = concerned.rows.map((row) => ({
    nicId: row.id,
    nic: row.nic,
    mac: row.mac,
    guestId: row.guest_id,
    guest: row.guest,
    host: row.host,
    isMember: row.is_member,
    isAllowed: row.is_allowed,
    configured: row.configured ?? 'unknown',
    registered: row.registered ?? (row.is_allowed ? 'yes' : 'no'),
    programmed: row.programmed ?? 'unknown',
    standing: row.standing,
    programmedReason: row.reason,
    claim: claims.get(`${row.id} ${havip.address}`) ?? null,
    heardAt: row.heard_at?.toISOString() ?? null,
    ownAddress: row.own_address,
    link: row.link,
  }))
  return {
    id: havip.id,
    name: havip.name,
    address: havip.address,
    version: havip.version,
    createdAt: havip.created_at.toISOString(),
    vpc: { id: havip.vpc_id, name: havip.vpc, fabric: havip.fabric, readAt: havip.read_at?.toISOString() ?? null },
    subnet: { id: havip.subnet_id, name: havip.subnet, cidr: havip.cidr },
    master: havip.master,
    members: people.filter((one) => one.isMember),
    strangers: people.filter((one) => !one.isMember),
    findings: findings.rows,
  }
}
