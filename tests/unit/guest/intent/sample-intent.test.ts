import { describe, expect, it } from 'vitest'
import { guestReader } from '../../../../cli/commands/parse/parse-guest'
import { splitLines } from '../../../../core/text/lines'
import { agrees } from '../../../support/agrees'
import { listCases } from '../../../support/cases'

describe('what HA software is configured to hold', () => {
  it.each(listCases('vip', '').map((one) => [one.name, one] as const))('%s', (name, { input, expected }) => {
    const answer = guestReader('intent')(input, splitLines(input), null, {})
    expect(answer.format).toBe(name.split('__')[0])
    expect(agrees(expected, answer.value) ? null : answer.value).toBeNull()
  })
})
