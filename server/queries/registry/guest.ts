import 'server-only'
import type { Truth } from '../../../core/audit/standing-table'
import { pool } from '../../store/database'
import { type ClaimLine, readClaimLines } from './claim-lines'
import { type GuestIntent, listGuestIntents } from './guest-intents'
import { type PairWitness, readWitnesses } from './pair-witnesses'

export type GuestPair = {
  readonly address: string
  readonly configured: Truth
  readonly registered: Truth
  readonly programmed: Truth
  readonly standing: string
  readonly severity: number
  readonly lastSeen: boolean
  readonly claim: ClaimLine | null
  readonly registration: {
    readonly id: number
    readonly kind: string
    readonly since: string
    readonly source: string
    readonly havipId: number | null
    readonly havip: string | null
    readonly captureId: number | null // the export that says so
  } | null
  readonly witnesses: readonly PairWitness[]
  readonly probe: {
    readonly answer: Truth
    readonly reason: string
    readonly host: string | null
    readonly takenAt: string | null
  } | null
  readonly findingId: number | null
}
export type GuestNic = {
  readonly id: number
  readonly name: string
  readonly mac: string
  readonly bridge: string | null
  readonly ofport: number | null
  readonly subnetId: number
  readonly subnet: string
  readonly cidr: string
  readonly used: number
  readonly version: string
  readonly listedAt: string | null
  readonly pairs: readonly GuestPair[]
  readonly wide: readonly { readonly id: number; readonly address: string; readonly kind: string }[] // blocks it may send from
}
export type GuestCapture = {
  readonly id: number
  readonly kind: string
  readonly format: string
  readonly command: string | null
  readonly source: string
  readonly capturedAt: string
  readonly withdrawnAt: string | null
  readonly lines: number
  readonly claims: number
}
export type GuestPage = {
  readonly id: number
  readonly name: string
  readonly hostname: string | null
  readonly version: string
  readonly vpc: {
    readonly id: number
    readonly name: string
    readonly fabric: string | null
    readonly addressesMax: number
    readonly readAt: string | null
  }
  readonly hostId: number | null
  readonly host: string | null
  readonly nics: readonly GuestNic[]
  readonly intents: readonly GuestIntent[]
  readonly captures: readonly GuestCapture[]
  readonly findings: readonly {
    readonly id: number
    readonly rule: string
    readonly severity: number
    readonly data: Record<string, unknown>
  }[]
}

const PAIRS_MAX = 500
const CAPTURES_MAX = 50
const iso = (value: Date | null): string | null => value?.toISOString() ?? null

/** A guest with what it says, what the fabric says and what the rules do, address by address. Null: there is none. */
export async function findGuest(id: number): Promise<GuestPage | null> {
  const sql = pool()
  const { rows } = await sql.query(
    `SELECT g.id, g.name, g.hostname, g.xmin::text AS version, g.host_id, h.name AS host, v.id AS vpc_id, v.name AS vpc, v.addresses_max, f.name AS fabric, f.read_at
       FROM guest g JOIN vpc v ON v.id = g.vpc_id LEFT JOIN fabric f ON f.id = v.fabric_id LEFT JOIN host h ON h.id = g.host_id WHERE g.id = $1`,
    [id],
  )
  const guest = rows[0]
  if (!guest) return null
  const nics = await sql.query(
    `SELECT n.id, n.name, n.mac, n.bridge, n.ofport, n.xmin::text AS version, s.id AS subnet_id, s.name AS subnet, s.cidr::text AS cidr,
       (SELECT count(*)::int FROM registration r WHERE r.nic_id = n.id AND r.valid_to IS NULL) AS used,
       (SELECT max(listed_at) FROM listing l WHERE l.nic_id = n.id) AS listed_at
     FROM nic n JOIN subnet s ON s.id = n.subnet_id WHERE n.guest_id = $1 ORDER BY n.name LIMIT 100`,
    [id],
  )
  const nicIds = nics.rows.map((nic) => nic.id)
  const [pairs, claims, wide, captures, findings] = await Promise.all([
    sql.query(
      `SELECT s.nic_id, abbrev(s.address) AS address, s.configured, s.registered, s.programmed, s.standing, s.severity, s.last_seen,
         r.id AS registration_id, r.kind, r.valid_from, r.source, r.capture_id, hv.id AS havip_id, hv.name AS havip, p.answer, p.reason, d.taken_at, dh.name AS dump_host,
         (SELECT f.id FROM finding f WHERE f.nic_id = s.nic_id AND f.address = s.address AND f.state <> 'resolved' ORDER BY f.severity DESC LIMIT 1) AS finding_id
       FROM standing s
       LEFT JOIN LATERAL (SELECT * FROM registration r WHERE r.nic_id = s.nic_id AND r.address >>= s.address AND r.valid_to IS NULL ORDER BY masklen(r.address) DESC LIMIT 1) r ON true
       LEFT JOIN havip hv ON hv.id = r.havip_id
       LEFT JOIN probe p ON p.nic_id = s.nic_id AND p.address = s.address LEFT JOIN flow_dump d ON d.id = p.dump_id LEFT JOIN host dh ON dh.id = d.host_id
       WHERE s.nic_id = ANY($1) ORDER BY s.severity DESC, s.address LIMIT $2`,
      [nicIds, PAIRS_MAX],
    ),
    readClaimLines(nicIds, null, PAIRS_MAX),
    sql.query(
      'SELECT id, nic_id, address::text AS address, kind FROM registration WHERE nic_id = ANY($1) AND valid_to IS NULL AND masklen(address) < 32 * (CASE family(address) WHEN 4 THEN 1 ELSE 4 END) ORDER BY id LIMIT 100',
      [nicIds],
    ),
    sql.query(
      `SELECT c.id, c.kind, c.format, c.command, c.source, c.captured_at, c.withdrawn_at, c.last_line - c.first_line + 1 AS lines,
         (SELECT count(*)::int FROM claim x WHERE x.capture_id = c.id AND x.valid_to IS NULL) AS claims
       FROM capture c WHERE c.guest_id = $1 ORDER BY c.captured_at DESC LIMIT $2`,
      [id, CAPTURES_MAX],
    ),
    sql.query(
      "SELECT id, rule, severity, data FROM finding WHERE state = 'open' AND (nic_id = ANY($1) OR (nic_id IS NULL AND guest_id = $2)) ORDER BY severity DESC, id LIMIT 20",
      [nicIds, id],
    ),
  ])
  const [witnesses, intents] = await Promise.all([
    readWitnesses(
      id,
      guest.vpc_id,
      pairs.rows.map((row) => ({ nicId: row.nic_id, address: row.address, configured: row.configured })),
    ),
    listGuestIntents(id),
  ])
  return {
    id: guest.id,
    name: guest.name,
    hostname: guest.hostname,
    version: guest.version,
    hostId: guest.host_id,
    host: guest.host,
    vpc: {
      id: guest.vpc_id,
      name: guest.vpc,
      fabric: guest.fabric,
      addressesMax: guest.addresses_max,
      readAt: iso(guest.read_at),
    },
    nics: nics.rows.map((nic) => ({
      id: nic.id,
      name: nic.name,
      mac: nic.mac,
      bridge: nic.bridge,
      ofport: nic.ofport,
      version: nic.version,
      subnetId: nic.subnet_id,
      subnet: nic.subnet,
      cidr: nic.cidr,
      used: nic.used,
      listedAt: iso(nic.listed_at),
      wide: wide.rows.filter((row) => row.nic_id === nic.id).map(({ nic_id: _, ...row }) => row),
      pairs: pairs.rows
        .filter((row) => row.nic_id === nic.id)
        .map((row) => ({
          address: row.address,
          configured: row.configured,
          registered: row.registered,
          programmed: row.programmed,
          standing: row.standing,
          severity: row.severity,
          lastSeen: row.last_seen,
          claim: claims.get(`${nic.id} ${row.address}`) ?? null,
          registration:
            row.registration_id === null
              ? null
              : {
                  id: row.registration_id,
                  kind: row.kind,
                  since: row.valid_from.toISOString(),
                  source: row.source,
                  havipId: row.havip_id,
                  havip: row.havip,
                  captureId: row.capture_id,
                },
          witnesses: witnesses.get(`${nic.id} ${row.address}`) ?? [],
          probe:
            row.answer === null
              ? null
              : { answer: row.answer, reason: row.reason, host: row.dump_host, takenAt: iso(row.taken_at) },
          findingId: row.finding_id,
        })),
    })),
    intents,
    captures: captures.rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      format: row.format,
      command: row.command,
      source: row.source,
      capturedAt: row.captured_at.toISOString(),
      withdrawnAt: iso(row.withdrawn_at),
      lines: row.lines,
      claims: row.claims,
    })),
    findings: findings.rows,
  }
}
