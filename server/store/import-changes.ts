import { pool, type Sql } from './database'
import type { ImportChange, StandingChange } from './import-preview'

export type ImportMark = { readonly claim: number; readonly finding: number; readonly intent: number }
type Touched = {
  readonly guestIds: ReadonlySet<number>
  readonly vpcIds: ReadonlySet<number>
  readonly nicIds: ReadonlySet<number>
}

const OF_THIS = 'xmin::text = (pg_current_xact_id()::xid)::text'

/** Where the tables stand before an import. */
export async function markBefore(sql: Sql): Promise<ImportMark> {
  const { rows } = await sql.query<ImportMark>(
    'SELECT coalesce((SELECT max(id) FROM claim), 0) AS claim, coalesce((SELECT max(id) FROM finding), 0) AS finding, coalesce((SELECT max(id) FROM intent), 0) AS intent',
  )
  return rows[0] ?? { claim: 0, finding: 0, intent: 0 }
}

/** What the open transaction changed since the mark, in words: claims, intent, findings. */
export async function listChanges(sql: Sql, before: ImportMark): Promise<ImportChange[]> {
  const { rows: claims } = await sql.query<{ text: string; known: boolean }>(
    `SELECT host(c.address) || ' on ' || g.name || ' ' || coalesce(c.label, c.link) AS text, c.id <= $1 AS known FROM claim c JOIN guest g ON g.id = c.guest_id
      WHERE c.judged AND c.valid_to IS NULL AND (c.id > $1 OR c.${OF_THIS}) ORDER BY c.id LIMIT 200`,
    [before.claim],
  )
  const { rows: ended } = await sql.query<{ text: string }>(
    `SELECT host(c.address) || ' on ' || g.name AS text FROM claim c JOIN guest g ON g.id = c.guest_id WHERE c.id <= $1 AND c.valid_to IS NOT NULL AND c.${OF_THIS} LIMIT 200`,
    [before.claim],
  )
  const { rows: intents } = await sql.query<{ text: string }>(
    `SELECT abbrev(i.address) || ' on ' || g.name || coalesce(' ' || i.link, '') || ', ' || i.format AS text FROM intent i JOIN guest g ON g.id = i.guest_id
      WHERE i.id > $1 AND i.valid_to IS NULL ORDER BY i.id LIMIT 100`,
    [before.intent],
  )
  const { rows: findings } = await sql.query<{ text: string; state: string }>(
    `SELECT rule || ': ' || coalesce(host(address), '') || ' ' || coalesce(data->>'guest', '') AS text, state FROM finding
      WHERE (id > $1 OR ${OF_THIS}) AND state <> 'acknowledged' ORDER BY severity DESC, id LIMIT 200`,
    [before.finding],
  )
  const change = (sign: ImportChange['sign'], text: string, isBad = false): ImportChange => ({ sign, text, isBad })
  return [
    ...claims.map((row) => change(row.known ? '=' : '+', `claim, ${row.text}${row.known ? ', seen again' : ''}`)),
    ...ended.map((row) => change('−', `claim, ${row.text}, no longer there`)),
    ...intents.map((row) => change('+', `intent, ${row.text}`)),
    ...findings.map((row) =>
      row.state === 'resolved'
        ? change('−', `finding, ${row.text}, resolved`)
        : change('+', `finding, ${row.text}`, true),
    ),
  ]
}

const STANDINGS = `SELECT g.id AS "guestId", g.name AS guest, n.id AS "nicId", n.name AS nic, abbrev(s.address) AS address, s.standing
  FROM standing s JOIN nic n ON n.id = s.nic_id JOIN guest g ON g.id = n.guest_id
 WHERE n.id = ANY($1) OR n.guest_id = ANY($2) OR n.vpc_id = ANY($3) ORDER BY s.severity DESC, s.address, n.id LIMIT 20000`

/** The standings that the open transaction changes: what it sees beside what everybody else still sees. */
export async function listStandingChanges(sql: Sql, touched: Touched): Promise<StandingChange[]> {
  type Row = { guestId: number; guest: string; nicId: number; nic: string; address: string; standing: string }
  const values = [[...touched.nicIds], [...touched.guestIds], [...touched.vpcIds]]
  const [after, before] = [await sql.query<Row>(STANDINGS, values), await pool().query<Row>(STANDINGS, values)]
  const key = (row: Row) => `${row.nicId} ${row.address}`
  const held = new Map(before.rows.map((row) => [key(row), row]))
  const changes: StandingChange[] = []
  for (const { nicId, standing, ...row } of after.rows) {
    const old = held.get(`${nicId} ${row.address}`)
    held.delete(`${nicId} ${row.address}`)
    if (old?.standing !== standing) changes.push({ ...row, before: old?.standing ?? null, after: standing })
  }
  for (const { nicId: _, standing, ...row } of held.values()) changes.push({ ...row, before: standing, after: null })
  return changes
}
