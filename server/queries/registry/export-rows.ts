import 'server-only'
import { IMPORT_COLUMNS } from '../../../core/registry/validate-import'
import { pool } from '../../store/database'

const ROWS_MAX = 2000

type Row = { nicId: number; registrationId: number; cells: string[] }

/** The registry as rows of the documented columns, page after page by key, so that no export holds it whole. */
export async function* readExportRows(vpcId: number | null): AsyncGenerator<readonly (readonly string[])[]> {
  yield [[...IMPORT_COLUMNS]]
  let after = { nicId: 0, registrationId: 0 }
  for (;;) {
    const { rows }: { rows: Row[] } = await pool().query<Row>(
      `SELECT n.id AS "nicId", coalesce(r.id, 0) AS "registrationId",
         ARRAY[v.name, s.cidr::text, coalesce(h.name, ''), g.name, n.name, n.mac, coalesce(r.kind, ''), coalesce(abbrev(r.address), ''), coalesce(x.name, '')] AS cells
       FROM nic n JOIN vpc v ON v.id = n.vpc_id JOIN subnet s ON s.id = n.subnet_id JOIN guest g ON g.id = n.guest_id LEFT JOIN host h ON h.id = g.host_id
       LEFT JOIN registration r ON r.nic_id = n.id AND r.valid_to IS NULL LEFT JOIN havip x ON x.id = r.havip_id
       WHERE n.id >= $1 AND (n.id > $1 OR coalesce(r.id, 0) > $2) AND ($3::int IS NULL OR n.vpc_id = $3) ORDER BY n.id, coalesce(r.id, 0) LIMIT $4`,
      [after.nicId, after.registrationId, vpcId, ROWS_MAX],
    )
    if (rows.length > 0) yield rows.map((row) => row.cells)
    const last = rows.at(-1)
    if (rows.length < ROWS_MAX || !last) return
    after = { nicId: last.nicId, registrationId: last.registrationId }
  }
}
