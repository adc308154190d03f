import type { Snapshot } from '../../core/registry/snapshot'
import type { Sql } from './database'

/** Stores a fabric's registry as facts: what it names is made or updated, what it ended is ended. Answers the VPC. */
export async function saveSnapshot(
  sql: Sql,
  fabricId: number,
  snapshot: Snapshot,
  isDemo: boolean,
  now: Date,
): Promise<number> {
  const one = async (text: string, values: unknown[]): Promise<number> =>
    (await sql.query<{ id: number }>(text, values)).rows[0]?.id ?? 0
  const vpcId = await one(
    `INSERT INTO vpc (name, fabric_id, vni, is_demo) VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO UPDATE SET vni = excluded.vni WHERE vpc.fabric_id = excluded.fabric_id RETURNING id`,
    [snapshot.vpc.name, fabricId, snapshot.vpc.vni, isDemo],
  )
  if (vpcId === 0) throw new Error(`a VPC named ${snapshot.vpc.name} exists that this fabric does not serve`)
  await sql.query('INSERT INTO vpc_cidr (vpc_id, cidr) SELECT $1, unnest($2::inet[]) ON CONFLICT DO NOTHING', [
    vpcId,
    snapshot.vpc.cidrs,
  ])
  const subnetIds = new Map<string, number>()
  for (const subnet of snapshot.subnets) {
    const known = await one('UPDATE subnet SET cidr = $3, gateway = $4 WHERE vpc_id = $1 AND name = $2 RETURNING id', [
      vpcId,
      subnet.name,
      subnet.cidr,
      subnet.gateway,
    ])
    subnetIds.set(
      subnet.name,
      known ||
        (await one(
          'INSERT INTO subnet (vpc_id, name, cidr, gateway, owned) VALUES ($1, $2, $3, $4, false) RETURNING id',
          [vpcId, subnet.name, subnet.cidr, subnet.gateway],
        )),
    )
  }
  const hostIds = new Map<string, number>()
  for (const host of snapshot.hosts) {
    const id = await one(
      'INSERT INTO host (name, fabric_id, management_ip) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET management_ip = excluded.management_ip, fabric_id = excluded.fabric_id RETURNING id',
      [host.name, fabricId, host.managementIp],
    )
    hostIds.set(host.name, id)
    await savePort(sql, id, host.bridge, host.tunnelPort)
  }
  const guestIds = new Map<string, number>()
  for (const guest of snapshot.guests) {
    guestIds.set(
      guest.name,
      await one(
        'INSERT INTO guest (vpc_id, name, hostname, host_id) VALUES ($1, $2, $3, $4) ON CONFLICT (vpc_id, name) DO UPDATE SET hostname = excluded.hostname, host_id = excluded.host_id RETURNING id',
        [vpcId, guest.name, guest.hostname, hostIds.get(guest.host) ?? null],
      ),
    )
  }
  const nicIds = new Map<string, number>()
  for (const nic of snapshot.nics) {
    const guestId = guestIds.get(nic.guest) ?? 0
    nicIds.set(
      nic.mac,
      await one(
        `INSERT INTO nic (vpc_id, guest_id, subnet_id, name, mac, bridge, ofport) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (vpc_id, mac) DO UPDATE SET guest_id = excluded.guest_id, subnet_id = excluded.subnet_id, name = excluded.name, bridge = excluded.bridge, ofport = excluded.ofport RETURNING id`,
        [vpcId, guestId, subnetIds.get(nic.subnet) ?? null, nic.name, nic.mac, nic.bridge, nic.ofport],
      ),
    )
    const host = snapshot.guests.find((guest) => guest.name === nic.guest)?.host
    const hostId = host ? hostIds.get(host) : undefined
    if (hostId) await savePort(sql, hostId, nic.bridge, { ofport: nic.ofport, name: nic.port, type: '', remote: null })
  }
  await saveHaVips(sql, vpcId, snapshot, subnetIds, nicIds)
  await saveRegistrations(sql, vpcId, snapshot, nicIds, now)
  return vpcId
}

async function savePort(
  sql: Sql,
  hostId: number,
  bridge: string,
  port: { ofport: number; name: string; type: string; remote: string | null },
): Promise<void> {
  await sql.query(
    `INSERT INTO bridge_port (host_id, bridge, ofport, name, type, remote) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (host_id, bridge, ofport) DO UPDATE SET name = excluded.name, type = excluded.type, remote = excluded.remote`,
    [hostId, bridge, port.ofport, port.name, port.type, port.remote],
  )
}

async function saveHaVips(
  sql: Sql,
  vpcId: number,
  snapshot: Snapshot,
  subnetIds: ReadonlyMap<string, number>,
  nicIds: ReadonlyMap<string, number>,
): Promise<void> {
  for (const havip of snapshot.havips) {
    const { rows } = await sql.query<{ id: number }>(
      'INSERT INTO havip (vpc_id, subnet_id, name, address, owned) VALUES ($1, $2, $3, $4, false) ON CONFLICT (vpc_id, address) DO UPDATE SET name = excluded.name RETURNING id',
      [vpcId, subnetIds.get(havip.subnet) ?? null, havip.name, havip.address],
    )
    const members = havip.members.flatMap((mac) => nicIds.get(mac) ?? [])
    await sql.query('INSERT INTO havip_member (havip_id, nic_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING', [
      rows[0]?.id,
      members,
    ])
    await sql.query('DELETE FROM havip_member WHERE havip_id = $1 AND NOT nic_id = ANY($2)', [rows[0]?.id, members])
  }
  const addresses = snapshot.havips.map((havip) => havip.address)
  await sql.query(
    'UPDATE registration SET havip_id = NULL WHERE havip_id IN (SELECT id FROM havip WHERE vpc_id = $1 AND NOT address = ANY($2::inet[]))',
    [vpcId, addresses],
  )
  await sql.query('DELETE FROM havip WHERE vpc_id = $1 AND NOT address = ANY($2::inet[])', [vpcId, addresses])
}

async function saveRegistrations(
  sql: Sql,
  vpcId: number,
  snapshot: Snapshot,
  nicIds: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  const wanted = JSON.stringify(
    snapshot.registrations.flatMap((held) =>
      nicIds.has(held.mac) ? [{ nic_id: nicIds.get(held.mac), kind: held.kind, address: held.address }] : [],
    ),
  )
  const table = 'jsonb_to_recordset($2::jsonb) AS w(nic_id int, kind text, address inet)'
  await sql.query(
    `UPDATE registration r SET valid_to = greatest($3, r.valid_from) WHERE r.vpc_id = $1 AND r.valid_to IS NULL
       AND NOT EXISTS (SELECT 1 FROM ${table} WHERE w.nic_id = r.nic_id AND w.address = r.address AND w.kind = r.kind)`,
    [vpcId, wanted, now],
  )
  await sql.query(
    `INSERT INTO registration (vpc_id, nic_id, kind, address, havip_id, owned, claimant, source, valid_from)
     SELECT $1, w.nic_id, w.kind, w.address, h.id, false, coalesce(-h.id, n.guest_id), f.name, $3
       FROM ${table} JOIN nic n ON n.id = w.nic_id JOIN vpc v ON v.id = $1 JOIN fabric f ON f.id = v.fabric_id
       LEFT JOIN havip h ON h.vpc_id = $1 AND h.address = w.address AND w.kind = 'havip'
      WHERE NOT EXISTS (SELECT 1 FROM registration r WHERE r.nic_id = w.nic_id AND r.address = w.address AND r.kind = w.kind AND r.valid_to IS NULL)`,
    [vpcId, wanted, now],
  )
}
