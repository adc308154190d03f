import { parseIp } from '../../../core/ip/ip'
import { parsePrefix, prefixContains } from '../../../core/ip/prefix'
import { type ExportedFacts, guessCidr } from '../../../core/registry/exports/exported-facts'
import type { Sql } from '../database'

type Row = { id: number; name: string; cidr: string }
export type PlacedSubnets = { readonly ofNic: ReadonlyMap<string, number> }

/**
 * The subnet of every exported interface: the one of that name, else the narrowest that holds its address, else one that
 * is made. An export names a subnet and leaves out its CIDR, so that of a new one is guessed from the addresses in it and
 * marked as guessed: no rule judges by it.
 */
export async function placeSubnets(sql: Sql, vpcId: number, facts: ExportedFacts): Promise<PlacedSubnets> {
  const { rows } = await sql.query<Row>(
    'SELECT id, name, cidr::text AS cidr FROM subnet WHERE vpc_id = $1 ORDER BY masklen(cidr) DESC, id',
    [vpcId],
  )
  const known = rows.flatMap((row) => {
    const prefix = parsePrefix(row.cidr)
    return prefix ? [{ ...row, prefix }] : []
  })
  const ofNic = new Map<string, number>()
  const unplaced = new Map<string, { macs: string[]; addresses: string[] }>()
  const byName = new Map(known.map((one) => [one.name, one.id]))
  for (const nic of facts.nics) {
    const ip = parseIp(nic.addresses[0] ?? '')
    const id =
      (nic.subnet === null ? undefined : byName.get(nic.subnet)) ??
      known.find((one) => ip !== null && prefixContains(one.prefix, ip))?.id
    if (id !== undefined) ofNic.set(nic.mac, id)
    else {
      const name = nic.subnet ?? `${nic.network ?? 'as exported'} ${guessCidr(nic.addresses) ?? ''}`.trim()
      const held = unplaced.get(name) ?? { macs: [], addresses: [] }
      held.macs.push(nic.mac)
      held.addresses.push(...nic.addresses)
      unplaced.set(name, held)
    }
  }
  for (const [name, { macs, addresses }] of unplaced) {
    const cidr = guessCidr(addresses)
    if (cidr === null) continue
    const made = await sql.query<{ id: number }>(
      'INSERT INTO subnet (vpc_id, name, cidr, owned, is_guessed) VALUES ($1, $2, $3, false, true) RETURNING id',
      [vpcId, name, cidr],
    )
    for (const mac of macs) ofNic.set(mac, made.rows[0]?.id ?? 0)
    await sql.query(
      'INSERT INTO vpc_cidr (vpc_id, cidr) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM vpc_cidr WHERE vpc_id = $1 AND cidr >>= $2::inet) ON CONFLICT DO NOTHING',
      [vpcId, cidr],
    )
  }
  return { ofNic }
}
