import type { RegistryStep } from '../../../core/registry/snapshot'
import type { Sql } from '../database'

/**
 * Writes steps into a registry that Rollcall keeps. The constraints of the database hold: whoever comes second to an
 * address is stopped by them.
 */
export async function applyToRegistry(
  sql: Sql,
  vpcId: number,
  steps: readonly RegistryStep[],
  now: Date,
): Promise<void> {
  for (const step of steps) {
    if (step.op === 'create-havip') {
      const { name, address, subnet, members } = step.havip
      await sql.query(
        `INSERT INTO havip (vpc_id, subnet_id, name, address) SELECT $1, id, $2, $3 FROM subnet WHERE vpc_id = $1 AND name = $4
         ON CONFLICT (vpc_id, address) DO NOTHING`,
        [vpcId, name, address, subnet],
      )
      await sql.query(
        `INSERT INTO havip_member (havip_id, nic_id) SELECT h.id, n.id FROM havip h JOIN nic n ON n.vpc_id = h.vpc_id
          WHERE h.vpc_id = $1 AND h.address = $2 AND n.mac = ANY($3) ON CONFLICT DO NOTHING`,
        [vpcId, address, members],
      )
    } else if (step.op === 'delete-havip') {
      await sql.query(
        `WITH gone AS (SELECT id FROM havip WHERE vpc_id = $1 AND address = $2)
         UPDATE registration SET valid_to = greatest($3, valid_from), havip_id = NULL WHERE havip_id IN (SELECT id FROM gone)`,
        [vpcId, step.havip.address, now],
      )
      await sql.query('DELETE FROM havip WHERE vpc_id = $1 AND address = $2', [vpcId, step.havip.address])
    } else if (step.op === 'register') {
      const { mac, kind, address, otherMac } = step.registration
      await sql.query(
        `INSERT INTO registration (vpc_id, nic_id, kind, address, mac, havip_id, claimant, source, valid_from)
         SELECT $1, n.id, $3, $4::inet, $5, h.id, coalesce(-h.id, n.guest_id), 'rollcall', $6
           FROM nic n LEFT JOIN havip h ON h.vpc_id = $1 AND h.address = $4::inet AND $3 = 'havip'
          WHERE n.vpc_id = $1 AND n.mac = $2
            AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.nic_id = n.id AND r.address = $4::inet AND r.valid_to IS NULL)`,
        [vpcId, mac, kind, address, otherMac ?? null, now],
      )
    } else if (step.op === 'release') {
      const { mac, address } = step.registration
      await sql.query(
        `UPDATE registration r SET valid_to = greatest($4, r.valid_from) FROM nic n
          WHERE n.id = r.nic_id AND n.vpc_id = $1 AND n.mac = $2 AND r.address = $3::inet AND r.valid_to IS NULL`,
        [vpcId, mac, address, now],
      )
    }
  }
}
