import 'server-only'
import { pool } from '../../store/database'

type HaVipRow = {
  readonly id: number
  readonly name: string
  readonly address: string
  readonly master: number | null
  readonly members: readonly number[]
}

/** HAVIPs of a VPC, each with the interfaces that are its members. */
export async function readHaVipRows(vpcId: number): Promise<readonly HaVipRow[]> {
  const { rows } = await pool().query<HaVipRow>(
    `SELECT h.id, h.name, host(h.address) AS address, h.master_nic_id AS master,
            coalesce((SELECT array_agg(m.nic_id ORDER BY m.nic_id) FROM havip_member m WHERE m.havip_id = h.id), '{}') AS members
       FROM havip h WHERE h.vpc_id = $1 ORDER BY h.id`,
    [vpcId],
  )
  return rows
}

/**
 * HAVIPs as OVN's virtual ports, in what `ovn-nbctl --format=json list Logical_Switch_Port` prints: being a member of one
 * grants nothing, as in a registry of ours. Members are the ports that formatPorts writes.
 */
export function formatHaVips(rows: readonly HaVipRow[]): string {
  const port = (nicId: number) => `port-${nicId}`
  const data = rows.map(({ id, name, address, master, members }) => [
    ['uuid', `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`],
    name,
    'virtual',
    [
      'map',
      [
        ['virtual-ip', address],
        ['virtual-parents', members.map(port).join(',')],
      ],
    ],
    ['set', []],
    master === null ? ['set', []] : port(master),
  ])
  const headings = ['_uuid', 'name', 'type', 'options', 'addresses', 'virtual_parent']
  return `${JSON.stringify({ caption: 'Logical_Switch_Port table', headings, data }, null, 1)}\n`
}
