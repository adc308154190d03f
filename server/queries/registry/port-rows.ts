import 'server-only'
import { pool } from '../../store/database'

const ROWS_MAX = 20_000

type PortRow = {
  readonly id: number
  readonly mac: string
  readonly guest: string
  readonly network: string
  readonly host: string | null
  readonly filter: string | null
  readonly isWhole: boolean
  readonly kind: string | null
  readonly address: string | null
  readonly isSingle: boolean
  readonly pairMac: string | null
}

/** Interfaces of a VPC, a row for each address that the registry allows on them. */
export async function readPortRows(vpcId: number): Promise<readonly PortRow[] | 'too-many'> {
  const { rows } = await pool().query<PortRow>(
    `SELECT n.id, n.mac, g.name AS guest, v.name AS network, h.name AS host, n.filter, n.is_registry_whole AS "isWhole", r.kind, abbrev(r.address) AS address,
            coalesce(masklen(r.address) = CASE family(r.address) WHEN 4 THEN 32 ELSE 128 END, false) AS "isSingle", r.mac AS "pairMac"
       FROM nic n JOIN vpc v ON v.id = n.vpc_id JOIN guest g ON g.id = n.guest_id LEFT JOIN host h ON h.id = g.host_id
       LEFT JOIN registration r ON r.nic_id = n.id AND r.valid_to IS NULL
      WHERE n.vpc_id = $1 ORDER BY n.id, r.id LIMIT $2`,
    [vpcId, ROWS_MAX + 1],
  )
  return rows.length > ROWS_MAX ? 'too-many' : rows
}

/**
 * A registry as ports in the words of Neutron's API (openstack.org, api-ref/network/v2, "ports"), which audits of files
 * read. Without the member of pairs a port does not say what else is allowed.
 */
export function formatPorts(rows: readonly PortRow[]): string {
  const ports = new Map<number, { readonly first: PortRow; readonly allowed: PortRow[] }>()
  for (const row of rows) {
    const port = ports.get(row.id) ?? { first: row, allowed: [] }
    ports.set(row.id, port)
    if (row.address !== null) port.allowed.push(row)
  }
  const isOwn = ({ kind, isSingle, pairMac }: PortRow) =>
    isSingle && pairMac === null && (kind === 'primary' || kind === 'secondary')
  const written = [...ports.values()].map(({ first, allowed }) => ({
    id: `port-${first.id}`,
    network_id: first.network,
    device_id: first.guest,
    'binding:host_id': first.host,
    mac_address: first.mac,
    fixed_ips: allowed.filter(isOwn).map(({ address }) => ({ ip_address: address })),
    ...(first.filter === null ? {} : { port_security_enabled: first.filter !== 'off' }),
    ...(first.isWhole
      ? {
          allowed_address_pairs: allowed
            .filter((row) => !isOwn(row))
            .map(({ address, pairMac }) => ({ ip_address: address, mac_address: pairMac ?? first.mac })),
        }
      : {}),
  }))
  return `${JSON.stringify({ ports: written }, null, 1)}\n`
}
