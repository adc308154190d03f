import type { DocumentedAddress } from '../../../core/registry/exports/exported-port'
import type { Sql } from '../database'

/** Keeps what an inventory documents, for showing beside what is true: it is neither configured nor registered. */
export async function saveDocumented(
  sql: Sql,
  captureId: number,
  vpcId: number,
  documented: readonly DocumentedAddress[],
): Promise<void> {
  const rows = documented.map(({ address, status, role, dnsName, description, assigned, span }) => ({
    address,
    note: [status, role, dnsName, description].filter((part) => part !== null).join(', '),
    assigned:
      [assigned?.device ?? assigned?.virtualMachine, assigned?.interface].filter(Boolean).join(' ').trim() || null,
    span_start: span.start,
    span_end: span.end,
  }))
  await sql.query(
    `INSERT INTO documented_address (capture_id, vpc_id, address, note, assigned, span_start, span_end)
     SELECT $1, $2, t.* FROM jsonb_to_recordset($3::jsonb) AS t(address inet, note text, assigned text, span_start int, span_end int)`,
    [captureId, vpcId, JSON.stringify(rows)],
  )
}

export async function deleteDocumented(sql: Sql, captureId: number): Promise<void> {
  await sql.query('DELETE FROM documented_address WHERE capture_id = $1', [captureId])
}
