import 'server-only'
import { pool } from '../store/database'
import { inside } from './address-filter'

/** What one cell of a subnet's map stands for: an address (or a block of them) and the worst that is true in it. */
export type SubnetCell = {
  readonly index: number // place in the subnet, in cells from its first address; in an IPv6 subnet, in the list of used blocks
  readonly prefix: string // the addresses it covers
  readonly used: number // addresses in the cell; each is counted once more below, where the first that fits
  readonly critical: number
  readonly warning: number
  readonly silent: number // none of its guests has been heard
  readonly havips: number
}

export type SubnetMap = {
  readonly id: number
  readonly vpcId: number
  readonly name: string
  readonly cidr: string
  readonly gateway: string | null
  readonly reserved: readonly string[]
  readonly hostBits: number
  readonly cellBits: number // host bits a cell covers: 0 is one address a cell
  readonly cells: readonly SubnetCell[] // only cells that hold something, in order
  readonly used: number
}

const CELL_BITS_MAX = 10 // at most 1,024 cells for IPv4

/** The used cells of a subnet. An IPv6 subnet has no picture of its whole: the first 1,024 used blocks of 256 addresses. */
export async function findSubnetMap(subnetId: number): Promise<SubnetMap | null> {
  const { rows: subnets } = await pool().query<{
    id: number
    vpcId: number
    name: string
    cidr: string
    gateway: string | null
    reserved: string[] | null
    length: number
    family: number
  }>(
    `SELECT id, vpc_id AS "vpcId", name, cidr::text AS cidr, host(gateway) AS gateway,
            ARRAY(SELECT host(r) FROM unnest(reserved) r) AS reserved, masklen(cidr) AS length, family(cidr) AS family
       FROM subnet WHERE id = $1`,
    [subnetId],
  )
  const subnet = subnets[0]
  if (!subnet) return null
  const hostBits = (subnet.family === 4 ? 32 : 128) - subnet.length
  const cellBits = subnet.family === 4 ? Math.max(0, hostBits - CELL_BITS_MAX) : Math.min(hostBits, 8)
  const cellLength = (subnet.family === 4 ? 32 : 128) - cellBits
  const { rows } = await pool().query<Omit<SubnetCell, 'index'> & { offset: string }>(
    `WITH known AS (
       SELECT network(set_masklen(s.address, $2)) AS block, max(s.severity) AS severity,
              bool_and(s.standing = 'unobserved' OR s.last_seen) AS is_silent, bool_or(s.havip_id IS NOT NULL) AS is_havip
         FROM standing s, subnet u
        WHERE u.id = $1 AND s.vpc_id = u.vpc_id AND ${inside('s.address', 'u.cidr')} AND masklen(s.address) >= $2
        GROUP BY s.address)
     SELECT CASE family(block) WHEN 4 THEN host(block)::inet - $3::inet ELSE 0 END AS "offset", block::text AS prefix, count(*)::int AS used,
            count(*) FILTER (WHERE severity = 3)::int AS critical, count(*) FILTER (WHERE severity = 2)::int AS warning,
            count(*) FILTER (WHERE severity < 2 AND is_silent)::int AS silent,
            count(*) FILTER (WHERE severity < 2 AND NOT is_silent AND is_havip)::int AS havips
       FROM known GROUP BY block ORDER BY block LIMIT 1024`,
    [subnetId, cellLength, subnet.cidr.slice(0, subnet.cidr.indexOf('/'))],
  )
  const { length: _, family: __, reserved, ...facts } = subnet
  const isWhole = subnet.family === 4
  const cells = rows.map(({ offset, ...cell }, i) => ({ ...cell, index: isWhole ? Number(offset) / 2 ** cellBits : i }))
  return {
    ...facts,
    reserved: reserved ?? [],
    hostBits,
    cellBits,
    cells,
    used: cells.reduce((sum, cell) => sum + cell.used, 0),
  }
}
