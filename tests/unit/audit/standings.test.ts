import { describe, expect, it } from 'vitest'
import { STANDING_TABLE, STANDINGS, standingOf } from '../../../core/audit/standing-table'

describe('the standing table', () => {
  it('is complete over 27 rows, each one standing or none', () => {
    expect(STANDING_TABLE).toHaveLength(27)
    expect(new Set(STANDING_TABLE.map((row) => `${row.configured} ${row.registered} ${row.programmed}`)).size).toBe(27)
    for (const row of STANDING_TABLE) expect(row.standing === null || STANDINGS.includes(row.standing)).toBe(true)
  })

  it.each([
    ['yes', 'yes', 'yes', 'working'],
    ['yes', 'yes', 'no', 'not-programmed'],
    ['yes', 'yes', 'unknown', 'registered'],
    ['yes', 'no', 'yes', 'unfiltered'],
    ['yes', 'no', 'no', 'unregistered'],
    ['yes', 'no', 'unknown', 'unregistered'],
    ['no', 'yes', 'no', 'not-programmed'],
    ['unknown', 'yes', 'no', 'not-programmed'],
    ['no', 'yes', 'yes', 'unused'],
    ['no', 'yes', 'unknown', 'unused'],
    ['unknown', 'yes', 'yes', 'unobserved'],
    ['unknown', 'yes', 'unknown', 'unobserved'],
    ['no', 'no', 'yes', 'orphan-rule'],
    ['unknown', 'no', 'yes', 'orphan-rule'],
    ['yes', 'unknown', 'no', 'unjudged'],
    ['no', 'unknown', 'yes', 'unjudged'],
    ['no', 'no', 'no', null],
    ['unknown', 'no', 'unknown', null],
    ['no', 'unknown', 'no', null],
  ] as const)('%s %s %s is %s', (configured, registered, programmed, standing) =>
    expect(standingOf(configured, registered, programmed)).toBe(standing),
  )
})
