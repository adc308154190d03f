import { parseSearchTerm } from '../../core/ip/search-term'

/** What narrows the address list; all of it stands in the URL. */
export type AddressFilter = {
  readonly q?: string
  readonly standing?: string
  readonly vpcId?: number
  readonly subnetId?: number
}

/** Collects parameters while a statement is written, so that no value is ever part of its text. */
export class Parameters {
  readonly values: unknown[] = []
  add(value: unknown): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

/** SQL: the addresses inside a prefix, as a range that a B-tree finds; a shorter prefix sorts before all it contains. */
export const inside = (column: string, prefix: string) =>
  `${column} >= network(${prefix})::inet AND ${column} <= set_masklen(broadcast(${prefix}), CASE family(${prefix}) WHEN 4 THEN 32 ELSE 128 END)`

/** SQL: the addresses inside a prefix, and the prefixes that it lies in. */
export const overlaps = (column: string, prefix: string) =>
  `((${inside(column, prefix)}) OR (${column} >>= ${prefix} AND masklen(${column}) < 32 * (CASE family(${column}) WHEN 4 THEN 1 ELSE 4 END)))`

/** SQL conditions on `standing s` for a filter; each is served by an index of the first migration. */
export function addressConditions(filter: AddressFilter, parameters: Parameters): string[] {
  const conditions: string[] = []
  if (filter.vpcId !== undefined) conditions.push(`s.vpc_id = ${parameters.add(filter.vpcId)}`)
  if (filter.standing) conditions.push(`s.standing = ${parameters.add(filter.standing)}`)
  if (filter.subnetId !== undefined)
    conditions.push(
      `${inside('s.address', `(SELECT cidr FROM subnet WHERE id = ${parameters.add(filter.subnetId)})`)}
       AND s.vpc_id = (SELECT vpc_id FROM subnet WHERE id = $${parameters.values.length})`,
    )
  const term = filter.q ? parseSearchTerm(filter.q) : null
  if (!term) return conditions
  switch (term.kind) {
    case 'ip':
      conditions.push(overlaps('s.address', `${parameters.add(term.ip)}::inet`))
      break
    case 'prefix':
      conditions.push(overlaps('s.address', `${parameters.add(term.prefix)}::inet`))
      break
    case 'mac':
      conditions.push(`s.nic_id IN (SELECT id FROM nic WHERE mac = ${parameters.add(term.mac)})`)
      break
    case 'mac-part':
      conditions.push(`s.nic_id IN (SELECT id FROM nic WHERE mac LIKE ${parameters.add(`%${term.part}%`)})`)
      break
    case 'name': {
      const like = parameters.add(`%${term.name.replace(/[\\%_]/g, '\\$&')}%`)
      conditions.push(
        `s.nic_id IN (SELECT n.id FROM nic n JOIN guest g ON g.id = n.guest_id WHERE g.name ILIKE ${like} OR g.hostname ILIKE ${like})`,
      )
    }
  }
  return conditions
}
