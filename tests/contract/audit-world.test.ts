import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeWorld } from '../../bench/world'
import { PAIR_RULES } from '../../core/audit/rules/all'
import { standingOf } from '../../core/audit/standing-table'
import { auditAll, auditTouched } from '../../server/store/audit/audit'
import { collectCandidates, loadCandidates } from '../../server/store/audit/load-facts'
import { pool, type Sql, transaction } from '../../server/store/database'
import { openTestDatabase } from '../support/test-database'

const NICS = 60
const SEEDS = [1, 2, 3, 4, 5, 6]
const HOUR = 3_600_000
const start = new Date('2026-11-01T12:00:00Z')
const at = (hours: number) => ({ now: new Date(start.getTime() + hours * HOUR), actor: 'test' })
const rows = async (text: string, values: unknown[] = []) => (await pool().query(text, values)).rows

let closeDatabase: () => Promise<void>
beforeAll(async () => {
  closeDatabase = await openTestDatabase()
})
afterAll(() => closeDatabase())

/** A generator of numbers below `n` that gives the same ones for the same seed (mulberry32). */
function numbersFrom(seed: number): (n: number) => number {
  let state = seed * 0x9e3779b9
  return (n) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}

/** Changes a world directly in its tables, as nobody should: what an audit makes of it has to be right all the same. */
async function disturb(below: (n: number) => number, times: number): Promise<void> {
  const nic = () => 1 + below(NICS)
  const address = () => `10.0.${below(2)}.${below(256)}`
  const deeds: (() => [string, unknown[]])[] = [
    () => [
      `INSERT INTO claim (capture_id, vpc_id, guest_id, nic_id, link, address, prefix_length, mac, label, span_start, span_end, source_rank, valid_from, last_seen_at)
       SELECT id, 1, id, id, 'eth0', $2, $3, $4, $5, 0, 0, 2, $6, $6 FROM nic WHERE id = $1 ON CONFLICT DO NOTHING`,
      [
        nic(),
        address(),
        [20, 24, 32][below(3)],
        below(5) ? null : '02:00:00:00:ff:ff',
        ['', 'eth0:1'][below(2)] || null,
        new Date(start.getTime() - below(3) * 20 * HOUR),
      ],
    ],
    () => [
      'UPDATE claim SET valid_to = greatest(valid_from, last_seen_at) WHERE nic_id = $1 AND id % 3 = $2 AND valid_to IS NULL',
      [nic(), below(3)],
    ],
    () => [
      'UPDATE claim SET last_seen_at = $2 WHERE nic_id = $1 AND valid_to IS NULL',
      [nic(), new Date(start.getTime() - 30 * HOUR)],
    ],
    () => [
      `INSERT INTO registration (vpc_id, nic_id, kind, address, owned, claimant, source) SELECT 1, id, $2, $3, false, id, 'test' FROM nic WHERE id = $1 ON CONFLICT DO NOTHING`,
      [nic(), ['secondary', 'allowed-pair'][below(2)], below(3) ? address() : '10.0.1.0/24'],
    ],
    () => [
      'UPDATE registration SET valid_to = now() WHERE nic_id = $1 AND id % 4 = $2 AND valid_to IS NULL',
      [nic(), below(4)],
    ],
    () => [
      `WITH made AS (INSERT INTO havip (vpc_id, subnet_id, name, address, owned) VALUES (1, 1, 'ha', $2, false) ON CONFLICT DO NOTHING RETURNING id)
       INSERT INTO havip_member SELECT id, $1 FROM made UNION SELECT id, 1 + $1 % ${NICS} FROM made`,
      [nic(), address()],
    ],
    () => [
      `INSERT INTO probe (nic_id, address, answer, reason, is_policy, detail, dump_id, evaluated_at) SELECT $1, $2, $3, '', false, '[]', (SELECT min(id) FROM flow_dump), now()
       ON CONFLICT (nic_id, address) DO UPDATE SET answer = excluded.answer`,
      [nic(), address(), ['yes', 'no', 'unknown'][below(3)]],
    ],
    () => ['DELETE FROM listing WHERE nic_id = $1', [nic()]],
    () => [
      'UPDATE flow_dump SET taken_at = $1 WHERE id = (SELECT max(id) FROM flow_dump)',
      [new Date(start.getTime() - 40 * HOUR)],
    ],
  ]
  for (let i = 0; i < times; i++) {
    const deed = deeds[below(deeds.length)]
    if (deed) await pool().query(...deed())
  }
}

const everything = () =>
  rows(
    `SELECT 's' AS what, nic_id, address::text, configured, registered, programmed, standing, kind, severity, last_seen::text, NULL AS rule, NULL AS state FROM standing
     UNION ALL SELECT 'f', nic_id, coalesce(address::text, key), NULL, NULL, NULL, NULL, NULL, severity, NULL, rule, state FROM finding ORDER BY 1, 2, 3, 11, 12`,
  )
const auditEvery = (hours: number) => transaction((sql) => auditTouched(sql, { vpcIds: [1] }, at(hours)))
const NOTHING = { pairsChanged: 0, opened: 0, reopened: 0, resolved: 0 }

describe.each(SEEDS)('a disturbed world (seed %i)', (seed) => {
  const below = numbersFrom(seed)
  beforeEach(async () => {
    await pool().query(
      'TRUNCATE vpc, host, blob, capture, finding, standing, probe, listing, claim RESTART IDENTITY CASCADE',
    )
    await makeWorld(pool() as Sql, NICS * 10, start)
    await auditAll(at(0))
    await disturb(below, 120)
  })

  it('is judged alike as a whole and interface by interface', async () => {
    await auditAll(at(1))
    const whole = await everything()
    expect(await auditEvery(1)).toEqual(NOTHING)
    expect(await everything()).toEqual(whole)
    await disturb(below, 40)
    await auditEvery(2)
    const touched = await everything()
    expect(await auditAll(at(2))).toEqual(NOTHING)
    expect(await everything()).toEqual(touched)
  })

  it('stands as the table of core says, wherever the table speaks and no HAVIP does', async () => {
    await auditAll(at(1))
    const stored = await rows(
      'SELECT configured, registered, programmed, standing, last_seen, havip_id FROM standing WHERE havip_id IS NULL',
    )
    expect(stored.length).toBeGreaterThan(NICS * 9)
    for (const row of stored) {
      const said = standingOf(row.configured, row.registered, row.programmed)
      if (said === null) expect(row.last_seen).toBe(true)
      else expect(row.standing).toBe(said)
    }
  })

  it('has no pair that a rule objects to outside the candidates', async () => {
    await auditAll(at(100 * 24))
    await transaction(async (sql) => {
      const context = at(100 * 24)
      await collectCandidates(sql, { nicIds: null, guestIds: null }, context)
      const objections = async () => {
        const facts = await loadCandidates(sql, context, null, 100_000)
        return facts
          .flatMap((pair) => PAIR_RULES.flatMap((rule) => rule.judge(pair) ?? []))
          .map((draft) => `${draft.rule} ${draft.key}`)
      }
      const chosen = await objections()
      await sql.query('DROP TABLE candidate')
      await sql.query('CREATE TEMP TABLE candidate ON COMMIT DROP AS SELECT nic_id, address FROM standing')
      const all = await objections()
      expect(all.length).toBeGreaterThan(0)
      expect(chosen.sort()).toEqual(all.sort())
    })
  })
})
