import 'server-only'
import { pool } from '../store/database'

/** What was known of a pair (interface, address) at a past moment. Null: it was not so then. */
export type PastAddress = {
  readonly nicId: number
  readonly address: string
  readonly guestId: number
  readonly guest: string
  readonly nic: string
  readonly configuredSince: string | null // claimed by the guest
  readonly registeredSince: string | null
  readonly kind: string | null // of the registration
}
export type PastCursor = { readonly address: string; readonly nicId: number }

/** The addresses of a VPC as claims and registry had them at a moment, by address; one page. */
export async function listPastAddresses(
  { vpcId, at }: { vpcId: number; at: Date },
  after: PastCursor | null,
  rowsMax = 100,
): Promise<{ rows: PastAddress[]; next: PastCursor | null }> {
  const then = `vpc_id = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)
    AND ($3::inet IS NULL OR address >= $3::inet) AND ($3::inet IS NULL OR (address, nic_id) > ($3::inet, $4))`
  const { rows } = await pool().query<
    Omit<PastAddress, 'configuredSince' | 'registeredSince'> & { claimed: Date | null; allowed: Date | null }
  >(
    `SELECT p.nic_id AS "nicId", abbrev(p.address) AS address, g.id AS "guestId", g.name AS guest, n.name AS nic, p.claimed, p.allowed, p.kind FROM (
       SELECT nic_id, address, max(claimed) AS claimed, max(allowed) AS allowed, max(kind) AS kind FROM (
         (SELECT DISTINCT ON (address, nic_id) nic_id, address, valid_from AS claimed, NULL::timestamptz AS allowed, NULL AS kind
            FROM claim WHERE ${then} AND nic_id IS NOT NULL AND judged ORDER BY address, nic_id, valid_from LIMIT $5)
         UNION ALL
         (SELECT DISTINCT ON (address, nic_id) nic_id, address, NULL, valid_from, kind
            FROM registration WHERE ${then} ORDER BY address, nic_id, valid_from LIMIT $5)) each
        GROUP BY nic_id, address ORDER BY address, nic_id LIMIT $5) p
     JOIN nic n ON n.id = p.nic_id JOIN guest g ON g.id = n.guest_id ORDER BY p.address, p.nic_id`,
    [vpcId, at, after?.address ?? null, after?.nicId ?? null, rowsMax + 1],
  )
  const shown = rows.slice(0, rowsMax).map(({ claimed, allowed, ...row }) => ({
    ...row,
    configuredSince: claimed?.toISOString() ?? null,
    registeredSince: allowed?.toISOString() ?? null,
  }))
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > rowsMax && last ? { address: last.address, nicId: last.nicId } : null }
}
