import { saveBlob } from '../server/store/blobs'
import type { Sql } from '../server/store/database'

/** How large a generated world is; everything follows from the number of addresses. */
export type WorldSize = {
  readonly addresses: number
  readonly nics: number
  readonly hosts: number
  readonly vpcs: number
}
const NICS_PER_VPC = 100_000 // 10⁶ addresses: one VPC's /8 holds them all, the hardest case for lists and maps

export const sizeOf = (addresses: number): WorldSize => {
  const nics = Math.ceil(addresses / 10)
  return { addresses, nics, hosts: Math.ceil(nics / 10), vpcs: Math.ceil(nics / NICS_PER_VPC) }
}

/**
 * Fills an empty database: ten addresses an interface (one primary, nine secondary), ten guests a host, one subnet of
 * 4096 addresses for 400 interfaces, a claim for every registration but one in 200, one address in 500 added by hand
 * and registered by nobody, and the rules of every second host evaluated. Numbers follow each other, so that the same
 * size is always the same world. `now` is when all of it was seen.
 */
export async function makeWorld(sql: Sql, addresses: number, now: Date): Promise<WorldSize> {
  const size = sizeOf(addresses)
  const { nics, hosts, vpcs } = size
  const run = (text: string, ...values: unknown[]) => sql.query(text, values)
  const hash = await saveBlob(sql, '')
  await run(
    "INSERT INTO vpc (id, name) SELECT v, 'vpc-' || lpad(v::text, 3, '0') FROM generate_series(1, $1::int) v",
    vpcs,
  )
  await run("INSERT INTO vpc_cidr (vpc_id, cidr) SELECT id, '10.0.0.0/8' FROM vpc")
  await run(
    `INSERT INTO subnet (id, vpc_id, name, cidr, gateway)
     SELECT u + 1, u / ${NICS_PER_VPC / 400} + 1, 'subnet-' || u, set_masklen('10.0.0.0'::inet + (u % ${NICS_PER_VPC / 400}) * 4096::bigint, 20), '10.0.0.1'::inet + (u % ${NICS_PER_VPC / 400}) * 4096::bigint
       FROM generate_series(0, ($1::int - 1) / 400) u`,
    nics,
  )
  await run(
    "INSERT INTO host (id, name, management_ip) SELECT h, 'hv-' || lpad(h::text, 5, '0'), '192.168.0.0'::inet + h FROM generate_series(1, $1::int) h",
    hosts,
  )
  await run(
    `INSERT INTO guest (id, vpc_id, name, hostname, host_id)
     SELECT n + 1, n / ${NICS_PER_VPC} + 1, 'vm-' || lpad(n::text, 6, '0'), 'db' || (n % 1000), n / 10 + 1 FROM generate_series(0, $1::int - 1) n`,
    nics,
  )
  await run(
    `INSERT INTO nic (id, vpc_id, guest_id, subnet_id, name, mac, bridge, ofport)
     SELECT n + 1, n / ${NICS_PER_VPC} + 1, n + 1, n / 400 + 1, 'eth0',
            '02:00:' || regexp_replace(lpad(to_hex(n), 8, '0'), '(..)(..)(..)(..)', '\\1:\\2:\\3:\\4'), 'br-int', n % 10 + 1
       FROM generate_series(0, $1::int - 1) n`,
    nics,
  )
  await run(
    `INSERT INTO capture (id, hash, first_line, last_line, kind, format, guest_id, vpc_id, source, source_kind, source_rank, captured_at, value)
     SELECT id, $2, id, id, 'capture', 'ip-addr', id, vpc_id, 'bench', 'paste', 2, $1, '{}' FROM guest`,
    now,
    hash,
  )
  await run('INSERT INTO listing SELECT id, 4, id, $1 FROM nic', now)
  await run(
    `CREATE TEMP TABLE pair AS SELECT i / 10 + 1 AS nic_id, n.vpc_id, i, i % 10 = 0 AS is_primary,
       '10.0.0.0'::inet + (n.subnet_id - 1) % ${NICS_PER_VPC / 400} * 4096::bigint + 16 + i % 4000 AS address
       FROM generate_series(0, $1::int - 1) i JOIN nic n ON n.id = i / 10 + 1`,
    addresses,
  )
  await run(
    `INSERT INTO registration (vpc_id, nic_id, kind, address, claimant, source, valid_from)
     SELECT vpc_id, nic_id, CASE WHEN is_primary THEN 'primary' ELSE 'secondary' END, address, nic_id, 'bench', $1 FROM pair WHERE i % 500 <> 7`,
    now,
  )
  await run(
    `INSERT INTO claim (capture_id, vpc_id, guest_id, nic_id, link, address, prefix_length, span_start, span_end, source_rank, valid_from, last_seen_at)
     SELECT nic_id, vpc_id, nic_id, nic_id, 'eth0', address, 20, 0, 0, 2, $1, $1 FROM pair WHERE i % 200 <> 5`,
    now,
  )
  for (let host = 2; host <= hosts; host += 2) await addFlowTable(sql, host, now)
  await run(
    `INSERT INTO probe (nic_id, address, answer, reason, is_policy, detail, dump_id, evaluated_at)
     SELECT p.nic_id, p.address, CASE WHEN i % 500 = 7 THEN 'no' ELSE 'yes' END, 'bench', i % 500 = 7, '[]', d.id, $1
       FROM pair p JOIN guest g ON g.id = p.nic_id JOIN flow_dump d ON d.host_id = g.host_id`,
    now,
  )
  await run('DROP TABLE pair')
  for (const table of ['vpc', 'subnet', 'host', 'flow_dump', 'guest', 'nic', 'capture', 'claim', 'registration'])
    await run(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`)
  await run('ANALYZE')
  return size
}

/** The flow table of one host: what the registry allows each of its ports to send, and nothing else. */
async function addFlowTable(sql: Sql, hostId: number, now: Date): Promise<void> {
  const { rows } = await sql.query<{ ofport: number; mac: string; address: string }>(
    `SELECT n.ofport, n.mac, host(r.address) AS address FROM guest g JOIN nic n ON n.guest_id = g.id JOIN registration r ON r.nic_id = n.id
      WHERE g.host_id = $1 ORDER BY r.id`,
    [hostId],
  )
  const lines = [
    ...[...new Set(rows.map((row) => row.ofport))].map(
      (port) => `table=0, priority=100,in_port=${port} actions=goto_table:10`,
    ),
    ...rows.flatMap(({ ofport, mac, address }) => [
      `table=10, priority=100,arp,in_port=${ofport},dl_src=${mac},arp_spa=${address},arp_sha=${mac} actions=goto_table:20`,
      `table=10, priority=100,ip,in_port=${ofport},dl_src=${mac},nw_src=${address} actions=goto_table:20`,
    ]),
    'table=10, priority=0 actions=drop',
    'table=20, priority=0 actions=NORMAL',
  ]
  const hash = await saveBlob(sql, `${lines.join('\n')}\n`)
  await sql.query(
    "INSERT INTO flow_dump (host_id, bridge, hash, taken_at, source, rule_count) VALUES ($1, 'br-int', $2, $3, 'bench', $4)",
    [hostId, hash, now, lines.length],
  )
}

/** Moves one claim in a hundred to an address that nobody registered; answers how many. */
export async function changeOnePercent(sql: Sql): Promise<number> {
  const { rowCount } = await sql.query(
    "UPDATE claim SET address = '10.250.0.0'::inet + id WHERE id % 100 = 3 AND valid_to IS NULL",
  )
  return rowCount ?? 0
}
